"""The entry point: a command ends with an exit code, and in words, not in a traceback."""

from levada.cli import stopping


def main() -> None:
    """Run the command that the arguments name. Exits with 0, 1 or 2, as `--help` says, or 128 + a signal's number."""
    stopping.listen()
    try:
        from levada.cli import terminal  # imports take their time: a signal may come meanwhile
        from levada.cli.main import cli

        terminal.prepare()
        cli(prog_name="levada")
    except BaseException:
        if not stopping.stopped_by:
            raise
        stopping.end(stopping.stopped_by[0])
