"""A warehouse of one's own in a real catalogue, on a real object store, for as long as tests need it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import Any

from levada.plan.environment import Environment

SECRETS = (("credential", "lake_credential"), ("s3.access-key-id", "lake_key"), ("s3.secret-access-key", "lake_secret"))


@dataclass(frozen=True)
class Lakehouse:
    """A bucket that holds nothing but tables. `places`: the servers' addresses and keys."""

    places: dict[str, Any]
    bucket: str

    @property
    def secrets(self) -> dict[str, str]:
        """What the environment's variables must hold."""
        keys = self.places["s3"]
        values = self.places["rest"]["credential"], keys["access_key"], keys["secret_key"]
        return {name.upper(): value for (_, name), value in zip(SECRETS, values, strict=True)}

    def environment(self, **other: str) -> Environment:
        """One whose tables lie there. `other`: properties of the catalogue that differ."""
        rest = self.places["rest"]
        catalogue = {
            "type": "rest",
            "uri": rest["uri"],
            "warehouse": f"s3://{self.bucket.rpartition('/')[2]}",
            "oauth2-server-uri": rest["oauth2_server_uri"],
            "s3.endpoint": self.places["s3"]["endpoint"],
        }
        return Environment("lakehouse", tuple(sorted((catalogue | other).items())), secrets=SECRETS)

    def empty(self) -> None:
        """Drop every table."""
        tables = _tables(self.places)
        for space in tables.list_namespaces(tableBucketARN=self.bucket).get("namespaces", ()):
            where = {"tableBucketARN": self.bucket, "namespace": space["namespace"][0]}
            for table in tables.list_tables(**where).get("tables", ()):
                tables.delete_table(**where, name=table["name"])
            tables.delete_namespace(**where)


@contextmanager
def lakehouse(places: dict[str, Any]) -> Iterator[Lakehouse]:
    """A new bucket, which goes again with everything in it."""
    tables = _tables(places)
    made = Lakehouse(places, tables.create_table_bucket(name=f"levada-{token_hex(6)}")["arn"])
    try:
        yield made
    finally:
        made.empty()
        tables.delete_table_bucket(tableBucketARN=made.bucket)


def _tables(places: dict[str, Any]) -> Any:
    """A client of the store, for buckets of tables."""
    keys = places["s3"]
    return _client(keys["endpoint"], keys["access_key"], keys["secret_key"])


@cache
def _client(endpoint: str, access_key: str, secret_key: str) -> Any:
    """Made once: it reads all that is known of the service, which takes longer than what it is asked."""
    from botocore.session import get_session

    keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key}
    return get_session().create_client("s3tables", region_name="us-east-1", endpoint_url=endpoint, **keys)
