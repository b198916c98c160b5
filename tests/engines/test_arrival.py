"""Whether a file has come, on a disk and in a store."""

from dataclasses import replace
from pathlib import Path

import pytest

from levada.engines.files.arrival import first
from levada.errors import Permanent
from levada.plan.environment import Environment
from tests.engines.store import BUCKET, Store
from tests.engines.test_s3 import reaching
from tests.runtime.tasks import ENVIRONMENT


@pytest.fixture
def far(store: Store, monkeypatch: pytest.MonkeyPatch) -> Environment:
    monkeypatch.setenv("LAKE_KEY", store.keys[0])
    monkeypatch.setenv("LAKE_SECRET", store.keys[1])
    return reaching(ENVIRONMENT, store.endpoint)


def test_the_first_of_those_that_match(tmp_path: Path) -> None:
    assert first(f"{tmp_path}/*.ok", ENVIRONMENT) == ""
    for name in ("b.ok", "a.ok", "c.csv"):
        (tmp_path / name).touch()
    assert first(f"{tmp_path}/*.ok", ENVIRONMENT) == f"{tmp_path}/a.ok"


def test_an_address_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "é a.ok").touch()
    assert first(f"{tmp_path.as_uri()}/%C3%A9%20a.ok", ENVIRONMENT) == f"{tmp_path}/é a.ok"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="is a folder: name a file in it"):
        first(str(tmp_path), ENVIRONMENT)


@pytest.mark.s3
def test_an_object(far: Environment, store: Store) -> None:
    assert first(f"s3://{BUCKET}/signs/a.ok", far) == first(f"s3://{BUCKET}/signs/*.ok", far) == ""
    url = store.put("signs/a.ok", "")
    assert first(f"s3://{BUCKET}/signs/a.ok", far) == first(f"s3://{BUCKET}/signs/*.ok", far) == url


@pytest.mark.s3
def test_a_landing_that_is_a_bucket(far: Environment, store: Store) -> None:
    url = store.put("landed/b.ok", "")
    assert first(replace(far, landing=f"s3://{BUCKET}/landed").landed(Path(), "b.ok"), far) == url
