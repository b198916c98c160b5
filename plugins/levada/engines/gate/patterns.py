"""A regular expression of ECMA-262, understood, and spelt so that every engine finds the same.

RE2, Java's and Joni take the same words and mean different things: by `$`, `.`, `\\w`, `\\s`, `\\b`, `[[]`. So each of
these is said in words on which they agree."""

import re
from dataclasses import dataclass, replace

from levada.engines.gate.characters import ENDS, kind, one, some
from levada.engines.gate.unasked import Unasked

TIMES = re.compile(r"\{(\d+)(,(\d*))?\}")
MOST = 1000
"""Repetitions that RE2 counts."""
CODE = re.compile(r"u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|c([A-Za-z])")
PROPERTY = re.compile(r"([pP])\{(?:(?:General_Category|gc|Script|sc)=)?([A-Za-z_]+)\}")
GROUP = re.compile(r"\?(?:<[A-Za-z_]\w*>|:|([a-z]*)(\)|:))")
CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D, "0": 0x00}
SUPPORTED = frozenset("is")


class Unreadable(Unasked):
    """Why no engine is asked for a pattern."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """What engines have to be told differently. `edge`: where a word begins or ends; `inner`: everywhere else.
    `script`: characters of a script, by its name. `fold`: a flag: whether letters are large or small does not
    matter."""

    edge: str
    inner: str
    script: str
    fold: str


@dataclass(frozen=True, slots=True)
class Flags:
    """What `(?i)` and `(?s)` have said."""

    fold: bool = False
    ends: bool = False

    def told(self, letters: str) -> "Flags":
        return replace(self, fold=self.fold or "i" in letters, ends=self.ends or "s" in letters)


def spelt(pattern: str, spelling: Spelling) -> str:
    """A pattern for an engine.

    Raises:
        Unreadable: what engines do not share, or what is no pattern.
    """
    reader = Reader(pattern, spelling)
    text = reader.alternatives(Flags())
    if reader.rest:
        raise Unreadable(f"{pattern!r} closes a group that it has not opened")
    return text


class Reader:
    """A pattern, read from left to right."""

    def __init__(self, pattern: str, spelling: Spelling) -> None:
        self.pattern, self.spelling, self.at = pattern, spelling, 0

    @property
    def rest(self) -> str:
        return self.pattern[self.at :]

    def take(self, count: int = 1) -> str:
        taken = self.pattern[self.at : self.at + count]
        self.at += count
        return taken

    def match(self, what: re.Pattern[str]) -> re.Match[str] | None:
        found = what.match(self.pattern, self.at)
        self.at = found.end() if found else self.at
        return found

    def alternatives(self, flags: Flags) -> str:
        """Up to the end of the group."""
        parts: list[str] = []
        while self.rest and not self.rest.startswith(")"):
            if self.rest.startswith("|"):
                parts.append(self.take())
            elif (found := self._flags()) is not None:
                flags = flags.told(found)
            else:
                parts.append(self._repeated(self._atom(flags)))
        return "".join(parts)

    def _flags(self) -> str | None:
        """Flags that hold from here on."""
        found = GROUP.match(self.pattern, self.at + 1) if self.rest.startswith("(?") else None
        if found is None or found[2] != ")":
            return None
        self.at = found.end()
        return self._known(found[1])

    def _known(self, letters: str) -> str:
        if beyond := sorted(set(letters) - SUPPORTED):
            raise Unreadable(f"{self.pattern!r} asks for (?{beyond[0]}), which engines mean differently")
        return letters

    def _repeated(self, atom: str) -> str:
        """An atom and how often it comes; whether as often as possible, or as rarely, does not matter here."""
        if self.rest[:1] in ("*", "+", "?") and self.rest:
            times = self.take()
        elif found := self.match(TIMES):
            times = self._counted(found)
        else:
            return atom
        if self.rest.startswith("?"):
            self.take()
        if self.rest[:1] in ("*", "+", "?") and self.rest:
            raise Unreadable(f"{self.pattern!r} repeats a repetition: put it into a group")
        return atom + times

    def _counted(self, found: re.Match[str]) -> str:
        if any(int(number) > MOST for number in (found[1], found[3]) if number):
            raise Unreadable(f"{self.pattern!r} counts beyond {MOST}, which is as far as engines do")
        return found[0]

    def _atom(self, flags: Flags) -> str:
        match sign := self.take():
            case "(":
                return self._group(flags)
            case "[":
                return self._folded(self._class(), flags)
            case "\\":
                return self._folded(self._escaped(), flags)
            case ".":
                return some(() if flags.ends else ENDS, negated=True)
            case "^":
                return r"\A"
            case "$":
                return r"\z"
            case "*" | "+" | "?":
                raise Unreadable(f"{self.pattern!r} repeats nothing")
        return self._folded(one(ord(sign)), flags)

    def _folded(self, atom: str, flags: Flags) -> str:
        return f"(?{self.spelling.fold}:{atom})" if flags.fold else atom

    def _group(self, flags: Flags) -> str:
        if self.rest.startswith("?"):
            found = self.match(GROUP)
            if found is None:
                raise Unreadable(f"{self.pattern!r} looks around, which not every engine can")
            flags = flags.told(self._known(found[1] or ""))
        inside = self.alternatives(flags)
        if self.take() != ")":
            raise Unreadable(f"{self.pattern!r} does not close a group")
        return f"(?:{inside})"

    def _escaped(self) -> str:
        """What stands after a backslash, outside of a class."""
        if self.rest[:1] in ("b", "B"):
            return self.spelling.edge if self.take() == "b" else self.spelling.inner
        if self.rest[:1] in ("A", "z", "Z"):
            return r"\A" if self.take() == "A" else r"\z"
        return some(found) if isinstance(found := self._meant(), tuple) else found

    def _meant(self) -> "tuple[tuple[int, int], ...] | str":
        """Characters that an escape stands for, or the engine's name for them."""
        if found := self.match(PROPERTY):
            name = found[2] if len(found[2]) <= 2 else self.spelling.script.format(found[2])
            return f"\\{found[1]}{{{name}}}"
        if found := self.match(CODE):
            return self._point(self._code(found))
        sign = self.take()
        if sign.lower() in ("d", "w", "s"):
            return kind(sign)
        if sign in CONTROLS:
            return self._point(CONTROLS[sign])
        if not sign or sign.isalnum():
            raise Unreadable(f"{self.pattern!r} has \\{sign}, which not every engine knows")
        return self._point(ord(sign))

    def _code(self, found: re.Match[str]) -> int:
        if found[4]:
            return ord(found[4]) % 32
        code = int(found[1] or found[2] or found[3], 16)
        if 0xD800 <= code <= 0xDBFF and (low := self.match(re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})"))):
            return 0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise Unreadable(f"{self.pattern!r} has \\{found[0]}, which is no character")
        return code

    def _point(self, code: int) -> tuple[tuple[int, int], ...]:
        return ((code, code),)

    def _class(self) -> str:
        negated = self.rest.startswith("^")
        self.take(int(negated))
        ranges: list[tuple[int, int]] = []
        names: list[str] = []
        while not self.rest.startswith("]"):
            if not self.rest:
                raise Unreadable(f"{self.pattern!r} does not close a class")
            if self.rest.startswith(("[:", "[.", "[=")):
                raise Unreadable(f"{self.pattern!r} names a class of POSIX: write its characters, [A-Za-z]")
            found = self._member()
            if isinstance(found, str):
                names.append(found)
            else:
                ranges += self._up_to(found)
        self.take()
        return some(ranges, names, negated)

    def _member(self) -> "tuple[tuple[int, int], ...] | str":
        sign = self.take()
        if sign != "\\":
            return self._point(ord(sign))
        if self.rest.startswith("b"):
            self.take()
            return self._point(0x08)
        return self._meant()

    def _up_to(self, first: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """A range, if a character is the beginning of one."""
        single = len(first) == 1 and first[0][0] == first[0][1]
        if not single or not self.rest.startswith("-") or self.rest.startswith("-]"):
            return first
        self.take()
        last = self._member()
        if isinstance(last, str) or len(last) > 1 or last[0][0] != last[0][1]:
            raise Unreadable(f"{self.pattern!r} has a range that ends with no character")
        if last[0][0] < first[0][0]:
            raise Unreadable(f"{self.pattern!r} has a range that ends before it begins")
        return ((first[0][0], last[0][0]),)
