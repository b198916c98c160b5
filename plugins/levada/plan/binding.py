"""Who performs each task: the only choice of engine, made from two tables of values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from levada.errors import Problem, SpecError
from levada.plan.actions import CHECK, VERBS
from levada.plan.environment import KEYS, Environment, SparkConf, Store, Trino, UpTo
from levada.plan.graph import Plan, Task
from levada.spec import environment as spec
from levada.spec.project import Project
from levada.spec.sizes import size

DEFAULT = "embedded"


def environment(project: Project) -> Environment:
    """The project's environment as plain values."""
    said = project.environment
    catalogue = dict(_settings(said.catalog))
    return Environment(
        name=project.environment_name,
        catalogue=tuple(sorted((key, value) for key, value in catalogue.items() if isinstance(value, str))),
        landing=said.landing,
        verbs=tuple(sorted((verb, _largest(engines)) for verb, engines in said.verbs.items())),
        storage=tuple(_store(address, store) for address, store in sorted(said.storage.items())),
        spark=_spark(said.engines.spark),
        trino=_trino(said.engines.trino) if said.engines.trino else None,
        secrets=tuple(sorted((key, it.secret) for key, it in catalogue.items() if isinstance(it, spec.Secret))),
        smaller=tuple((verb, some) for verb, engines in sorted(said.verbs.items()) if (some := _smaller(engines))),
    )


def _largest(said: spec.Performer) -> str:
    return said if isinstance(said, str) else said[-1].engine


def _smaller(said: spec.Performer) -> tuple[UpTo, ...]:
    several = () if isinstance(said, str) else said
    return tuple(UpTo(one.engine, size(one.up_to)) for one in several if one.up_to)


def _settings(said: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str | spec.Secret]]:
    """Properties by their path."""
    for key, value in said.items():
        if isinstance(value, dict):
            yield from _settings(value, f"{path}{key}/")
        else:
            yield path + key, value


def _store(address: str, said: spec.Store) -> Store:
    secrets = {name: held.secret for name in KEYS if (held := getattr(said, name))}
    return Store(address, said.endpoint_url or "", said.region or "", anon=said.anon, **secrets)


def _spark(said: spec.SparkConf) -> SparkConf:
    secrets = {name: value.secret for name, value in said.settings.items() if isinstance(value, spec.Secret)}
    rest = {name: _setting(value) for name, value in said.settings.items() if not isinstance(value, spec.Secret)}
    return SparkConf(tuple(sorted(rest.items())), tuple(sorted(secrets.items())))


def _trino(said: spec.Trino) -> Trino:
    return Trino(
        uri=(said.uri or "").rstrip("/"),
        user=said.user or "",
        connection=said.connection or "",
        password=said.password.secret if said.password else "",
        token=said.token.secret if said.token else "",
        verify=said.verify or "",
        catalog=said.catalog,
        source=said.source,
        client_tags=said.client_tags,
        session_properties=tuple((name, _setting(value)) for name, value in sorted(said.session_properties.items())),
        roles=tuple(sorted(said.roles.items())),
    )


def _setting(value: str | float | bool) -> str:
    """As Spark's own files and Trino's protocol have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def bind(plan: Plan, where: Environment, abilities: Mapping[str, frozenset[str]]) -> Plan:
    """The plan with an engine and a gate for every task. `abilities`: engine -> the verbs it performs, and `check`.

    Raises:
        SpecError: the environment names an engine that is not there or cannot do it; the message names those that can.
    """
    refused = tuple(refusals(plan.tasks, where, abilities)) or tuple(unreachable(plan.tasks, where))
    if refused:
        raise SpecError(refused)
    verbs, smaller = dict(where.verbs), dict(where.smaller)
    gate = verbs.get(CHECK, DEFAULT)

    def bound(task: Task) -> Task:
        verb = task.action.verb
        return replace(task, engine=verbs.get(verb, DEFAULT), smaller=smaller.get(verb, ()), gate=gate)

    return replace(plan, tasks=tuple(bound(task) if task.action.verb in VERBS else task for task in plan.tasks))


def refusals(tasks: Iterable[Task], where: Environment, abilities: Mapping[str, frozenset[str]]) -> Iterable[Problem]:
    """Every wrong pairing, once."""
    verbs, smaller = dict(where.verbs), dict(where.smaller)
    wanted = dict.fromkeys((*(task.action.verb for task in tasks if task.action.verb in VERBS), CHECK))
    named = [(verb, one.engine) for verb in wanted for one in smaller.get(verb, ())]
    for verb, engine in (*named, *((verb, verbs.get(verb, DEFAULT)) for verb in wanted)):
        if verb in abilities.get(engine, frozenset()):
            continue
        able = ", ".join(sorted(name for name, can in abilities.items() if verb in can))
        wrong = f"{engine} cannot {verb}" if engine in abilities else f"there is no engine {engine!r} to {verb} with"
        yield Problem(
            f"include/environments/{where.name}.yaml", 0, 0, f"verbs.{verb}", f"{wrong}; engines that can: {able}",
            f"write `{verb}: {able.split(', ')[0]}`, or leave the verb out", id="engine",
        )  # fmt: skip


def unreachable(tasks: Iterable[Task], where: Environment) -> Iterator[Problem]:
    """Verbs of a cluster whose address nobody has said, or that cannot see the environment's tables."""
    verbs = {task.action.verb for task in tasks} | {CHECK}
    every = (*where.verbs, *((verb, one.engine) for verb, several in where.smaller for one in several))
    named = dict.fromkeys(verb for verb, engine in every if engine == "trino" and verb in verbs)
    for verb in named:
        if where.trino is None:
            wrong, cure = "nothing is said of how trino is reached", "write engines: {trino: {uri: https://…, user: …}}"
        elif dict(where.catalogue).get("uri", "").startswith("sqlite:"):
            wrong = "trino cannot see tables whose catalogue is a file of SQLite"
            cure = "write catalog: {type: rest, uri: …}, the catalogue that Trino has too"
        else:
            continue
        yield Problem(f"include/environments/{where.name}.yaml", 0, 0, f"verbs.{verb}", wrong, cure, id="engine")
