"""The `levada` command and what all its subcommands share."""

from pathlib import Path
from typing import Any

import click

from levada import __version__
from levada.cli import terminal
from levada.cli.output import told
from levada.cli.pairs import pairs
from levada.cli.project import Place, find_root
from levada.cli.sentences import Sentences
from levada.errors import LevadaError
from levada.lake import outages

EPILOG = """\b
Try:
  levada validate                       every mistake of every spec, with place and cure
  levada explain flights                what would happen, in which order, and why
  levada run flights --date 2013-01-01  do it, without a scheduler
  levada tables                         what has been published
  levada show raw.flights               a few of its rows

Exit codes: 0 fine, 1 problems found or run failed, 2 wrong usage."""

LOCAL = ("duckdb", "pyarrow", "pyiceberg", "sqlalchemy")
"""Packages that only commands which touch tables need."""


class Commands(Sentences):
    """Subcommands, loaded only when they are asked for: `--help` must not wait for a database."""

    table: dict[str, str] = {  # noqa: RUF012 - click groups are made once
        "init": "levada.cli.init",
        "new": "levada.cli.new",
        "validate": "levada.cli.validate",
        "doctor": "levada.cli.doctor",
        "explain": "levada.cli.explain",
        "run": "levada.cli.run",
        "tables": "levada.cli.tables",
        "show": "levada.cli.show",
        "intervals": "levada.cli.intervals",
        "history": "levada.cli.history",
        "diff": "levada.cli.diff",
        "rollback": "levada.cli.rollback",
        "lakehouse": "levada.cli.lakehouse",
        "lineage": "levada.cli.lineage",
        "completion": "levada.cli.completion",
        "fmt": "levada.cli.fmt",
        "migrate": "levada.cli.migrate",
        "schema": "levada.cli.schema",
        "errors": "levada.cli.errors",
        "import": "levada.cli.importing",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from importlib import import_module

        if name not in self.table:
            return None
        command: click.Command = import_module(self.table[name]).command
        return command

    def make_context(self, *said: Any, **settings: Any) -> click.Context:
        return super().make_context(*said, terminal_width=terminal.help_width(), **settings)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with outages.told():
                return super().invoke(ctx)
        except LevadaError as error:
            click.echo(told(error), err=True)
        except ModuleNotFoundError as error:
            if error.name not in LOCAL:
                raise
            click.echo(f"tables need {error.name}, which is not installed: pip install 'levada[local]' [missing-part]",
                       err=True)  # fmt: skip
        return ctx.exit(1)


def _environments(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    from levada.cli.completing import environments

    return environments(ctx, parameter, begun)


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--root", type=click.Path(path_type=Path, file_okay=False, exists=True), envvar="LEVADA_ROOT",
              help="The project's folder, which holds include/. Default: here or the nearest one above.")  # fmt: skip
@click.option("-e", "--environment", envvar="LEVADA_ENVIRONMENT", default="local", show_default=True,
              help="A file of include/environments/, without its ending.", shell_complete=_environments)  # fmt: skip
@click.option("--var", "variables", multiple=True, metavar="NAME=VALUE",
              help="A value for ${var.NAME}; may be said again.")  # fmt: skip
@click.version_option(__version__, prog_name="levada")
@click.pass_context
def cli(ctx: click.Context, root: Path | None, environment: str, variables: tuple[str, ...]) -> None:
    """Pipelines from YAML specs: files to checked, published Iceberg tables."""
    ctx.color = terminal.colour()
    ctx.obj = Place(lambda: find_root(root, _here()), environment, pairs("--var", variables))


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise LevadaError("the folder that this shell stands in is gone: go to one that is there") from None
