"""The entry point: a command ends with an exit code, and in words, not in a traceback."""

import gc
import sys

from levada.cli import stopping

RARELY = 50_000
"""New objects between two searches for garbage. Imports and specs make hundreds of thousands, all of which stay."""


def main() -> None:
    """Run the command that the arguments name. Exits with 0, 1 or 2, as `--help` says, or 128 + a signal's number."""
    stopping.listen()
    gc.set_threshold(RARELY)
    try:
        from levada.cli import terminal  # imports take their time: a signal may come meanwhile
        from levada.cli.main import cli

        terminal.prepare()
        cli(prog_name="levada")
    except SystemExit as ended:
        if ended.code and "duckdb" in sys.modules:
            gc.collect()  # it would complain, at length, of a connection that a failure's traceback still holds
        raise
    except BaseException:
        if not stopping.stopped_by:
            raise
        stopping.end(stopping.stopped_by[0])
