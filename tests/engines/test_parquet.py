"""Parquet as a contract's columns: what other programs write for types that they do not have."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levada.engines.files.matching import promised
from levada.engines.files.parquet import batches
from levada.errors import Permanent
from levada.plan.tables import Column, Table

NUMBER = "6f1c0b0a-0000-4000-8000-000000000001"


def uuids(folder: Path, values: pa.Array) -> list[str]:
    path = folder / "a.parquet"
    pq.write_table(pa.table({"v": values}), path)
    columns = promised(Table("raw.a", (Column("v", "uuid"),)))
    rows = pa.Table.from_batches(batches("a.parquet", path, columns), columns.schema)
    return [str(row["v"]) for row in rows.to_pylist()]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_a_uuid_may_be_a_text(tmp_path: Path, kind: pa.DataType) -> None:
    assert uuids(tmp_path, pa.array([NUMBER, None], kind)) == [NUMBER, "None"]
    with pytest.raises(Permanent, match=r"a\.parquet: column v is .*string, .*: badly formed hexadecimal UUID"):
        uuids(tmp_path, pa.array(["6f1c"], kind))
