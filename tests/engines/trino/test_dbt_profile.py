"""How dbt reaches the cluster: without a secret in a file."""

from pathlib import Path

import pytest

from levada.engines.base import Work
from levada.engines.trino.dbt_profile import SECRET, profile, variables
from levada.plan.actions import Dbt
from levada.plan.environment import Trino
from levada.plan.graph import Task
from levada.plan.run import Run
from tests.lake.bench import LOCAL, lake_in

SAID = f"{{{{ env_var('{SECRET}') }}}}"
PLAIN = Trino("http://localhost:8080", "me")
BY_PASSWORD = Trino("https://trino.example.org", "me", password="trino_password", roles=(("lake", "etl"),))
BY_TOKEN = Trino("https://trino.example.org:8443", "me", token="trino_token")


@pytest.fixture
def work(tmp_path: Path) -> Work:
    task = Task("p", "s", Dbt("*"))

    return Work(task, Run("r"), LOCAL, lake_in(tmp_path), tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (PLAIN, {"method": "none", "user": "me", "host": "localhost", "port": 8080, "http_scheme": "http"}),
        (BY_PASSWORD, {"method": "ldap", "user": "me", "password": SAID, "port": 443, "http_scheme": "https"}),
        (BY_TOKEN, {"method": "jwt", "jwt_token": SAID, "port": 8443, "http_scheme": "https"}),
    ],
)
def test_who_asks(work: Work, where: Trino, expected: dict[str, object]) -> None:
    assert expected.items() <= profile(work, where).items()


def test_every_query_says_for_whom_it_is_asked(work: Work) -> None:
    made = profile(work, BY_PASSWORD)
    assert made["client_tags"] == ["pipeline:p", "step:s", "run:r"]
    assert (made["roles"], made["timezone"], made["database"]) == ({"lake": "etl"}, "UTC", "lake")


def test_the_secret_is_the_process_s_alone(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRINO_PASSWORD", "sesame")
    assert variables(BY_PASSWORD, tmp_path)[SECRET] == "sesame"
    assert "sesame" not in str(profile(work, BY_PASSWORD))
    assert variables(PLAIN, tmp_path) == {}
