"""Lists that a step lacks, written into its text: comments stay, and everything else means what it meant."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from levada.spec.parsing import LOADER, parse
from levada.spec.source import Source

Lists = Mapping[str, tuple[str, ...]]
"""Key of a step -> the datasets that belong there."""
WIDTH = 100


def filled(source: Source, verb: str, wanted: Mapping[int, Lists]) -> str:
    """The text of a document with lists in those of its steps (by number) that have the verb and not these keys; as it
    was if that would mean something else."""
    text = source.text.replace("\r\n", "\n")
    edits = [_edit(text, step, verb, wanted[number]) for number, step in _steps(text) if number in wanted]
    for at, added in sorted(edits, reverse=True):
        text = text[:at] + added + text[at:]
    return text if parse("", text.encode()).value == _meant(source, wanted) else source.text


def _meant(source: Source, wanted: Mapping[int, Lists]) -> object:
    value: dict[str, Any] = dict(source.value or {})
    added = {number: {key: list(names) for key, names in lists.items()} for number, lists in wanted.items()}
    value["steps"] = [{**step, **added.get(number, {})} for number, step in enumerate(value["steps"])]
    return value


def _steps(text: str) -> Iterator[tuple[int, yaml.MappingNode]]:
    """Every step and its number."""
    root = yaml.compose(text, Loader=LOADER)
    for key, value in root.value if root else ():
        if key.value == "steps":
            yield from enumerate(value.value)


def _edit(text: str, step: yaml.MappingNode, verb: str, lists: Lists) -> tuple[int, str]:
    """Where what is to be added: behind the verb, or before the brace that ends the step."""
    if step.flow_style:
        return step.end_mark.index - 1, "".join(f", {key}: [{', '.join(names)}]" for key, names in lists.items())
    key, value = next(pair for pair in step.value if pair[0].value == verb)
    start = key.start_mark.index
    for _ in range(_last(value) - key.start_mark.line):
        start = text.index("\n", start) + 1
    end = text.find("\n", start)
    indent = " " * key.start_mark.column
    return end if end >= 0 else len(text), "".join(f"\n{indent}{line}" for line in _lines(lists))


def _last(node: yaml.Node) -> int:
    """The line on which a value ends. A block ends where the next thing begins: so its last inner value is asked."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return max(_last(value) for _, value in node.value)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return max(map(_last, node.value))
    mark = node.end_mark
    return int(mark.line if mark.column else mark.line - 1)


def _lines(lists: Lists) -> Iterator[str]:
    """On one line where that is short enough."""
    for key, names in lists.items():
        line = f"{key}: [{', '.join(names)}]"
        if len(line) <= WIDTH:
            yield line
        else:
            yield f"{key}:"
            yield from (f"  - {name}" for name in names)
