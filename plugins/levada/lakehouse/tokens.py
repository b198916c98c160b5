"""Tokens (JWT) by which Trino knows who asks, instead of a password."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta

from levada.lakehouse.state import USER, State

DAY = timedelta(days=1)


def token(state: State, valid: timedelta = DAY) -> str:
    """One for Trino's user who fills tables, from now on."""
    import jwt

    said = {"sub": USER, "exp": datetime.now(UTC) + valid}
    return jwt.encode(said, b64decode(state.keys.tokens), algorithm="HS256")
