"""Sets of characters, as ECMA-262 means them, spelt so that every engine means the same."""

from collections.abc import Iterable, Iterator

Range = tuple[int, int]
"""First and last code point."""

LAST = 0x10FFFF
DIGITS: tuple[Range, ...] = ((0x30, 0x39),)
WORDS: tuple[Range, ...] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACES: tuple[Range, ...] = (
    (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
    (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
ENDS: tuple[Range, ...] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
"""Ends of lines, which `.` is none of."""
KINDS = {"d": DIGITS, "w": WORDS, "s": SPACES}

META = frozenset("\\.[]{}()*+?^$|-&~/#")


def others(ranges: Iterable[Range]) -> Iterator[Range]:
    """Every character outside some ranges, which are in order."""
    begin = 0
    for first, last in ranges:
        if begin < first:
            yield begin, first - 1
        begin = last + 1
    if begin <= LAST:
        yield begin, LAST


def kind(letter: str) -> tuple[Range, ...]:
    """What `\\d`, `\\w`, `\\s` stand for, and, in capitals, all others."""
    ranges = KINDS[letter.lower()]
    return ranges if letter.islower() else tuple(others(ranges))


def one(code: int) -> str:
    """A character by itself."""
    sign = chr(code)
    if sign in META:
        return f"\\{sign}"
    return f"\\x{code:02x}" if code < 0x20 or code == 0x7F else sign


def some(ranges: Iterable[Range], named: Iterable[str] = (), negated: bool = False) -> str:
    """Any one of a set: characters, and classes with a name of their own."""
    ranges, named = tuple(ranges), tuple(named)
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1] and not named and not negated:
        return one(ranges[0][0])
    spelt = "".join(one(first) if first == last else f"{one(first)}-{one(last)}" for first, last in ranges)
    inside = spelt + "".join(named)
    if not inside:
        return some(((0, LAST),), negated=not negated)
    return f"[{'^' if negated else ''}{inside}]"
