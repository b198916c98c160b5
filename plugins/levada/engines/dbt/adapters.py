"""Which of dbt's adapters each engine builds with, and a profile that only reads the project: nothing is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any

from levada.errors import Permanent
from levada.plan.environment import Environment

DEFAULT = "embedded"

Profile = Mapping[str, Any]
"""An output of dbt's `profiles.yml`: its type, and how it is reached."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """`package`: what has to be installed, by the `extra` of that name. `reading`: a profile to list models with."""

    package: str
    extra: str
    reading: Profile

    @property
    def cure(self) -> str:
        return f"pip install 'levada[{self.extra}]'"

    def missing(self) -> str:
        """The package without which dbt, or this adapter, is not there; empty: none is missing."""
        try:
            version("dbt-core"), version(self.package)
        except PackageNotFoundError as error:
            return str(error.name)
        return ""

    def require(self, who: str) -> None:
        """Raises:
        Permanent: dbt is not installed, or not for this adapter.
        """
        if package := self.missing():
            raise Permanent(f"{who} needs {package}: {self.cure}")


ADAPTERS: Mapping[str, Adapter] = {
    "embedded": Adapter("dbt-duckdb", "dbt", MappingProxyType({"type": "duckdb", "path": ":memory:"})),
    "trino": Adapter(
        "dbt-trino",
        "trino",
        MappingProxyType(
            {
                "type": "trino",
                "method": "none",
                "user": "nobody",
                "host": "localhost",
                "port": 1,
                "schema": "main",
                "database": "lake",
            }
        ),
    ),
}
"""Engine -> its adapter."""


def adapter(environment: Environment) -> Adapter:
    """The adapter of the engine that performs an environment's dbt steps."""
    return ADAPTERS[dict(environment.verbs).get("dbt", DEFAULT)]
