"""A pipeline's document as YAML, with what was left out as comments on top."""

from collections.abc import Sequence
from typing import Any

import yaml

from levada.errors import Problem
from levada.spec.parsing import parse
from levada.spec.pipeline import Pipeline
from levada.spec.scalars import resolve
from levada.spec.tidy import tidy

WIDTH = 110


class _Dumper(yaml.SafeDumper):
    """No anchors; texts are quoted where YAML 1.2 would not take them for texts."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None if _plain(value) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _plain(value: str) -> bool:
    try:
        return isinstance(resolve(value), str)
    except ValueError:
        return False


_Dumper.add_representer(str, _text)


def text(document: dict[str, Any], left: Sequence[Problem]) -> str:
    """The whole file."""
    body = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    notes = "".join(f"# left out: {one.file}:{one.line}: {_line(f'{one.path}: {one.message}')}\n" for one in left)
    return notes + tidy(Pipeline, parse("", body.encode()))


def _line(said: str) -> str:
    return " ".join(said.split())
