"""What a run may be asked: schemas that are none, defaults that do not keep to them, questions nobody answers."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from levada.names import nearest
from levada.spec.params import FORM, KEYWORDS, complaint, faults
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path


def params(case: Case) -> Iterator[Mistake]:
    """Each schema by itself, and a default where nobody is asked."""
    for name, schema in case.pipeline.params.items():
        path: Path = ("params", name)
        if case.page.touched(path):
            continue
        found = [*_unknown(path, schema), *_faulty(path, schema)]
        yield from found or _default(case, path, schema)


def _unknown(path: Path, schema: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    """JSON Schema takes any key; here one that means nothing is a slip of the pen."""
    for key in schema:
        if key not in KEYWORDS | FORM and not key.startswith("x-"):
            hint = nearest(key, sorted(KEYWORDS | FORM)) or "write JSON Schema: type, default, enum, minimum, title …"
            yield Mistake((*path, key), f"`{key}` is neither JSON Schema nor of Airflow's form", hint, key=True)


def _faulty(path: Path, schema: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    for place, message in faults(schema):
        yield Mistake((*path, *place), f"is not JSON Schema: {message}", "compare with JSON Schema 2020-12")


def _default(case: Case, path: Path, schema: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    said = case.pipeline.schedule
    if "default" in schema:
        if wrong := complaint(schema, schema["default"]):
            yield Mistake((*path, "default"), f"the default does not keep to its own schema: {wrong}", "change one")
    elif said.cron is not None or said.assets is not None:
        message = f"{path[-1]} has no default, and runs of the schedule are asked by nobody"
        yield Mistake(path, message, "add a `default`", key=True)


RULES = (params,)
