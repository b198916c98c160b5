"""Just enough of Trino's protocol to ask whether it is there."""

import json
import ssl
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

SECONDS = 10


@dataclass(frozen=True, slots=True)
class Client:
    """`certificate`: the only one that is trusted. No proxy is asked: the server is on this machine."""

    uri: str
    user: str
    password: str
    certificate: Path

    def answers(self, query: str) -> bool:
        """Whether a query succeeds, now."""
        try:
            opener = self._opener()
            answer = self._read(opener, Request(f"{self.uri}/v1/statement", query.encode(), self._headers()))
            while "nextUri" in answer:
                answer = self._read(opener, Request(answer["nextUri"], headers=self._headers()))
        except (URLError, OSError, ValueError):
            return False
        return "error" not in answer

    def _opener(self) -> OpenerDirector:
        trust = ssl.create_default_context(cafile=str(self.certificate))
        return build_opener(ProxyHandler({}), HTTPSHandler(context=trust))

    def _headers(self) -> dict[str, str]:
        said = b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {said}", "X-Trino-User": self.user}

    @staticmethod
    def _read(opener: OpenerDirector, request: Request) -> dict[str, Any]:
        with opener.open(request, timeout=SECONDS) as answer:
            said: dict[str, Any] = json.load(answer)
            return said
