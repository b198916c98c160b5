"""Look at the first rows of a file that nobody has described yet."""

from dataclasses import replace
from pathlib import Path
from typing import assert_never

from levada.engines.embedded import sampling_csv, sampling_jsonl, sampling_parquet
from levada.engines.embedded.sample import Sample as Sample
from levada.engines.files.packing import unpack
from levada.errors import Permanent
from levada.lake.connection import connect
from levada.names import alike
from levada.spec.files import Format


def sample(path: Path, form: Format, scratch: Path) -> Sample:
    """Look at a file's first rows; of an archive, at its first member's.

    Raises:
        Permanent: it is empty, or not what its name says; or capitals alone tell two of its columns apart.
    """
    unpacked = unpack(path.name, path, form, scratch)
    file, plain = next(unpacked)
    found = _looked(file, plain, form, scratch)
    _different(file, [column.name for column in found.columns])
    return replace(found, whole=found.whole and next(unpacked, None) is None)


def _different(file: str, names: list[str]) -> None:
    if found := alike(names):
        why = "capitals make no difference: give each column a name of its own"
        raise Permanent(f"{file} has columns {found[0]!r} and {found[1]!r}; {why}")


def _looked(file: str, plain: Path, form: Format, scratch: Path) -> Sample:
    with connect(scratch) as connection:
        match form:
            case "csv":
                return sampling_csv.sample(connection, file, plain, scratch)
            case "jsonl":
                return sampling_jsonl.sample(connection, file, plain)
            case "parquet":
                return sampling_parquet.sample(connection, file, plain)
            case _:
                assert_never(form)
