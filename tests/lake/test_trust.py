"""A catalogue and a store that speak TLS, with certificates of an authority of one's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from levada.errors import Permanent
from levada.lake import races
from levada.lake.catalogue import open_lake
from levada.lakehouse.certificate import make
from tests.lake.bench import EVENTS, events, load, mark, seen
from tests.proxy import STORE, proxy
from tests.warehouse import Lakehouse

pytestmark = pytest.mark.lakehouse


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For clients; beside it, with its key."""
    folder = tmp_path_factory.mktemp("tls")
    make(folder / "ca.pem", folder / "both.pem")
    return folder / "ca.pem"


@pytest.fixture
def addresses(warehouse: Lakehouse, certificate: Path) -> Iterator[dict[str, str]]:
    rest, s3 = warehouse.places["rest"]["uri"], warehouse.places["s3"]["endpoint"]
    both = certificate.with_name("both.pem")
    with proxy(rest, certificate=both) as catalogue, proxy(s3, STORE, both) as store:
        token = f"{catalogue.address}/v1/oauth/tokens"
        yield {"uri": catalogue.address, "oauth2-server-uri": token, "s3.endpoint": store.address}


def test_they_are_trusted_by_the_certificate_that_is_named(
    lakehouse: Lakehouse, addresses: dict[str, str], certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/of/the/machine.pem")
    (tmp_path / "ca.pem").write_bytes(certificate.read_bytes())
    lake = open_lake(lakehouse.environment(**addresses, **{"ssl/cabundle": "ca.pem"}), tmp_path)
    load(lake, EVENTS, events((1, 0)), mark())
    assert seen(lake) == [1]


def test_otherwise_they_are_not(
    lakehouse: Lakehouse, addresses: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "sleep", lambda seconds: None)
    with pytest.raises(Permanent, match=r"the catalogue does not prove who it is .*ssl: \{cabundle"):
        open_lake(lakehouse.environment(**addresses), tmp_path)
    lake = open_lake(lakehouse.environment(**{"s3.endpoint": addresses["s3.endpoint"]}), tmp_path)
    with pytest.raises(Permanent, match="the object store does not prove who it is"):
        load(lake, EVENTS, events((1, 0)), mark())
