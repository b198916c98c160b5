"""YAML as dag-factory reads it, every value with the place it was written in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from levada.errors import LevadaError, Problem, SpecError

SCALARS = frozenset(yaml.SafeLoader.yaml_constructors)
MERGE = "tag:yaml.org,2002:merge"
PLAIN: Mapping[type[yaml.Node], frozenset[str | None]] = {
    yaml.MappingNode: frozenset({"tag:yaml.org,2002:map"}),
    yaml.SequenceNode: frozenset({"tag:yaml.org,2002:seq"}),
    yaml.ScalarNode: SCALARS | {MERGE},
}
"""Tags that make no objects."""
CURE = "then import again: of this file nothing was taken over"


@dataclass(frozen=True, slots=True)
class Written:
    """A map of names, a list, or a plain value, of a file and a line (from 1)."""

    value: Any
    file: str
    line: int

    def get(self, key: str) -> "Written | None":
        """What a map says under a key; null is nothing said."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return None if found is None or found.value is None else found

    def items(self) -> Iterator[tuple[str, "Written"]]:
        """A map's entries that say something; of anything else, none."""
        yield from ((key, self.value[key]) for key in (self.value if isinstance(self.value, dict) else ())
                    if self.value[key].value is not None)  # fmt: skip

    def plain(self) -> Any:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: inner.plain() for key, inner in self.value.items()}
        return [inner.plain() for inner in self.value] if isinstance(self.value, list) else self.value

    def texts(self) -> Iterator["Written"]:
        """Every text in it."""
        inner = self.value.values() if isinstance(self.value, dict) else self.value
        if isinstance(self.value, str):
            yield self
        elif isinstance(self.value, dict | list):
            for one in inner:
                yield from one.texts()


def read(path: Path) -> Written:
    """A file's map.

    Raises:
        LevadaError: it is not YAML, or no map.
        SpecError: it makes objects by tags, or says a key twice: YAML would take the last without a word.
    """
    try:
        text = path.read_text(encoding="utf-8")
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if wrong := list(_faults(loader, root, str(path), set())):
            raise SpecError(wrong)
        said = _written(loader, root, str(path)) if root else Written({}, str(path), 1)
    except (OSError, UnicodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise LevadaError(f"{path} cannot be read: {error}") from error
    if not isinstance(said.value, dict):
        raise LevadaError(f"{path}: must be a map of DAGs")
    return said


def merged(said: Written, default: Written) -> Written:
    """A map with what another one says beside it, and in its inner maps."""
    if not (isinstance(said.value, dict) and isinstance(default.value, dict)):
        return said
    both = {key: merged(value, default.value[key]) if key in default.value else value
            for key, value in said.value.items()}  # fmt: skip
    return Written({**default.value, **both}, said.file, said.line)


def overlaid(*layers: Written | None) -> Mapping[str, Written]:
    """Maps one upon another, the last one first heard; inner maps are taken whole."""
    return {key: value for layer in layers if layer for key, value in layer.items()}


def _faults(loader: Any, node: yaml.Node | None, file: str, seen: set[int]) -> Iterator[Problem]:
    """What would be lost of a node. `seen`: nodes that were looked through; aliases lead to them again."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if node.tag not in PLAIN[type(node)]:
        message = f"the tag of {node.tag.removeprefix('tag:yaml.org,2002:')} makes an object, which no spec can hold"
        yield _fault(node, file, message, f"write text, a list or a map, {CURE}")
    if isinstance(node, yaml.MappingNode):
        yield from _twice(loader, node, file)
    inner = (one for pair in node.value for one in pair) if isinstance(node, yaml.MappingNode) else node.value
    for one in inner if isinstance(node, yaml.CollectionNode) else ():
        yield from _faults(loader, one, file, seen)


def _twice(loader: Any, node: yaml.MappingNode, file: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag in SCALARS:
            if (name := str(loader.construct_object(key))) in first:
                yield _fault(
                    key, file, f"the key `{name}` was already given on line {first[name]}", f"keep one, {CURE}"
                )
            else:
                first[name] = key.start_mark.line + 1


def _fault(node: yaml.Node, file: str, message: str, cure: str) -> Problem:
    return Problem(file, node.start_mark.line + 1, node.start_mark.column + 1, "", message, cure)


def _written(loader: Any, node: yaml.Node, file: str) -> Written:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        loader.flatten_mapping(node)
        inside = {str(loader.construct_object(key)): _written(loader, value, file) for key, value in node.value}
        return Written(inside, file, line)
    if isinstance(node, yaml.SequenceNode):
        return Written([_written(loader, item, file) for item in node.value], file, line)
    return Written(loader.construct_object(node), file, line)
