"""`levada lakehouse`: servers on this machine, for the environment `lakehouse`."""

import shlex
import sys
import time
from typing import TYPE_CHECKING

import click

from levada.cli.output import FORMAT, as_json, size
from levada.cli.project import Place
from levada.cli.sentences import Sentences
from levada.cli.shapes import Server
from levada.cli.terminal import moves
from levada.errors import LevadaError

if TYPE_CHECKING:
    from levada.lakehouse.home import Home
    from levada.lakehouse.lifecycle import Standing

NONE = "no servers were started here: levada lakehouse up"
PACKAGES = ("cryptography", "psutil")
SELDOM = 100 << 20
"""Bytes between two lines about a download, where lines stay."""
EPILOG = """\b
Examples:
  levada lakehouse up                    start, or see that everything runs
  eval "$(levada lakehouse env)"         tell this shell the secrets
  levada -e lakehouse run orders         work there
  levada lakehouse down                  stop; data stay"""


@click.group(cls=Sentences, epilog=EPILOG)
def command() -> None:
    """An object store, an Iceberg catalogue and Trino on this machine: what a cluster has, to try."""


@command.command()
@click.pass_obj
def up(place: Place) -> None:
    """Start them, or see that they run, and wait until they answer; what is missing is fetched first.

    Ports are those of include/environments/lakehouse.yaml, which is written if there is none.
    """
    from levada.lakehouse.environment import FILE, begun, ports
    from levada.lakehouse.lifecycle import Listener, up

    progress = _Progress()
    state = up(_home(place), Listener(progress.says, progress.came), ports(place.root))
    if begun(place.root, state):
        progress.says(f"{FILE} is made")
    click.echo('next: eval "$(levada lakehouse env)" and then levada -e lakehouse …')


@command.command()
@FORMAT
@click.pass_obj
def status(place: Place, form: str) -> None:
    """Tell which of them run, and where. The exit code is 1 unless all answer."""
    from levada.lakehouse.lifecycle import status

    standing = [_shape(one) for one in status(_home(place))]
    if form == "json":
        as_json(standing)
    elif not standing:
        click.echo(NONE)
    for one in standing if form == "human" else ():
        how = f"process {one.process}, {size(one.memory)}" if one.process else "does not run"
        click.echo(f"{one.server:<6} {'answers' if one.answers else 'silent':<8} {one.address}  {how}  log {one.log}")
    if not standing or not all(one.answers for one in standing):
        click.get_current_context().exit(1)


@command.command()
@click.pass_obj
def down(place: Place) -> None:
    """Stop them. Data stay."""
    from levada.lakehouse.lifecycle import down

    stopped = down(_home(place))
    click.echo(f"stopped: {', '.join(stopped)}; data stay" if stopped else "nothing was running")


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def reset(place: Place, yes: bool) -> None:
    """Stop them and delete their data: every table and file that they hold, and the secrets."""
    from levada.lakehouse.lifecycle import reset

    home = _home(place)
    if not yes:
        click.confirm(f"delete all tables and files under {home.folder}?", abort=True)
    reset(home)
    click.echo("deleted; the programs stay")


@command.command()
@click.pass_obj
def env(place: Place) -> None:
    """Print what tells a shell the secrets that the environment's file names, and those of its users of Trino."""
    from levada.lakehouse.state import load
    from levada.lakehouse.tokens import token

    state = load(_home(place).state)
    if state is None:
        raise LevadaError(NONE)
    users = {"LAKEHOUSE_TRINO_TOKEN": token(state), "LAKEHOUSE_READER_PASSWORD": state.keys.reader}
    for name, value in (state.keys.variables() | users).items():
        click.echo(f"export {name}={shlex.quote(value)}")


def _home(place: Place) -> "Home":
    from importlib.util import find_spec

    from levada.lakehouse.home import home

    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        raise LevadaError(f"servers need {', '.join(missing)}: pip install 'levada[lakehouse]'")
    return home(place.root)


def _shape(one: "Standing") -> Server:
    return Server(one.server, one.address, one.process, one.memory, one.answers, str(one.log))


def _fetching(have: int, whole: int) -> str:
    return f"fetching Trino: {size(have)} of {size(whole)}"


class _Progress:
    """Lines with times on standard error; a download on a line that moves, where lines can."""

    def __init__(self) -> None:
        self.begun, self.told = time.monotonic(), 0
        self.moving = moves(sys.stderr)

    def says(self, text: str) -> None:
        click.echo(f"{self._clear()}{self._seconds()}  {text}", err=True)

    def came(self, have: int, whole: int) -> None:
        if self.moving:
            click.echo(f"{self._clear()}{self._seconds()}  {_fetching(have, whole)}", err=True, nl=False)
        elif have - self.told >= SELDOM or have == whole:
            self.told = have
            self.says(_fetching(have, whole))

    def _seconds(self) -> str:
        return f"{time.monotonic() - self.begun:6.1f} s"

    def _clear(self) -> str:
        return "\r\x1b[K" if self.moving else ""
