"""The command line in a pipe, in terminals that show little, and in encodings that have not every sign."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from levada.cli.main import cli
from levada.cli.progress import Progress
from levada.plan.actions import Spark
from levada.plan.graph import Task
from tests.cli.shop import Shop

LEVADA = [sys.executable, "-m", "levada.cli", "--root"]


def surroundings(**said: str) -> dict[str, str]:
    there = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM", "COLUMNS")}
    return {**there, "PYTHONPATH": str(Path(__file__).parents[2] / "plugins"), **said}


def in_terminal(shop: Shop, *command: str, **said: str) -> str:
    """Everything a terminal is sent."""
    ours, its = pty.openpty()
    with subprocess.Popen([*LEVADA, str(shop.root), *command], stdout=its, stderr=its, env=surroundings(**said)):
        os.close(its)
        return b"".join(_sent(ours)).decode()


def _sent(ours: int) -> Iterator[bytes]:
    try:
        while some := os.read(ours, 65536):
            yield some
    except OSError:  # how a terminal says that nobody is there any more
        os.close(ours)


def piped(shop: Shop, *command: str, **said: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*LEVADA, str(shop.root), *command], env=surroundings(**said), capture_output=True)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_other_signs_where_an_encoding_has_not_ours(filled: Shop, encoding: str) -> None:
    shown = piped(filled, "tables", PYTHONIOENCODING=encoding)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout.decode(encoding, "replace").startswith("dataset")


def test_nothing_is_lost_where_an_encoding_lacks_a_sign(shop: Shop) -> None:
    shop.write("include/pipelines/shop.yaml", "kind: \N{SNOWMAN}\n")
    assert b"\\u2603" in piped(shop, "validate", PYTHONIOENCODING="latin-1").stdout


def test_a_pipe_has_neither_colour_nor_moving_lines(filled: Shop) -> None:
    ran = piped(filled, "run", "shop", "--date", "2024-01-01", TERM="xterm")
    assert b"unchanged" in ran.stderr
    assert not {b"\x1b", b"\r"} & {bytes([byte]) for byte in ran.stderr + ran.stdout}


def test_a_pipe_is_told_what_takes_long(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(shown=True).step(Task("p", "clean", Spark("clean", "clean"))) as listener:
        listener.say("passes by")
        listener.announce("Spark is starting")
    assert re.fullmatch(r"  … clean +\d\.\d s  Spark is starting\n", capsys.readouterr().err)


def test_colours_that_nobody_wants(filled: Shop) -> None:
    shown = in_terminal(filled, "run", "shop", "--date", "2024-01-01", TERM="xterm", NO_COLOR="1")
    assert ("\r\x1b[K  = raw_orders" in shown, "\x1b[3" in shown) == (True, False)


def test_a_terminal_that_cannot_write_over_a_line(filled: Shop) -> None:
    assert "\x1b" not in in_terminal(filled, "run", "shop", "--date", "2024-01-01", TERM="dumb")


def test_colours_that_somebody_wants(filled: Shop) -> None:
    assert "\x1b[36m=\x1b[0m raw_orders" in in_terminal(filled, "run", "shop", "--date", "2024-01-01", TERM="xterm")


def test_a_narrow_terminal_shows_everything(filled: Shop) -> None:
    (first, _) = filled.json("tables")
    shown = in_terminal(filled, "tables", COLUMNS="30", TERM="xterm")
    assert f"snapshot      {first['snapshot']}" in shown


@pytest.mark.parametrize("command", ["explain", "--help"])
def test_a_reader_that_goes_early(filled: Shop, command: str) -> None:
    with subprocess.Popen([*LEVADA, str(filled.root), command], env=surroundings(), stdout=-1, stderr=-1) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_full_disk_is_no_traceback(filled: Shop) -> None:
    with open("/dev/full", "wb") as full:
        shown = subprocess.run([*LEVADA, str(filled.root), "tables"], env=surroundings(), stdout=full, stderr=-1)
    assert (shown.returncode, shown.stderr.count(b"\n")) == (1, 1)


@pytest.mark.parametrize("columns", ["40", "200"])
@pytest.mark.parametrize("command", ["", "new", "import"])
def test_lists_of_commands_are_not_cut(command: str, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    shown = CliRunner().invoke(cli, [*command.split(), "--help"]).output
    listed = shown.partition("Commands:")[2].partition("Try:")[0]
    assert listed.strip()
    assert "..." not in listed
    assert max(map(len, listed.splitlines())) <= int(columns)


def test_a_folder_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    result = CliRunner().invoke(cli, ["validate"])
    assert (result.exit_code, "is gone" in result.stderr, "[no-project]" in result.stderr) == (1, True, True)
