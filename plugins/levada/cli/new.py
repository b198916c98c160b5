"""`levada new`: a pipeline for a file that nobody has described yet."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from levada.cli.init import SCHEMA
from levada.cli.output import FORMAT, as_json, counted
from levada.cli.project import Place
from levada.cli.proposal import Proposal
from levada.cli.sentences import Sentences
from levada.cli.shapes import NewPipeline
from levada.errors import LevadaError
from levada.names import NAME
from levada.spec.files import Files, Format

EPILOG = """\b
Examples:
  levada new pipeline orders --from data/orders.csv
  levada new pipeline trips --from ~/Downloads/trips.parquet"""

LONGEST = 200
"""Letters of a name: with its ending it has to be one of a file, and in Airflow one of a DAG."""


@click.group(cls=Sentences)
def command() -> None:
    """Begin something new: a pipeline."""


@command.command(epilog=EPILOG)
@click.argument("name")
@click.option("--from", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
              help="A file to load: CSV, JSON lines or Parquet; .gz, .zip.")  # fmt: skip
@FORMAT
@click.pass_obj
def pipeline(place: Place, name: str, file: Path, form: str) -> None:
    """Write a pipeline that loads a file, and its contract; every guess in them is marked as one.

    The first million rows are looked at. What is written can be run at once. Overwrites nothing.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        form = f"small letters, digits and _, a letter first, {LONGEST} at most"
        raise click.UsageError(f"{name!r} is no name for a pipeline: {form}")
    targets = (f"include/pipelines/{name}.yaml", f"include/contracts/{name}.odcs.yaml")
    if taken := [target for target in targets if (place.root / target).exists()] or _elsewhere(place, name):
        raise LevadaError(f"there is a {' and a '.join(taken)}: choose another name")
    proposal = _proposed(place, name, file)
    spec = proposal.spec()
    if (place.root / SCHEMA).exists():
        spec = f"# yaml-language-server: $schema=../{Path(SCHEMA).name}\n{spec}"
    for target, text in zip(targets, (spec, proposal.contract()), strict=True):
        (place.root / target).parent.mkdir(parents=True, exist_ok=True)
        (place.root / target).write_text(text, encoding="utf-8")
    if form == "json":
        rows = proposal.sample.rows
        as_json(NewPipeline(name, proposal.dataset, list(targets), rows, proposal.key, proposal.event_time))
        return
    _tell(proposal, targets, proposal.path.startswith("/"))


def _elsewhere(place: Place, name: str) -> list[str]:
    """A pipeline may lie in any folder below."""
    return [place.files[name]] if name in place.files else []


def _proposed(place: Place, name: str, file: Path) -> Proposal:
    from levada.engines.embedded.sampling import sample

    form = Files(path=file.name).inferred_format or _unnamed(file)
    if form is None:
        endings = ".csv, .tsv, .txt, .jsonl or .parquet, and .gz or .zip after it"
        raise click.UsageError(f"{file.name}: its name does not tell the format; it ends in {endings}")
    path = file.resolve()
    landing = (place.root / place.environment.landing).resolve()
    named = path.relative_to(landing).as_posix() if path.is_relative_to(landing) else path.as_posix()
    with TemporaryDirectory() as scratch:
        found = sample(path, form, Path(scratch))
    if not found.columns:
        raise LevadaError(f"{file} has no column that a contract can name")
    return Proposal(name, named, file.name, found)


def _unnamed(file: Path) -> Format | None:
    """The format of files that are CSV by custom only; a spec has to say it."""
    from levada.engines.files.packing import ENDINGS

    name = file.name.lower().removesuffix(".gz").removesuffix(".zip")
    return "csv" if name.endswith(ENDINGS["csv"]) else None


def _tell(what: Proposal, targets: tuple[str, ...], outside: bool) -> None:
    columns = counted(len(what.sample.columns), "column")
    click.echo(f"{what.looked_at}: {columns}, key {what.key or 'none'}, event_time {what.event_time or 'none'}")
    for target in targets:
        click.echo(f"made  {target}")
    if outside:
        click.echo(f"note: the spec names {what.path}, a place on this machine only: before others run it, put the\n"
                   "      file under the environment's landing and name it from there")  # fmt: skip
    click.echo(f"\nnext:\n  look at the guesses, then\n  levada run {what.name}\n  levada show {what.dataset}")
