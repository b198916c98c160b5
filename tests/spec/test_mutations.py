"""A thousand broken projects: every one is read, or refused with mistakes that have a place. Nothing else happens."""

import random
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from levada.engines.registry import ABILITIES
from levada.errors import Problem, SpecError
from levada.plan.binding import bind, environment
from levada.plan.explain import explain
from levada.plan.planner import plan
from levada.spec.project import Project
from levada.spec.reader import read, read_pipeline
from tests.spec.conftest import Write
from tests.spec.shop import SHOP

GARBAGE = [
    b"\xff\xfe", b"\x00", b"\t", b"\xe2\x80\xa8", "λ…\u0085".encode(), b"[" * 200, b"{a: " * 200, b"- " * 200, b"&a *a",
    b"!!python/object:os.system x", b"---\n", b"%YAML 9.9\n", b'"', b"'", b"|", b"? ", b": ", b"{{", b"${env.x}", b"#",
    b"AKIAABCDEFGHIJKLMNOP", b"9" * 500, b".nan", b"1e999", b"\r", b"<<: {a: 1}\n", b"\xf0\x9f\x90\x9f", b"\\ud800",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, "", " ", "x", "raw.sales", "staging.sales", "RAW.Sales", "{{ ds }}", "{{ x",
    "2024-02-30",    "60s", 
    "month(sold_at)", "* * * * *", "sales#clean", "nope#nope", 
    "\u2028", [], [[]], [None], {}, {"x": {}}, {"a.b": "a.b"},
    ["raw.sales"], [{"dataset": "raw.sales"}], {"any": ["raw.sales"]}, {"secret": "x"}, 
    {"password": "hunter2"}, "*", "a.csv",
    "${var.currency}", "${env.till}x", "${var.nix}", "${vars.x", "$${var.x}", "raw.*",
    {"raw.*": {}}, {"*": {"write": "append"}},
    {"marts": {"retries": 5}}, {"kind": "Step"}, {"type": "string", "default": 5}, {"$ref": "http://x/"},
]  # fmt: skip
KEYS = [
    "",
    " ",
    "x-y",
    "into",
    "reads",
    "id",
    "steps",
    "datasets",
    "sql",
    "merge",
    "a.b",
    "raw.sales",
    "kind",
    "ß",
    "name",
    "variables",
    "pipeline",
    "overrides",
    "select",
    "set",
    "default",
    "*",
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder with one of its keys."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in ((value, key), *places(item))]


def change(text: bytes, dice: random.Random) -> bytes:
    """Delete, double, rename or replace a few parts of a document."""
    value = yaml.safe_load(text)
    for _ in range(dice.choice([1, 1, 2, 5])):
        holder, key = dice.choice(places(value) or [({}, None)])
        action = dice.choice(["delete", "replace", "rename", "copy"])
        if action == "delete" and key in (holder if isinstance(holder, dict) else range(len(holder))):
            del holder[key]
        elif action == "rename" and isinstance(holder, dict) and key in holder:
            holder[dice.choice([*KEYS, str(key)[:-1], str(key) + "s", 5, None, True])] = holder.pop(key)
        elif action == "copy" and isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
        elif holder:
            holder[key] = deepcopy(dice.choice(VALUES))
    dumper = yaml.SafeDumper
    dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
    return yaml.dump(
        value, Dumper=dumper, sort_keys=False, default_flow_style=dice.choice([True, False, None])
    ).encode()


def cut(text: bytes, dice: random.Random) -> bytes:
    return text[: dice.randrange(len(text))]


def insert(text: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(text))
    return text[:at] + dice.choice(GARBAGE) + text[at:]


def flip(text: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(text))
    return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]


def double(text: bytes, dice: random.Random) -> bytes:
    """A line once more, somewhere."""
    lines = text.splitlines(keepends=True)
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))
    return b"".join(lines)


CHANGES: list[Callable[[bytes, random.Random], bytes]] = [
    change,
    change,
    change,
    change,
    cut,
    insert,
    insert,
    flip,
    double,
]


def has_a_place(problem: Problem, root: Path) -> bool:
    if not problem.line:
        return problem.file.startswith("include/")
    lines = (root / problem.file).read_bytes().decode("utf-8", "replace").splitlines() or [""]
    return 1 <= problem.line <= len(lines) + 1 and problem.column >= 1


def problems(root: Path) -> tuple[Problem, ...]:
    """What `read` finds; what it lets through can be planned, bound and told."""
    for name in ("sales", "report"):
        with suppress(SpecError):
            told(read_pipeline(root, name))
    try:
        told(read(root))
    except SpecError as error:
        return error.problems
    return ()


def told(project: Project) -> None:
    where = environment(project)
    for made in plan(project):
        explain(bind(made, where, ABILITIES), where)


@pytest.mark.parametrize("seed", range(25))
def test_fifty_broken_projects(write: Write, seed: int) -> None:
    dice = random.Random(seed)
    root = write(SHOP)
    refused = 0
    for _ in range(50):
        file = dice.choice(sorted(SHOP))
        path = root / "include" / file
        path.write_bytes(dice.choice(CHANGES)(SHOP[file].encode(), dice))
        found = problems(root)
        refused += bool(found)
        assert all(problem.message and has_a_place(problem, root) for problem in found), found
        path.write_bytes(SHOP[file].encode())
    assert refused > 10


def test_the_project_is_good_before(write: Write) -> None:
    assert sorted(read(write(SHOP)).pipelines) == ["report", "sales"]
