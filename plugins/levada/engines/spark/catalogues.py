"""The environment's catalogue as Spark's Iceberg has to be told of it: pyiceberg's words become Iceberg's own."""

from collections.abc import Mapping

from sqlalchemy.engine import make_url

from levada.errors import Permanent
from levada.lake.opening import REGION

Properties = Mapping[str, str]

CATALOGUE = "org.apache.iceberg.spark.SparkCatalog"
FILES = "org.apache.iceberg.io.ResolvingFileIO"
"""Opens files by their address: a disk's, or a store's."""
BUSY = "60000"
"""Milliseconds for which SQLite waits for another process's commit by itself."""
WORDS = {"s3.region": "client.region"}
"""Where pyiceberg and Iceberg call one thing by two names."""
LENT = {"header.X-Iceberg-Access-Delegation": "vended-credentials"}
"""That a catalogue may lend keys for each table: pyiceberg says so unasked, Iceberg's own client does not."""
ONCE = {"client.refresh-credentials-enabled": "false"}
"""Where a catalogue that lends keys says how to renew them, Iceberg would ask it, also for a folder, which has none."""
PYTHON = ("py-", "ssl", "auth", "downcast-", "legacy-", "s3.anonymous", "s3.signer", "s3.force-virtual-addressing")
"""What properties begin with that say something to pyiceberg alone."""


def catalogue(name: str, properties: Properties) -> dict[str, str]:
    """Settings of a session in which the tables are called `name.namespace.table`.

    Raises:
        Permanent: Spark cannot see tables that are kept so.
    """
    return _prefixed(name, {**_kept(name, properties), "cache-enabled": "false"})


def folder(name: str, path: str, files: Properties) -> dict[str, str]:
    """Settings of a session in which folders below a path are tables. `files`: how data files are reached."""
    return _prefixed(name, {"type": "hadoop", "warehouse": path, **reached(files), **ONCE, "cache-enabled": "false"})


def reached(properties: Properties) -> dict[str, str]:
    """How files are reached, in Iceberg's words."""
    if "s3.endpoint" in properties:  # not AWS, which has a region of its own and hosts for its buckets
        virtual = str(properties.get("s3.force-virtual-addressing", "false")).lower() == "true"
        properties = {**REGION, "s3.path-style-access": "false" if virtual else "true", **properties}
    said = {key: value for key, value in properties.items() if key.startswith(("s3.", "client."))}
    return {"io-impl": FILES, **{WORDS.get(key, key): said[key] for key in said if not key.startswith(PYTHON)}}


def _kept(name: str, properties: Properties) -> Properties:
    kind = properties.get("type") or ("sql" if properties.get("uri", "").startswith("sqlite") else "rest")
    if kind == "rest":
        rest = {key: value for key, value in properties.items() if not key.startswith((*PYTHON, "s3.", "client."))}
        return {**LENT, **rest, "type": "rest", **reached(properties)}
    url = properties.get("uri", "")
    if kind != "sql" or not url.startswith("sqlite"):
        raise Permanent(
            f"Spark cannot see tables in a catalogue of type {kind} at {url.partition('://')[0]}: it sees those in one "
            f"of type rest, and of type sql on SQLite. Let the embedded engine perform the step"
        )
    place = f"jdbc:sqlite:{make_url(url).database}?busy_timeout={BUSY}"
    return {"type": "jdbc", "uri": place, "jdbc.schema-version": "V1", "warehouse": properties["warehouse"]}


def _prefixed(name: str, properties: Properties) -> dict[str, str]:
    own = f"spark.sql.catalog.{name}"
    return {own: CATALOGUE, **{f"{own}.{key}": value for key, value in sorted(properties.items())}}
