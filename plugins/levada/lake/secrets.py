"""Secrets, of which nobody has written down more than the name: each stands in the environment variable of that name,
in capitals."""

import os

from levada.errors import Permanent

_held: dict[str, str] = {}
"""Those that somebody has handed over in this process."""


def hold(name: str, value: str) -> None:
    """Keep a secret that stands in no variable, for as long as the process lives."""
    _held[name] = value


def secret(name: str, place: str) -> str:
    """What a secret is. `place`: who needs it, for the message.

    Raises:
        Permanent: it is not set, or empty.
    """
    if value := _held.get(name) or os.environ.get(name.upper()):
        return value
    raise Permanent(f"{place}: the secret {name} is not known: set the environment variable {name.upper()}")
