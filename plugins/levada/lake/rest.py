"""A client of an Iceberg REST catalogue: pyiceberg's, which waits no longer than it should, and also takes several
tables at once, and views that change."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pyiceberg.catalog.rest import RestCatalog
from pyiceberg.catalog.rest.response import _handle_non_200_response
from pyiceberg.exceptions import CommitFailedException, CommitStateUnknownException
from pyiceberg.table import CommitTableRequest, TableIdentifier
from pyiceberg.view import View
from requests import HTTPError, PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from levada.lake.commits import Commit, NotTogether

TIMEOUT = 10, 60
"""Seconds until it must be reached, and until it must say something."""
TOGETHER = "transactions/commit"
VIEW = "namespaces/{namespace}/views/{view}"
EXPIRED = (401, 419)
"""How it says that a token counts no more."""
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
        changes = ", ".join(_request(commit).model_dump_json() for commit in commits)
        answer = self._post(self.url(TOGETHER), f'{{"table-changes": [{changes}]}}')
        if answer.status_code in ABSENT:
            self.joint = False
            raise NotTogether
        _judge(answer)

    def change_view(self, view: View, updates: Sequence[Mapping[str, Any]]) -> None:
        """Change a view that is still the same one, in one commit.

        Raises:
            CommitFailedException: somebody was faster.
            CommitStateUnknownException: the catalogue does not say how it ended."""
        required = [{"type": "assert-view-uuid", "uuid": view.metadata.view_uuid}]
        address = self.url(VIEW, namespace=view.name()[0], view=view.name()[-1])
        _judge(self._post(address, json.dumps({"requirements": required, "updates": updates})))

    def _post(self, address: str, said: str) -> Response:
        """With a new token, if the one that there is has run out."""
        answer = self._session.post(address, data=said.encode())
        if answer.status_code in EXPIRED:
            self._refresh_token()
            answer = self._session.post(address, data=said.encode())
        return answer

    def _config_headers(self, session: Session) -> None:
        """Called for every session before it is used."""
        super()._config_headers(session)
        authority = self.properties.get("ssl", {}).get("cabundle")
        for scheme in ("http://", "https://"):
            session.mount(scheme, Patient(authority))


def _judge(answer: Response) -> None:
    try:
        answer.raise_for_status()
    except HTTPError as error:
        _handle_non_200_response(error, MEANINGS)


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
