"""One contender in a process of its own: `python benchmarks/merging.py NAME VERB FOLDER FILE`, `fill` or `merge`.

Says what the verb took, without imports and without the opening of the catalogue."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Act = Callable[[], object]


def levada(verb: str, folder: Path, file: Path) -> Act:
    """Written, published: ledger included."""
    from dataclasses import replace

    import pyarrow as pa
    import pyarrow.parquet as pq

    from benchmarks.rows import COLUMNS
    from levada.lake.catalogue import open_lake
    from levada.lake.drafts import Mark, Writer
    from levada.lake.publication import publish
    from levada.plan.environment import Environment
    from levada.plan.run import Run
    from levada.plan.tables import Column, Table

    catalogue = (("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse"))
    lake, rows = open_lake(Environment("local", catalogue), folder), pq.ParquetFile(file)
    table = Table("raw.orders", tuple(Column(*each) for each in COLUMNS.items()), unique_key=("id",))
    table = replace(table, strategy="merge" if verb == "merge" else "append")
    mark = Mark("p", "load", Run(str(file)), str(file))

    def act() -> None:
        reader = pa.RecordBatchReader.from_batches(rows.schema_arrow, rows.iter_batches())
        draft = Writer(lake, mark, folder).write(table, reader)
        publish(lake, table, draft, mark, (), lambda _: (), lambda: draft)

    return act


def pyiceberg(verb: str, folder: Path, file: Path) -> Act:
    """`append`, and `upsert` by the key."""
    import pyarrow.parquet as pq
    from pyiceberg.catalog import load_catalog

    folder.mkdir(exist_ok=True)
    place = {"type": "sql", "uri": f"sqlite:///{folder}/catalog.db", "warehouse": f"file://{folder}/warehouse"}
    catalog, rows = load_catalog("lake", **place), pq.read_table(file)
    if verb == "fill":
        catalog.create_namespace("raw")
        return lambda: catalog.create_table("raw.orders", rows.schema).append(rows)
    table = catalog.load_table("raw.orders")
    return lambda: table.upsert(rows, join_cols=["id"])


def dlt(verb: str, folder: Path, file: Path) -> Act:
    """A merge by `upsert` into an Iceberg table on the disk, of Arrow's rows."""
    import dlt
    import pyarrow.parquet as pq

    pipeline = dlt.pipeline(
        "orders", destination=dlt.destinations.filesystem(f"file://{folder}/lake"), dataset_name="raw",
        pipelines_dir=str(folder / "state"),
    )  # fmt: skip
    how: Any = {"disposition": "merge", "strategy": "upsert"} if verb == "merge" else "append"

    @dlt.resource(name="orders", primary_key="id", write_disposition=how, table_format="iceberg")
    def orders() -> Any:
        yield pq.read_table(file)

    return lambda: pipeline.run(orders())


def spark(verb: str, folder: Path, file: Path) -> Act:
    """MERGE INTO, as Iceberg's documentation has it. The JVM is ended in the end, so that its costs are counted."""
    import atexit

    from pyspark.sql import SparkSession

    said = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "2g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraClassPath": os.environ["ICEBERG_RUNTIME"],
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        "spark.sql.catalog.lake": "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.lake.type": "hadoop",
        "spark.sql.catalog.lake.warehouse": str(folder),
        "spark.sql.session.timeZone": "UTC",
    }
    session = SparkSession.builder.master("local[*]").config(map=said).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    gateway = session.sparkContext._gateway

    def ended() -> None:
        session.stop()
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()

    atexit.register(ended)
    rows = session.read.parquet(str(file))
    if verb == "fill":
        return lambda: rows.writeTo("lake.raw.orders").using("iceberg").create()
    rows.createOrReplaceTempView("arriving")
    merge = "MERGE INTO lake.raw.orders AS t USING arriving AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *"
    return lambda: session.sql(f"{merge} WHEN NOT MATCHED THEN INSERT *")


def pyarrow(verb: str, folder: Path, file: Path) -> Act:
    """The floor: every row of the table read and written again, which is what its files have to undergo anyway."""
    import pyarrow.parquet as pq

    folder.mkdir(exist_ok=True)

    def act() -> None:
        source = pq.ParquetFile(file)
        with pq.ParquetWriter(folder / "again.parquet", source.schema_arrow, compression="zstd") as writer:
            for batch in source.iter_batches(1_000_000):
                writer.write_batch(batch)

    return act


CONTENDERS = {"levada": levada, "pyiceberg": pyiceberg, "dlt": dlt, "spark": spark, "pyarrow": pyarrow}


if __name__ == "__main__":
    name, verb, folder, file = sys.argv[1:]
    act = CONTENDERS[name](verb, Path(folder), Path(file))
    begun = time.perf_counter()
    act()
    print("\n" + json.dumps({"seconds": time.perf_counter() - begun}))
