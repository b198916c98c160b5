"""A spec as `levada fmt` writes it: shorter forms, no needless quotes, keys in order; comments and meaning stay."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import yaml

from levada.spec.arranging import arranged
from levada.spec.base import OrAlone, Part
from levada.spec.parsing import LOADER, parse
from levada.spec.scalars import resolve
from levada.spec.shorthand import long_form
from levada.spec.source import Path, Source
from levada.spec.vocabulary import part_at

Edit = tuple[int, int, str]
"""From, to (characters), and what stands there instead."""

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
COMMENT = re.compile(r"(?:^|\s)(#.*)", re.MULTILINE)
OTHERS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that other parsers, which see these files too, do not take for text."""


def tidy(model: type[Part], source: Source) -> str:
    """The text of a document of a kind, which is YAML without mistakes, tidied; as it was if that could change what it
    says."""
    text = source.text.replace("\r\n", "\n")
    for edits in (_quotes, _short_forms):
        text = _edited(text, list(edits(model, text)))
    text = arranged(model, _parsed(text.rstrip("\n"))) + "\n"
    return text if _same(model, source, text) else source.text


def _same(model: type[Part], source: Source, text: str) -> bool:
    """Whether a text means what a source means, and has every comment of it."""
    after = _parsed(text)
    if source.value is None or after.value is None or after.mistakes:
        return False
    meaning = long_form(model, source.value) == long_form(model, after.value)
    return meaning and _comments(source.text) == _comments(text)


def _parsed(text: str) -> Source:
    return parse("", text.encode())


def _comments(text: str) -> Counter[str]:
    """Everything from a # on: text that merely looks so is the same on both sides too."""
    return Counter(found[1].rstrip() for found in COMMENT.finditer(text))


def _edited(text: str, edits: list[Edit]) -> str:
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def nodes(text: str) -> Iterator[tuple[Path, yaml.Node, yaml.Node | None]]:
    """Every value and key: its path, itself, and the key it stands under."""
    root = yaml.compose(text, Loader=LOADER)
    waiting: list[tuple[Path, yaml.Node, yaml.Node | None]] = [((), root, None)] if root else []
    while waiting:
        path, node, key = waiting.pop()
        yield path, node, key
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                yield (*path, name.value), name, None
                waiting.append(((*path, name.value), value, name))
        elif isinstance(node, yaml.SequenceNode):
            waiting += [((*path, number), item, None) for number, item in enumerate(node.value)]


def _quotes(model: type[Part], text: str) -> Iterator[Edit]:
    """Words that mean the same without."""
    for _, node, _ in nodes(text):
        if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') and _is_plain(node.value):
            yield node.start_mark.index, node.end_mark.index, node.value


def _is_plain(word: str) -> bool:
    return bool(PLAIN.fullmatch(word)) and word.lower() not in OTHERS and isinstance(resolve(word), str)


def _short_forms(model: type[Part], text: str) -> Iterator[Edit]:
    """Maps of nothing but the principal key, lists of one where one may stand alone."""
    for path, node, key in nodes(text):
        if node.start_mark.index == node.end_mark.index:
            continue
        value = _principal(model, path, node) or _alone(model, path, node)
        if value is None or value.start_mark.line != value.end_mark.line:
            continue
        said = text[value.start_mark.index : value.end_mark.index]
        flow = isinstance(node, yaml.CollectionNode) and node.flow_style
        start, end = node.start_mark.index, node.end_mark.index if flow else value.end_mark.index
        if key is not None:
            start = key.end_mark.index
            said = f": {said}"
        if not _interrupted(text[start : value.start_mark.index]) and "#" not in text[value.end_mark.index : end]:
            yield start, end, said


def _interrupted(between: str) -> bool:
    """Whether a comment would be lost."""
    return "#" in between


def _principal(model: type[Part], path: Path, node: yaml.Node) -> yaml.Node | None:
    part = part_at(model, path)
    if not isinstance(node, yaml.MappingNode) or part is None or len(node.value) != 1:
        return None
    key, value = node.value[0]
    short = isinstance(value, yaml.ScalarNode) and key.value == part.principal and _is_text(value)
    return value if short and part.unfolded(value.value) == {key.value: value.value} else None


def _alone(model: type[Part], path: Path, node: yaml.Node) -> yaml.Node | None:
    if not isinstance(node, yaml.SequenceNode) or len(node.value) != 1 or not path:
        return None
    part, (value,) = part_at(model, path[:-1]), node.value
    fields = part.model_fields.items() if part else ()
    field = next((field for name, field in fields if (field.alias or name) == path[-1]), None)
    alone = field and any(isinstance(mark, OrAlone) for mark in field.metadata)
    return value if alone and isinstance(value, yaml.ScalarNode) and _is_text(value) else None


def _is_text(node: yaml.ScalarNode) -> bool:
    read: Callable[[str], object] = resolve
    return bool(node.style in ("'", '"') or (node.style in (None, "") and isinstance(read(node.value), str)))
