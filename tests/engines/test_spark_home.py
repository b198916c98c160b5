"""The user's modules, while a step is performed on Spark."""

import sys
from pathlib import Path

import pytest

from levada.engines.spark.home import at_home


def test_what_is_printed_is_told_on_the_streams_that_were_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with at_home(tmp_path, lambda line: print("told", line, file=sys.stderr)):
        print("one\ntwo")
        print("three", end="", file=sys.stderr)
    assert capsys.readouterr() == ("", "told one\ntold two\ntold three\n")
