"""`levada lineage`: what others tell of our tables, brought together with what we tell."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import click

from levada.cli.project import Place
from levada.cli.sentences import Sentences
from levada.errors import LevadaError

if TYPE_CHECKING:
    from levada.relay.delivery import Delivery
    from levada.relay.receiver import Receiver
    from levada.relay.spool import Spool

EPILOG = """\b
Examples:
  levada -e prod lineage relay
  levada -e prod lineage relay --host 0.0.0.0 --token relay_token   reached from elsewhere"""
FOLDER = ".levada/lineage/relay"
"""Where events wait."""
PATH = "/api/v1/lineage"
LAST = 5.0
"""Seconds for an event that is under way when the command ends."""


@click.group(cls=Sentences)
def command() -> None:
    """OpenLineage events that Spark, Trino and others send about our tables."""


@command.command(epilog=EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=5055, show_default=True, help="0: a free one.")
@click.option(
    "--token",
    "secret",
    metavar="NAME",
    help="The secret that senders must know: what the environment variable NAME, in capitals, holds.",
)
@click.pass_obj
def relay(place: Place, host: str, port: int, secret: str | None) -> None:
    """Take events, call our tables in them by their names, and hand them on to where OpenLineage's configuration says.

    Runs until it is stopped. What cannot be delivered yet is kept under .levada/lineage/relay/.
    """
    from levada.lake.secrets import secret as known
    from levada.relay.receiver import is_this_machine_s
    from levada.relay.spool import Spool

    if not secret and not is_this_machine_s(host):
        raise click.UsageError(f"--host {host} can be reached from elsewhere: name the secret that senders must know, "
                               "--token NAME")  # fmt: skip
    token = known(secret, "levada lineage relay") if secret else None
    with closing(Spool(place.root / FOLDER)) as spool, _receiver(host, port, spool.keep, token) as receiver:
        kind, delivery = _delivery(place, host, receiver.server_port, spool)
        _say(f"http://{host}:{receiver.server_port}{PATH} takes events; they go on by transport {kind}")
        delivery.start()
        try:
            receiver.serve_forever()
        finally:
            delivery.stop()
            delivery.join(LAST)


def _receiver(host: str, port: int, take: "Callable[[bytes], None]", token: str | None) -> "Receiver":
    from levada.relay.receiver import Receiver

    try:
        return Receiver(host, port, take, token)
    except OSError as error:
        raise LevadaError(f"nobody can listen on {host}:{port} ({error.strerror}): choose another --port") from error


def _delivery(place: Place, host: str, port: int, spool: "Spool") -> "tuple[str, Delivery]":
    from levada.lake.catalogue import open_lake
    from levada.relay.backend import backend
    from levada.relay.delivery import Delivery
    from levada.relay.knowledge import Knowledge, known

    kind, send = backend(host, port)
    filled = {table.name for plan in place.plans.values() for task in plan.tasks for table in task.tables}
    knowledge = Knowledge(known(place.environment, filled), partial(open_lake, place.environment, place.root))
    return kind, Delivery(spool, knowledge.normalised, send, _say)


def _say(text: str) -> None:
    click.echo(text, err=True)
