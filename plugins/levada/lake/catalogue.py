"""Where the tables are registered, and how one is opened by its name."""

import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyiceberg.catalog import Catalog, load_catalog
from pyiceberg.exceptions import NoSuchTableError, NotInstalledError
from pyiceberg.table import Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from levada.errors import Permanent
from levada.lake.commits import Commit, NotTogether
from levada.lake.copies import refuse_copied
from levada.lake.marks import REFERENCE
from levada.lake.opening import IMPLEMENTATION
from levada.lake.races import retried
from levada.lake.secrets import secret
from levada.lake.stores import Stores
from levada.names import CATALOGUE, built_as, plain
from levada.plan.environment import Environment

VIEWS = "view-endpoints-supported"
"""Whether a catalogue that does not say what it can keeps views; those that do say are believed."""
PATIENCE = "60"
"""Seconds for which SQLite waits for another process's commit by itself."""


@dataclass(frozen=True)
class Lake:
    """The tables of one environment. `root`: the project's folder, which relative paths are relative to. `stores`:
    where the tables lie that were looked at."""

    catalog: Catalog
    root: Path
    stores: Stores = field(default_factory=Stores, repr=False)

    def load(self, dataset: str) -> Table | None:
        """The table as it is now, drafts included; None where there is none.

        A dataset that another engine builds is a view for others; here it is the table beneath."""
        if "." not in dataset:
            return None
        if (table := self._load(dataset)) is not None:
            return table
        built = self.build(dataset)
        return built if built is not None and REFERENCE in built.properties else None

    def build(self, dataset: str) -> Table | None:
        """The table that another engine builds for a dataset, be it that levada has never seen it."""
        return self._load(built_as(dataset))

    def _load(self, name: str) -> Table | None:
        def attempt() -> Table | None:
            try:
                return self.catalog.load_table(name)
            except NoSuchTableError:
                return None

        table = retried(name, attempt)
        if table:
            said = self.catalog.properties
            refuse_copied(name, table.location(), self.root, said.get("uri", ""), said.get("warehouse", ""))
            self.stores.take_in(table)
        return table

    def table(self, dataset: str) -> Table:
        """The table as it is now.

        Raises:
            Permanent: there is none.
        """
        if (table := self.load(dataset)) is None:
            there = ", ".join(self.datasets()) or "none; levada run PIPELINE makes some"
            raise Permanent(f"there is no table {dataset}; there are: {there}")
        return table

    @property
    def joint(self) -> bool:
        """Whether several tables can be committed to at once, as far as is known."""
        return bool(getattr(self.catalog, "joint", False))

    def commit(self, *commits: Commit) -> None:
        """Commit to a table; or to several, to all of them or to none.

        Raises:
            NotTogether: the catalogue takes one table at a time.
            CommitFailedException: something does not hold."""
        if len(commits) == 1:
            self.catalog.commit_table(commits[0].table, commits[0].required, commits[0].changes)
        elif self.joint:
            self.catalog.commit_tables(commits)  # type: ignore[attr-defined]
        else:
            raise NotTogether

    def datasets(self) -> tuple[str, ...]:
        """Every table there is, by the dataset's name."""

        def attempt() -> tuple[str, ...]:
            namespaces = self.catalog.list_namespaces()
            names = [".".join(name) for space in namespaces for name in self.catalog.list_tables(space)]
            return tuple(sorted({plain(name) for name in names if name == plain(name) or self.load(plain(name))}))

        return retried("the catalogue", attempt)


@dataclass(frozen=True)
class Still(Lake):
    """A lake as it was when each table was first looked at: for questions only, asked many times."""

    seen: dict[str, Table | None] = field(default_factory=dict)

    def load(self, dataset: str) -> Table | None:
        if dataset not in self.seen:
            self.seen[dataset] = super().load(dataset)
        return self.seen[dataset]


def open_lake(environment: Environment, root: Path) -> Lake:
    """Open an environment's catalogue. A relative SQLite file or warehouse is the root's; its folders are made.

    Raises:
        Permanent: a secret is not set.
    """
    root = root.resolve()
    properties = _nested(_settled(environment, root))
    catalog = retried("the catalogue", lambda: _catalogue(properties))
    if engine := getattr(catalog, "engine", None):
        weakref.finalize(catalog, engine.dispose)  # Python 3.13 warns of a database that nobody closed
    return Lake(catalog, root)


def _catalogue(properties: dict[str, Any]) -> Catalog:
    if properties.get("type") == "rest":
        from levada.lake.rest import Rest

        return Rest(CATALOGUE, **properties)
    try:
        return load_catalog(CATALOGUE, **properties)
    except (NoSuchModuleError, ArgumentError, NotInstalledError) as error:
        raise Permanent(
            f"the catalogue cannot be opened: {error}: correct `catalog.uri`, or install its driver"
        ) from error


def _settled(environment: Environment, root: Path) -> Iterator[tuple[str, str]]:
    """The catalogue's properties with their secrets and whole paths."""
    said = dict(environment.catalogue)
    local = said.get("type") == "sql" or said.get("uri", "").startswith("sqlite")
    for key, value in said.items():
        match key:
            case "uri" if local:
                yield key, _database(value, root)
            case "warehouse" if local:
                yield key, _warehouse(value, root)
            case "ssl/cabundle" | "ssl/client/cert" | "ssl/client/key":
                yield key, str(root / value)
            case _:
                yield key, value
    if VIEWS not in said and not local:
        yield VIEWS, "true"
    if "py-io-impl" not in said:
        yield "py-io-impl", IMPLEMENTATION
    for key, name in environment.secrets:
        yield key, secret(name, f"include/environments/{environment.name}.yaml, catalog")


def _nested(settings: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Properties that are said by their path, inside one another."""
    whole: dict[str, Any] = {}
    for path, value in settings:
        *above, key = path.split("/")
        inner = whole
        for part in above:
            inner = inner.setdefault(part, {})
        inner[key] = value
    return whole


def _database(uri: str, root: Path) -> str:
    if not uri.startswith("sqlite"):
        return uri
    url = make_url(uri)
    if url.database and url.database != ":memory:":
        path = root / url.database
        _made(path.parent, "uri")
        url = url.set(database=str(path))
    if "timeout" not in url.query:
        url = url.update_query_dict({"timeout": PATIENCE})
    return url.render_as_string(hide_password=False)


def _made(folder: Path, key: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Permanent(f"{folder} cannot be a folder: {error.strerror}: correct `catalog.{key}`") from error


def _warehouse(warehouse: str, root: Path) -> str:
    """An address as it is, a path as pyiceberg writes them: `file://` and the path, nothing escaped."""
    if "://" in warehouse:
        return warehouse
    path = root / warehouse
    if set("#?") & set(str(path)):
        raise Permanent(f"{path}: a lake cannot lie in a folder with # or ? in its name: move the project")
    _made(path, "warehouse")
    return f"file://{path}"
