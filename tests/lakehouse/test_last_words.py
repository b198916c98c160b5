"""Of a server that has ended, what it has said is told."""

from pathlib import Path

import pytest

from levada.lakehouse.lifecycle import last

TRACE = """2026-11-22T10:17:46Z\tERROR\tmain\tEnvironment variable is not set: X
java.lang.RuntimeException: Environment variable is not set: X
\tat io.airlift.Resolver.resolved(Resolver.java:43)
\t... 21 more

"""


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (TRACE, "java.lang.RuntimeException: Environment variable is not set: X"),
        ("one\ntwo\n\n", "two"),
        ("", "it has said nothing"),
    ],
)
def test_the_last_line_that_says_something(tmp_path: Path, log: str, expected: str) -> None:
    (tmp_path / "log").write_text(log)
    assert last(tmp_path / "log") == expected
