"""Literals that look like secrets: refused wherever they stand, and never repeated in a message."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import log2
from typing import Any

from levada.names import DATASET, NAME
from levada.spec.source import BREAKS, Mistake, Path, Source, of_kind

KEY = re.compile(
    r"(?:.*[^a-z])?(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|authorization|"
    r"(?:api|access|account|private|secret|signing|encryption)[-_.]?key)",
    re.IGNORECASE,
)
LOOSE_KEY = re.compile(r"(?:.*[^a-z])?(?:key|auth|pass|pin|signature|sas)(?:[^a-z].*)?", re.IGNORECASE)
SHAPES = {
    "an AWS access key": ("IA", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    "a private key": ("PRIVATE KEY", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    "a password in a URL": (
        "://",
        re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"']*:(?!\$?\{)([^\s/@\"']+)@", re.IGNORECASE),
    ),
    "a GitHub token": ("gh", re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b")),
    "a Slack token": ("xox", re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}")),
    "a webhook": (
        "https://",
        re.compile(
            r"\bhttps://(?:hooks\.slack\.com/(?:services|workflows|triggers)|"
            r"(?:\w+\.)?discord(?:app)?\.com/api/webhooks|[\w.-]+\.webhook\.office\.com)/[^\s\"'{}]+"
        ),
    ),
    "a signed token": ("eyJ", re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+")),
}
"""What a secret is -> a piece of text that every one of these has, which is soon found, and its look."""
REFERENCE = re.compile(r"\$?\{.*\}")
ENTROPY, LENGTH = 3.5, 20
CURE = "keep it out of the file: name a `connection`, or write {secret: name}"


def guarded(source: Source) -> Source:
    """A source whose secrets are mistakes, hidden from every message about the file."""
    named = tuple(_named(source.value, ())) if source.value is not None else ()
    shaped = tuple(_shaped(source.text))
    if not named and not shaped:
        return source
    lines = frozenset(source.place.at(path)[1].line for path, _ in named)
    found = [Mistake(path, f"`{_key(path)}` holds what looks like a secret", CURE) for path, _ in named]
    found += [
        Mistake(next(_holders(source.value, (), secret), ()), f"this looks like {what}", CURE, at=at)
        for what, secret, at in shaped
        if at[0] not in lines
    ]
    secrets = [secret for _, secret in named] + [secret for _, secret, _ in shaped]
    return replace(
        source,
        mistakes=(*of_kind("secret", found), *source.mistakes),
        hidden=tuple(sorted({p.strip() for s in secrets for p in BREAKS.split(s) if p.strip()}, key=len, reverse=True)),
        hidden_lines=lines,
    )


def _key(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _named(value: Any, path: Path, key: str = "") -> Iterator[tuple[Path, str]]:
    """Literals under keys that name secrets: where, and what. `key`: the last one on the path."""
    if isinstance(value, dict):
        if list(value) != ["secret"] or not NAME.fullmatch(str(value["secret"])):
            for name, inner in value.items():
                yield from _named(inner, (*path, name), name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _named(inner, (*path, number), key)
    elif _names_secret(key) and value is not None and not isinstance(value, bool) and _secret(key, str(value)):
        yield path, str(value)


def _holders(value: Any, path: Path, secret: str) -> Iterator[Path]:
    """Which values hold a text."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _holders(inner, (*path, key), secret)
    elif isinstance(value, str) and secret in value:
        yield path


def _secret(key: str, value: str) -> bool:
    if not value or REFERENCE.fullmatch(value) or DATASET.fullmatch(value):
        return False
    return _names_secret(key) == "surely" or _random(value)


@cache
def _names_secret(key: str) -> str:
    """Whether what stands under a key is a secret: surely, perhaps, or not (empty)."""
    return "surely" if KEY.fullmatch(key) else "perhaps" if LOOSE_KEY.fullmatch(key) else ""


def _random(value: str) -> bool:
    """Whether a text is too long and too even to have been meant for reading."""
    if len(value) < LENGTH or " " in value:
        return False
    shares = [value.count(letter) / len(value) for letter in set(value)]
    return -sum(share * log2(share) for share in shares) >= ENTROPY


def _shaped(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Texts that are secrets by their own look, comments included: what, the secret itself, where."""
    for what, (piece, shape) in SHAPES.items():
        for found in shape.finditer(text) if piece in text else ():
            before = BREAKS.split(text[: found.start()])
            yield what, found[found.re.groups], (len(before), len(before[-1]) + 1)
