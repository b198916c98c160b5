"""Takes events over HTTP, as backends of OpenLineage do."""

import json
import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

from levada.relay.reading import NotTaken, event
from levada.relay.spool import Full

PATIENCE = 30
"""Seconds for which a sender may be silent."""


class Receiver(ThreadingHTTPServer):
    """`take` keeps an event, and raises `Full` or `OSError` where it cannot. Each sender has a thread.

    Raises:
        OSError: the address is taken, or none of this machine's.
    """

    daemon_threads = True

    def __init__(self, host: str, port: int, take: Callable[[bytes], None], token: str | None) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.take, self.token = take, token
        super().__init__((host, port), _Request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that hangs up is nothing to tell of."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Request(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "levada", ""
    timeout = PATIENCE

    def do_POST(self) -> None:
        try:
            self.server.take(event(self.path, self.headers, self.rfile, self.server.token))  # type: ignore[arg-type]
            self._answer(201, {})
        except NotTaken as why:
            self.close_connection = True  # what it brings may still be on its way
            self._answer(why.status, {"error": str(why)})
        except (Full, OSError) as error:
            self.close_connection = True
            self._answer(503, {"error": f"the event cannot be kept: {error}"})

    def do_GET(self) -> None:
        self._answer(405, {"error": "events are posted here"})

    def log_message(self, *_: Any) -> None:
        """Nothing: a line an event is of use to nobody."""

    def _answer(self, status: int, said: dict[str, str]) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


def is_this_machine_s(host: str) -> bool:
    """Whether nobody else can reach it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
