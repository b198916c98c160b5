"""A client of an Iceberg REST catalogue: pyiceberg's, which waits no longer than it should, and takes several
tables at once."""

from collections.abc import Sequence
from typing import Any

from pyiceberg.catalog.rest import RestCatalog
from pyiceberg.catalog.rest.response import _handle_non_200_response
from pyiceberg.exceptions import (
    AuthorizationExpiredError,
    CommitFailedException,
    CommitStateUnknownException,
    UnauthorizedError,
)
from pyiceberg.table import CommitTableRequest, TableIdentifier
from requests import HTTPError, PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from levada.lake.commits import Commit, NotTogether

TIMEOUT = 10, 60
"""Seconds until it must be reached, and until it must say something."""
TOGETHER = "transactions/commit"
ABSENT = (404, 405, 406, 501)
"""How a catalogue says that it has no such thing."""
MEANINGS: dict[int, type[Exception]] = {409: CommitFailedException} | dict.fromkeys(
    (500, 502, 504), CommitStateUnknownException
)


class Rest(RestCatalog):
    """One that may be asked again: nothing hangs for ever. `joint`: whether it has a commit for several tables, which
    not all announce that have it: until it was tried, we do not know better."""

    joint = True

    def commit_tables(self, commits: Sequence[Commit]) -> None:
        """Commit to all of some tables, or to none.

        Raises:
            NotTogether: the catalogue has no such commit.
            CommitFailedException: something does not hold.
            CommitStateUnknownException: it does not say how it ended."""
        try:
            self._commit_tables(commits)
        except (AuthorizationExpiredError, UnauthorizedError):
            self._refresh_token()
            self._commit_tables(commits)

    def _commit_tables(self, commits: Sequence[Commit]) -> None:
        changes = ", ".join(_request(commit).model_dump_json() for commit in commits)
        answer = self._session.post(self.url(TOGETHER), data=f'{{"table-changes": [{changes}]}}'.encode())
        if answer.status_code in ABSENT:
            self.joint = False
            raise NotTogether
        try:
            answer.raise_for_status()
        except HTTPError as error:
            _handle_non_200_response(error, MEANINGS)

    def _config_headers(self, session: Session) -> None:
        """Called for every session before it is used."""
        super()._config_headers(session)
        authority = self.properties.get("ssl", {}).get("cabundle")
        for scheme in ("http://", "https://"):
            session.mount(scheme, Patient(authority))


def _request(commit: Commit) -> CommitTableRequest:
    *namespace, name = commit.table.name()
    where = TableIdentifier.model_validate({"namespace": namespace, "name": name})
    return CommitTableRequest(identifier=where, requirements=commit.required, updates=commit.changes)


class Patient(HTTPAdapter):
    """Connections with a limit to waiting, unless the caller has one. `authority`: the file of certificates that the
    environment trusts, whatever the machine's REQUESTS_CA_BUNDLE says."""

    def __init__(self, authority: str | None) -> None:
        super().__init__()
        self.authority = authority

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Response:
        return super().send(request, stream, timeout or TIMEOUT, self.authority or verify, cert, proxies)
