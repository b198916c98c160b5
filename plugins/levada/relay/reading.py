"""A request that brings an event: its bytes, or why it is not taken."""

import json
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any, BinaryIO

PATH = "/api/v1/lineage"
LARGEST = 16 << 20
"""Bytes of an event."""
SUBJECTS = ("job", "dataset")
"""One of which every event is about."""


class NotTaken(Exception):
    """`status`: HTTP's number for it."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def event(path: str, headers: Mapping[str, str], body: BinaryIO, token: str | None) -> bytes:
    """What a request brings. `token`: what its sender must know, if anything.

    Raises:
        NotTaken: it is no event, or not from whom we know.
    """
    if path.partition("?")[0].rstrip("/") != PATH:
        raise NotTaken(404, f"events are taken at {PATH}")
    if token is not None and not _knows(headers.get("Authorization", ""), token):
        raise NotTaken(401, "this relay wants a token: Authorization: Bearer …")
    content = body.read(_length(headers))
    _look(content)
    return content


def _knows(said: str, token: str) -> bool:
    """Headers are read as Latin-1, whatever their bytes were."""
    return compare_digest(said.encode("latin-1"), f"Bearer {token}".encode())


def _length(headers: Mapping[str, str]) -> int:
    """Web pages can send to this machine too, but not with this type unless they are let."""
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise NotTaken(415, "events are JSON: Content-Type: application/json")
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NotTaken(415, "events are taken uncompressed: switch the transport's compression off")
    said = headers.get("Content-Length", "")
    if not said.isdecimal():
        raise NotTaken(411, "say how long the event is: Content-Length")
    if int(said) > LARGEST:
        raise NotTaken(413, f"an event has at most {LARGEST} bytes")
    return int(said)


def _look(content: bytes) -> None:
    try:
        said = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotTaken(400, f"this is no JSON: {error}") from error
    if not isinstance(said, dict) or not any(isinstance(said.get(subject), dict) for subject in SUBJECTS):
        raise NotTaken(422, "this is no OpenLineage event: an object with a job or a dataset, one in a request")


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no value")
