"""Whom a connection trusts: whom the environment names, whatever variables of this machine say."""

from typing import Any

from requests import Session


class Trusting(Session):
    """`requests` prefers the file that REQUESTS_CA_BUNDLE names to that of its own `verify`, unless it is said with
    each request."""

    def __init__(self, verify: bool | str) -> None:
        """`verify`: True, as this machine says, or a file of certificates."""
        super().__init__()
        self.verify = verify

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        said = self.verify if verify is None else verify
        return super().merge_environment_settings(url, proxies, stream, said, cert)
