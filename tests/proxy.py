"""A server between levada and another one, which misbehaves on purpose."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Asked(NamedTuple):
    """A request. `agent`: the program that asks."""

    method: str
    path: str
    agent: str


CATALOGUE = '{{"error": {{"message": "by the proxy", "type": "Proxy", "code": {0}}}}}'
STORE = "<Error><Code>{1}</Code><Message>by the proxy</Message></Error>"


@dataclass
class Proxy:
    """`misbehave` says of a request what becomes of it: None, it is passed on; a number, that is answered instead;
    `after` and a number: it is passed on, and then that is answered; `lost`: passed on, and nothing is answered.
    `asked`: all requests. `body`: what an error says; `word`: the store's own for it. `changed`: what becomes of an
    answer that is passed on."""

    address: str
    body: str = CATALOGUE
    word: str = ""
    misbehave: Callable[[Asked], Any] = lambda asked: None
    asked: list[Asked] = field(default_factory=list)
    changed: Callable[[Asked, bytes], bytes] = lambda asked, answer: answer

    def once(self, what: Callable[[Asked], bool], how: Any, number: int = 1) -> None:
        """Misbehave at the how manieth of some requests, and not again."""
        left = [number]

        def misbehave(asked: Asked) -> Any:
            left[0] -= what(asked)
            return how if what(asked) and left[0] == 0 else None

        self.misbehave = misbehave

    def always(self, what: Callable[[Asked], bool], how: Any) -> None:
        self.misbehave = lambda asked: how if what(asked) else None

    def error(self, status: int) -> bytes:
        return self.body.format(status, self.word).encode()


@contextmanager
def proxy(
    upstream: str, body: str = CATALOGUE, certificate: Path | None = None, trusted: Path | None = None
) -> Iterator[Proxy]:
    """One in front of a server. `certificate`: with its key, in one file; then it speaks TLS. `trusted`: the server's
    own certificate, where it does."""
    target = urlsplit(upstream)
    trust = ssl.create_default_context(cafile=trusted) if trusted else None

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (ConnectionError, TimeoutError):
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

        def pass_on(self) -> None:
            content = b"".join(self.chunks()) or self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, self.headers.get("User-Agent") or "")
            made.asked.append(asked)
            match made.misbehave(asked):
                case None:
                    status, headers, answer = self.answer(content)
                    self.reply(status, headers, made.changed(asked, answer))
                case int(status):
                    self.reply(status, {}, made.error(status))
                case "after", int(status):
                    self.answer(content)
                    self.reply(status, {}, made.error(status))
                case "lost":
                    self.answer(content)
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True

        def chunks(self) -> Iterator[bytes]:
            """A body that comes piece by piece, each after its length."""
            while self.headers.get("Transfer-Encoding") == "chunked":
                length = int(self.rfile.readline().split(b";")[0], 16)
                yield self.rfile.read(length)
                self.rfile.readline()
                if not length:
                    return

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = pass_on

        def answer(self, content: bytes) -> tuple[int, dict[str, str], bytes]:
            there = self.connection_to_server()
            try:
                piecewise = self.headers.get("Transfer-Encoding") == "chunked"
                body = iter([content]) if piecewise else content
                there.request(self.command, self.path, body, dict(self.headers), encode_chunked=piecewise)
                answer = there.getresponse()
                return answer.status, dict(answer.headers), answer.read()
            finally:
                there.close()

        def connection_to_server(self) -> HTTPConnection:
            host, port = target.hostname or "", target.port
            if trust:
                return HTTPSConnection(host, port, timeout=30, context=trust)
            return HTTPConnection(host, port, timeout=30)

        def reply(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            length = headers.get("Content-Length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        made = Proxy(f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}", body)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join(10)
