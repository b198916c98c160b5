"""Engines that have to be reached: whether they answer, and see the tables that levada sees."""

from collections.abc import Iterator
from pathlib import Path

from levada.cli.examine.finding import Finding, listed, wrong
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
    except LevadaError as error:
        return wrong("trino", error, cure)
    except Exception as error:  # whatever its client raises: the doctor's business is to tell
        return Finding("trino", f"does not do what it is asked: {next(iter(str(error).splitlines()), '')}", cure)
    answers, ours = f"{version} answers at {where.uri}", _spaces(place)
    if ours is None:
        return Finding("trino", f"{answers}; whether its catalogue {where.catalog} is ours cannot be told without ours")
    if missing := ours - spaces:
        says = f"its catalogue {where.catalog} is another one than ours: it has no {listed(missing)}"
        return Finding("trino", says, "let `engines.trino.catalog` name the one that is `catalog` here")
    return Finding("trino", f"{answers}, and its catalogue {where.catalog} is ours")


def _asked(where: Trino, root: Path) -> tuple[str, set[str]]:
    from levada.engines.trino.connection import connect
    from levada.engines.trino.session import Session
    from levada.lake.sql import identifier

    session = Session(connect(where, root))
    ((version,),) = session.rows("SELECT version()")
    return str(version), {space for (space,) in session.rows(f"SHOW SCHEMAS FROM {identifier(where.catalog)}")}


def _spaces(place: Place) -> set[str] | None:
    """The namespaces of our catalogue; None: it does not answer, which the lake's own examination tells."""
    from levada.lake.catalogue import open_lake
    from levada.lake.outages import told

    try:
        with told():
            return {".".join(space) for space in open_lake(place.environment, place.root).catalog.list_namespaces()}
    except LevadaError:
        return None
