"""Look at the first rows of a file that nobody has described yet."""

from pathlib import Path

from levada.engines.embedded import sampling_csv, sampling_jsonl, sampling_parquet
from levada.engines.embedded.connection import connect
from levada.engines.embedded.files.packing import unpack
from levada.engines.embedded.sample import Sample as Sample

FORMATS = {"csv": sampling_csv.sample, "jsonl": sampling_jsonl.sample, "parquet": sampling_parquet.sample}


def sample(path: Path, form: str, scratch: Path) -> Sample:
    """Look at a file's first rows. `form`: csv, jsonl or parquet.

    Raises:
        Permanent: it is empty, or not what its name says.
    """
    unpacked = unpack(path.name, path, form, scratch)
    file, plain = next(unpacked)
    with connect(scratch) as connection:
        return FORMATS[form](connection, file, plain)
