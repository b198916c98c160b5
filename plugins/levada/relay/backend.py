"""Where events go in the end: whatever OpenLineage's own configuration says."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from levada.errors import Permanent

CURE = "set OPENLINEAGE_URL, or OPENLINEAGE_CONFIG to a file with a transport"
LOSING = ("async_http",)
"""Transports that say an event is delivered when it is not."""


def backend(host: str, port: int) -> tuple[str, Callable[[Any], Any]]:
    """What kind of transport it is, and what hands an event over. `host`, `port`: where we listen ourselves.

    Raises:
        Permanent: OpenLineage's client is not installed, or not told where events shall go, or to us.
    """
    try:
        from openlineage.client import OpenLineageClient
    except ImportError:
        raise Permanent("a relay needs openlineage-python: pip install 'levada[lineage]'") from None
    _read(os.environ.get("OPENLINEAGE_CONFIG"))
    try:
        with _quiet():
            client = OpenLineageClient()
            transport, said = client.transport, client.config.transport or {}
    except Exception as error:  # whatever a transport makes of its settings, which may be secret
        raise Permanent(f"OpenLineage's configuration cannot be used ({type(error).__name__}): {CURE}") from None
    kind = str(transport.kind)
    if kind == "console" and said.get("type") != "console":
        raise Permanent(f"nobody says where events shall go: {CURE}")
    if kind in LOSING:
        raise Permanent(f"a transport of type {kind} loses events when it ends: say http, the relay does the waiting")
    if _is_us(str(getattr(transport, "url", "")), host, port):
        raise Permanent(f"OpenLineage's configuration sends events to this relay itself: {CURE}")
    return kind, transport.emit


def _read(file: str | None) -> None:
    """Of a file that cannot be used the client logs a traceback, and goes on without it."""
    if not file:
        return
    try:
        said = yaml.safe_load(Path(file).read_text("utf-8"))
        why = "" if isinstance(said, dict) else "it has no keys"
    except OSError as error:
        why = error.strerror or "it cannot be read"
    except (yaml.YAMLError, UnicodeError):  # whose words would show what stands there
        why = "it is no YAML"
    if why:
        raise Permanent(
            f"OPENLINEAGE_CONFIG names {file}, which cannot be used ({why}): correct it, or take the variable away"
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """What the client says of its configuration, we say."""
    log = logging.getLogger("openlineage.client")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _is_us(url: str, host: str, port: int) -> bool:
    there = urlsplit(url)
    return there.port == port and there.hostname in (host, "localhost", "127.0.0.1")
