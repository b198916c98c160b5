"""A spec and a contract for a file that was looked at: everything guessed is marked as guessed."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from levada.cli.output import counted
from levada.spec.files import Files

if TYPE_CHECKING:
    from levada.engines.embedded.sample import Sample, Seen

LOGICAL = {"boolean": "boolean", "int": "integer", "long": "integer", "float": "number", "double": "number",
           "date": "date", "time": "time", "timestamp": "timestamp", "timestamptz": "timestamp",
           "uuid": "string", "binary": None}  # fmt: skip
"""Iceberg's type in ODCS's words; what is not here is a string."""
PHYSICAL = ("int", "float", "uuid", "binary")
"""Types that ODCS's words alone would not keep."""

KEY = re.compile(r"(.*_)?(id|key|uuid|guid|code|number|no|nr)|.*[a-z]Id|ID", re.IGNORECASE)
KEYED = ("int", "long", "string", "uuid", "decimal(38, 0)")
TIMES = ("timestamptz", "timestamp", "date")
NOT_EVENTS = re.compile(r"birth|dob|updated|modified|deleted|expir|valid|until|due", re.IGNORECASE)
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
WORDS = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
"""What YAML readers take for something else than text."""
DATED = re.compile(r"\d{4}-?\d{2}-?\d{2}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file seems to be. `path`: as the spec names it. `name`: of the pipeline, its contract and its table."""

    name: str
    path: str
    file: str
    sample: "Sample"

    @property
    def dataset(self) -> str:
        return f"raw.{self.name}"

    @property
    def key(self) -> str | None:
        """The first column that is unique and is called like a key."""
        columns = [column for column in self.sample.columns if column.unique and column.type in KEYED]
        return next((column.name for column in columns if KEY.fullmatch(column.name)), None)

    @property
    def event_time(self) -> str | None:
        """The first time that is never null and does not tell of something else than the event."""
        times = [column for kind in TIMES for column in self.sample.columns if column.type == kind and not column.nulls]
        return next((column.name for column in times if not NOT_EVENTS.search(column.name)), None)

    @property
    def looked_at(self) -> str:
        rows = f"{self.sample.rows:,} rows" if self.sample.rows != 1 else "1 row"
        return f"{'all' if self.sample.whole else 'the first'} {rows} of {self.file}"

    def spec(self) -> str:
        return "\n".join(_spec(self)) + "\n"

    def contract(self) -> str:
        return "\n".join(_contract(self)) + "\n"


def _spec(what: Proposal) -> Iterator[str]:
    form = None if Files(path=what.path).inferred_format else "csv"
    said = {key: value for key, value in (("format", form), ("options", what.sample.options)) if value}
    written = _map({"path": what.path, **said}) if said else _text(what.path)
    yield "apiVersion: levada/v1"
    yield "kind: Pipeline"
    yield '# schedule: "0 4 * * *"   # every day at four, for the day before; without it, a run is started by hand'
    yield "steps:"
    if DATED.search(what.file):
        template = _dated(what.path)
        yield f"  # a file for each day? then say `{template}`, give a schedule, and write: append"
    yield f"  - ingest: {{files: {written}}}" + ("   # guessed: how the file is written" if said else "")
    yield f"    into: {what.dataset}"
    yield f"datasets:   # what its rows must be: include/contracts/{what.name}.odcs.yaml"
    yield f"  {what.dataset}:"
    if what.event_time:
        yield f"    event_time: {_text(what.event_time)}   # guessed: the first time that is never null"
    yield "    write: replace   # guessed: the file is the whole table; append, if each file only brings new rows"


def _contract(what: Proposal) -> Iterator[str]:
    yield from ("apiVersion: v3.1.0", "kind: DataContract", f"id: {_text(what.name)}")
    yield from (f"name: {_text(what.name)}", "version: 0.1.0", "status: draft", "schema:")
    yield f"  - name: {_text(what.name)}"
    yield f"    physicalName: {what.dataset}"
    yield f"    # guessed from {what.looked_at}: correct what is wrong, then take the comments out"
    yield "    properties:"
    for column in what.sample.columns:
        why = _why(column, what.key)
        yield f"      - {_map(_property(column, what.key))}" + (f"   # guessed: {why}" if why else "")
    for name, kind in what.sample.left_out:
        yield f"      # left out: {_text(name)} is {kind}, which a contract of this release cannot say"


def _property(column: "Seen", key: str | None) -> dict[str, object]:
    said: dict[str, object] = {"name": column.name}
    if logical := LOGICAL.get(column.type, "number" if column.type.startswith("decimal") else "string"):
        said["logicalType"] = logical
    if column.type in PHYSICAL or column.type.startswith("decimal"):
        said["physicalType"] = column.type
    if column.name == key:
        said["primaryKey"] = True
    elif column.known and not column.nulls:
        said["required"] = True
    if column.type == "timestamp":
        said["logicalTypeOptions"] = {"timezone": False}
    return said


def _why(column: "Seen", key: str | None) -> str:
    """How a column's line came to be."""
    once = "each once, and it is called like a key" if column.name == key else "each once" if column.unique else ""
    nulls = f"null in {counted(column.nulls, 'row')}" if column.nulls else "never null" if column.known else ""
    return ", ".join(filter(None, (column.why, nulls, once)))


def _dated(path: str) -> str:
    """A path with its first date as a template."""
    return DATED.sub(lambda found: "{{ ds }}" if "-" in found[0] else "{{ ds_nodash }}", path, count=1)


def _map(value: Mapping[str, object]) -> str:
    """A flow map."""
    return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return _map(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    """A text, in quotation marks where YAML needs them."""
    plain = PLAIN.fullmatch(text) and text.lower() not in WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)
