"""Engines that have to be reached: whether they answer, and see the tables that levada sees."""

from collections.abc import Iterator
from pathlib import Path

from levada.cli.examine.finding import Finding, listed
from levada.cli.project import Place
from levada.errors import LevadaError
from levada.plan.environment import Trino


def engines(place: Place) -> Iterator[Finding]:
    """Those that the environment gives work to."""
    where = place.environment.trino
    if where and "trino" in place.environment.engines:
        yield trino(where, place)


def trino(where: Trino, place: Place) -> Finding:
    """The cluster, asked for its version and for what its catalogue has."""
    cure = f"look at `engines.trino` of include/environments/{place.environment_name}.yaml"
    try:
        version, spaces = _asked(where, place.root)
        missing = _spaces(place) - spaces
    except LevadaError as error:
        return Finding("trino", *_split(str(error), cure))
    except Exception as error:  # whatever its client raises: the doctor's business is to tell
        return Finding("trino", f"does not do what it is asked: {next(iter(str(error).splitlines()), '')}", cure)
    if missing:
        says = f"its catalogue {where.catalog} is another one than ours: it has no {listed(missing)}"
        return Finding("trino", says, "let `engines.trino.catalog` name the one that is `catalog` here")
    return Finding("trino", f"{version} answers at {where.uri}, and its catalogue {where.catalog} is ours")


def _asked(where: Trino, root: Path) -> tuple[str, set[str]]:
    from levada.engines.trino.connection import connect
    from levada.engines.trino.session import Session
    from levada.lake.sql import identifier

    session = Session(connect(where, root))
    ((version,),) = session.rows("SELECT version()")
    return str(version), {space for (space,) in session.rows(f"SHOW SCHEMAS FROM {identifier(where.catalog)}")}


def _spaces(place: Place) -> set[str]:
    from levada.lake.catalogue import open_lake

    return {".".join(space) for space in open_lake(place.environment, place.root).catalog.list_namespaces()}


def _split(said: str, cure: str) -> tuple[str, str]:
    """A message's thing and its cure, where it has both."""
    what, _, theirs = said.rpartition(": ")
    return (what, theirs) if what else (said, cure)
