"""Engines chosen by the size of what a step reads: what may be said, and how it is planned."""

import pytest

from levada.names import in_bytes
from levada.plan.binding import environment
from levada.plan.environment import UpTo
from levada.spec.reader import read
from levada.spec.sizes import size
from tests.spec.conftest import Problems, Write

HEAD = "apiVersion: levada/v1\nkind: Environment\n"


def test_the_last_engine_is_for_all_that_is_larger(write: Write) -> None:
    said = "[{engine: embedded, up_to: 512MiB}, {engine: spark, up_to: 1TiB}, {engine: trino}]"
    planned = environment(read(write({"environments/local.yaml": f"{HEAD}verbs: {{sql: {said}, dbt: trino}}\n"})))
    assert planned.verbs == (("dbt", "trino"), ("sql", "trino"))
    assert planned.smaller == (("sql", (UpTo("embedded", 1 << 29), UpTo("spark", 1 << 40))),)
    assert planned.engines == {"embedded", "spark", "trino"}


@pytest.mark.parametrize("said", ["1KiB", "1536KiB", "2GiB", "1024TiB"])
def test_sizes_are_told_as_they_were_written(said: str) -> None:
    assert in_bytes(size(said)) == said


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("[{engine: embedded}, {engine: spark}]", "verbs.sql.0: says no `up_to`: nothing would be left for spark"),
        ("[{engine: embedded, up_to: 1GiB}]", "verbs.sql.0.up_to: the last engine is for all that is larger"),
        (
            "[{engine: embedded, up_to: 1GiB}, {engine: spark, up_to: 1024MiB}, {engine: trino}]",
            "verbs.sql.1.up_to: 1024MiB is no more than 1GiB of the engine before it",
        ),
        ("[]", "verbs.sql: no engine is named"),
        ("[{engine: embedded, up_to: 2GB}, {engine: spark}]", "verbs.sql.0.up_to: '2GB' is not a size"),
        ("[{engine: embedded, up_to: 0GiB}, {engine: spark}]", "verbs.sql.0.up_to: '0GiB' is not a size"),
        ("[{engine: embedded, from: 2GiB}, {engine: spark}]", "verbs.sql.0.from: unknown key `from`"),
        ("[embedded, spark]", "verbs.sql.0"),
    ],
)
def test_what_leaves_open_who_is_meant(problems: Problems, said: str, found: str) -> None:
    complaints = problems({"environments/local.yaml": f"{HEAD}verbs: {{sql: {said}}}\n"})
    assert any(f"{one.path}: {one.message}".startswith(found) for one in complaints), complaints


@pytest.mark.parametrize("verb", ["dbt", "ingest", "python", "check"])
def test_only_some_verbs_choose(problems: Problems, verb: str) -> None:
    said = f"verbs: {{{verb}: [{{engine: embedded, up_to: 1GiB}}, {{engine: trino}}]}}\n"
    (found,) = problems({"environments/local.yaml": f"{HEAD}{said}"})
    assert (found.path, found.message.partition(":")[0]) == (
        f"verbs.{verb}",
        f"`{verb}` has one engine, whatever the size",
    )
