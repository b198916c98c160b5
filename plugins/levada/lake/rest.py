"""A client of an Iceberg REST catalogue: pyiceberg's, which waits no longer than it should."""

from typing import Any

from pyiceberg.catalog.rest import RestCatalog
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

TIMEOUT = 10, 60
"""Seconds until it must be reached, and until it must say something."""


class Rest(RestCatalog):
    """One that may be asked again: nothing hangs for ever."""

    def _config_headers(self, session: Session) -> None:
        """Called for every session before it is used."""
        super()._config_headers(session)
        for scheme in ("http://", "https://"):
            session.mount(scheme, Patient())


class Patient(HTTPAdapter):
    """Connections with a limit to waiting, unless the caller has one."""

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Response:
        return super().send(request, stream, timeout or TIMEOUT, verify, cert, proxies)
