"""Connections over HTTP that ask for proxies once."""

from collections.abc import Hashable
from typing import Any
from urllib.parse import urlsplit

from requests import Session


class Remembering(Session):
    """`requests` looks through all of a process's variables for proxies and certificates with every request, which
    takes it as long as the rest of a small one. Here each server's are looked for once."""

    def __init__(self) -> None:
        super().__init__()
        self.settled: dict[Hashable, Any] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        server = urlsplit(url)[:2], tuple((proxies or {}).items()), stream, verify, cert
        if server not in self.settled:
            self.settled[server] = super().merge_environment_settings(url, proxies, stream, verify, cert)
        return dict(self.settled[server])
