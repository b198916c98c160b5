"""Which dataset is meant by a name that somebody else gives it."""

import pytest

from levada.relay.identity import Known, address, dataset

SKETCH = "/p/.levada/scratch/tmpab/sketches/" + "0" * 32
KNOWN = Known(
    "iceberg://prod",
    addresses=frozenset({"http://catalogue:8181"}),
    warehouse="s3://warehouse",
    locations={"s3://warehouse/raw/orders": "raw.orders", "s3://warehouse/x-77": "raw__build.lines"},
)
TRINO = "trino://cluster:8443"


@pytest.mark.parametrize(
    ("namespace", "name", "expected"),
    [
        ("iceberg://prod", "raw.orders", "raw.orders"),
        ("iceberg://prod", "raw__build.orders", "raw.orders"),
        (TRINO, "lake.raw.orders", "raw.orders"),
        (TRINO, "lake.raw.orders$files", "raw.orders"),
        (TRINO, "lake.raw__build.orders", "raw.orders"),
        (TRINO, "lake.raw__build.orders__audit_0a1b2c3d_r1_raw_orders", "raw.orders"),
        (TRINO, "lake.raw__build.orders__dbt_log", "raw.orders__dbt_log"),
        (TRINO, "lake.raw__build.orders__dbt_tmp", "raw.orders"),
        ("http://catalogue:8181/", "raw.orders", "raw.orders"),
        ("http://catalogue:8181", "raw.orders.branch_audit_r1", "raw.orders"),
        ("http://catalogue:8181", "raw.orders.snapshots", "raw.orders"),
        ("s3://warehouse", "raw/orders", "raw.orders"),
        ("s3a://warehouse", "/raw/orders/data/day=1/x.parquet", "raw.orders"),
        ("s3://warehouse", "x-77", "raw.lines"),
        ("file", f"{SKETCH}/raw/orders", "raw.orders"),
    ],
)
def test_names_of_ours(namespace: str, name: str, expected: str) -> None:
    assert dataset(namespace, name, KNOWN) == expected


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        ("iceberg://dev", "raw.orders"),
        (TRINO, "pg.public.orders"),
        (TRINO, "lake.raw"),
        (TRINO, "lake.a.b.orders"),
        ("http://other:8181", "raw.orders"),
        ("s3://warehouse", "raw/orders_old"),
        ("s3://landing", "raw/orders"),
        ("file", "/p/sketches/raw/orders"),
        ("iceberg://prod", f"raw.{'o' * 5000}"),
    ],
)
def test_names_of_others(namespace: str, name: str) -> None:
    assert dataset(namespace, name, KNOWN) is None


def test_one_place_has_one_address() -> None:
    assert {address("file", "/a/b"), address("file:/a/b/"), address("file:///a", "b"), address("/a//b")} == {
        "file:/a/b"
    }
    assert {address("s3://b", "k"), address("s3a://b/", "/k"), address("s3n://b/k/")} == {"s3://b/k"}
