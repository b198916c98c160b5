"""YAML text -> value and places, in one pass over the parser's events; never deeper than its own stack."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import JsonValue

from levada.spec.scalars import resolve
from levada.spec.source import BREAKS, Mistake, Path, Place, Source, of_kind
from levada.spec.syntax import Span, complaint, quoted

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BYTES = 1 << 20
DEPTH = 64
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")
ESCAPING = '"'
"""Between these a character may be written by its number, and be one that is not readable."""


@dataclass(slots=True)
class _Open:
    """A map or list that has begun and not ended. `key` None: the next scalar of a map is a key."""

    value: dict[str, JsonValue] | list[JsonValue]
    place: Place
    path: Path
    key: str | None = None
    key_at: tuple[int, int] = (0, 0)
    twice: bool = False


class _Stop(Exception):
    """The rest of the file cannot be understood."""


def parse(file: str, data: bytes) -> Source:
    """A file's bytes -> Source: closed to anchors, aliases, tags, several documents, duplicate and non-text keys."""
    if len(data) > BYTES:
        return _hopeless(file, "", Mistake((), f"is larger than {BYTES >> 20} MiB", "split it", id="file"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        mistake = Mistake((), "is not UTF-8", "save the file as UTF-8", at=_position(before))
        return _hopeless(file, data.decode("utf-8-sig", "replace").replace("\0", "\ufffd"), mistake)
    if found := UNREADABLE.search(text):
        where = _position(text[: found.start()])
        mistake = Mistake((), f"holds the unprintable character {found[0]!a}", "delete it", at=where)
        return _hopeless(file, text, mistake)
    return _Builder(file).source(text)


def _hopeless(file: str, text: str, mistake: Mistake) -> Source:
    return Source(file, text, None, mistakes=tuple(of_kind("yaml", [mistake])))


def _position(before: str) -> tuple[int, int]:
    """Line and column (from 1) of what follows a text."""
    lines = BREAKS.split(before)
    return len(lines), len(lines[-1]) + 1


def _begins(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


class _Builder:
    """Turns events into a value and its places; collects what this language does not take."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.open: list[_Open] = []
        self.root: JsonValue = None
        self.place = Place(0, 0)
        self.documents = 0
        self.lost: list[JsonValue] = []
        self.long_quote: Span | None = None

    def source(self, text: str) -> Source:
        whole = self._read(text)
        if whole and not self.mistakes and not isinstance(self.root, dict):
            empty = self.root is None
            self._say(
                "is empty" if empty else "must be a map of keys and values",
                "begin with `apiVersion: levada/v1` and `kind: Pipeline`",
                (self.place.line, self.place.column),
            )
        value = self.root if whole and isinstance(self.root, dict) else None
        return Source(self.file, text, value, self.place, tuple(of_kind("yaml", self.mistakes)), lost=tuple(self.lost))

    def _read(self, text: str) -> bool:
        """Whether the text could be read to its end."""
        try:
            for event in _events(text):
                if take := TAKEN.get(type(event)):
                    take(self, event)
        except _Stop:
            return False
        except yaml.MarkedYAMLError as error:
            self.mistakes.append(complaint(error, text, self.long_quote))
            return False
        except (yaml.YAMLError, UnicodeError) as error:
            self._say(f"is not YAML: {error}", "", (1, 1))
            return False
        return True

    def _map(self, event: yaml.MappingStartEvent) -> None:
        self._begin(event, {})

    def _list(self, event: yaml.SequenceStartEvent) -> None:
        self._begin(event, [])

    def _end(self, _: yaml.CollectionEndEvent) -> None:
        self.open.pop()

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._say("aliases (*name) are not part of this language", "write the value again", _begins(event))
        self._put(None, self._place(event))

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop("a second document begins here", "one document a file: make it a file", event)

    def _begin(self, event: yaml.CollectionStartEvent, value: dict[str, JsonValue] | list[JsonValue]) -> None:
        if len(self.open) >= DEPTH:
            self._stop(f"is nested deeper than {DEPTH} levels", "write it flatter", event)
        if self.open and self.open[-1].key is None and isinstance(self.open[-1].value, dict):
            self._stop("a key must be text, not a map or a list", "write the key as a word", event)
        place, path = self._place(event), self._path()
        place.inside = {}
        self._plain(event)
        self._put(value, place)
        self.open.append(_Open(value, place, path))

    def _place(self, event: yaml.Event) -> Place:
        line, column = _begins(event)
        return Place(line, column, None, None, self.file)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.style:
            self.long_quote = quoted(event) or self.long_quote
        around = self.open[-1] if self.open else None
        value = self._resolved(event)
        if around is not None and around.key is None and isinstance(around.value, dict):
            self._key(around, value, event)
            return
        self._plain(event)
        self._put(value, self._place(event))

    def _resolved(self, event: yaml.ScalarEvent) -> str | int | float | bool | None:
        if event.style == ESCAPING and UNSPEAKABLE.search(event.value):
            self._say("holds a character that is no text", "write a readable character", _begins(event))
            return ""
        if event.style or not event.implicit[0]:
            return str(event.value)
        try:
            return resolve(event.value)
        except ValueError as error:
            message, wanted = error.args
            self._say(message, f"write {wanted}, or quote it if it is text", _begins(event))
            return None

    def _key(self, around: _Open, key: object, event: yaml.ScalarEvent) -> None:
        around.key_at = _begins(event)
        around.key = str(event.value)
        if not isinstance(key, str):
            self._say(f"the key {event.value or 'null'} is not text", f'quote it: "{event.value}"', around.key_at)
        self._plain(event)
        around.twice = around.key in around.value
        if around.twice and around.place.inside:
            first = (around.place.inside[around.key].key or (0, 0))[0]
            self._say(f"the key `{around.key}` was already given on line {first}", "keep one of them", around.key_at)

    def _put(self, value: JsonValue, place: Place) -> None:
        """Hang a value into what is open; the second value of a key given twice hangs nowhere."""
        if not self.open:
            self.root, self.place = value, place
            return
        around = self.open[-1]
        inside = around.place.inside if around.place.inside is not None else {}
        if isinstance(around.value, list):
            inside[len(around.value)] = place
            around.value.append(value)
            return
        key, around.key = around.key or "", None
        if around.twice:
            self.lost.append(value)
        else:
            place.key = around.key_at
            inside[key] = place
            around.value[key] = value

    def _plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Refuse an anchor or a tag on a node."""
        if event.anchor is None and event.tag is None:
            return
        if event.anchor is not None:
            self._say("anchors (&name) are not part of this language", f"delete &{event.anchor}", _begins(event))
        if event.tag is not None:
            self._say("tags (!name) are not part of this language", "delete it; quote what is text", _begins(event))

    def _stop(self, message: str, hint: str, event: yaml.Event) -> None:
        self.mistakes.append(Mistake(self._path()[:1], message, hint, at=_begins(event)))
        raise _Stop

    def _say(self, message: str, hint: str, at: tuple[int, int]) -> None:
        self.mistakes.append(Mistake(self._path(), message, hint, at=at))

    def _path(self) -> Path:
        """Where the builder is: in the innermost open list or map, at the next item or the key just read."""
        if not self.open:
            return ()
        around = self.open[-1]
        here = len(around.value) if isinstance(around.value, list) else around.key
        return around.path if here is None else (*around.path, here)


TAKEN: Mapping[type[yaml.Event], Callable[[_Builder, Any], None]] = {
    yaml.ScalarEvent: _Builder._scalar,
    yaml.MappingStartEvent: _Builder._map,
    yaml.SequenceStartEvent: _Builder._list,
    yaml.MappingEndEvent: _Builder._end,
    yaml.SequenceEndEvent: _Builder._end,
    yaml.AliasEvent: _Builder._alias,
    yaml.DocumentStartEvent: _Builder._document,
}
"""What becomes of each event; the others say nothing."""


def _events(text: str) -> Iterator[yaml.Event]:
    return iter(LOADER(text).get_event, None)
