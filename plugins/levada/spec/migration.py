"""A document in today's words: comments, order and everything else stay."""

import yaml

from levada.spec.parsing import parse
from levada.spec.renames import Found, modern
from levada.spec.source import Source
from levada.spec.tidy import nodes


def migrated(source: Source, found: Found) -> str:
    """The text of a document in which old words are found; as it was if anything else would change."""
    edits = [
        _edit(node if found[path].under else key, found[path].new)
        for path, node, key in nodes(source.text)
        if path in found and (key or isinstance(path[-1], int))
    ]
    text = source.text
    for start, end, word in sorted(edits, reverse=True):
        text = text[:start] + word + text[end:]
    return text if parse("", text.encode()).value == modern(source, found).value else source.text


def _edit(node: yaml.Node | None, word: str) -> tuple[int, int, str]:
    assert node is not None  # an old key stands in a map
    return node.start_mark.index, node.end_mark.index, word
