"""`levada init`: a project that runs at once."""

from importlib.util import find_spec
from pathlib import Path

import click

from levada.cli.output import FORMAT, as_json, document
from levada.cli.shapes import Begun
from levada.errors import LevadaError

STARTER = Path(__file__).with_name("starter")
SCHEMA = "include/levada.schema.json"
"""Made when it is written: each release has its own."""
THEIRS = (".gitignore", SCHEMA)
"""What a folder may have already, with other words: it is kept as it is."""

SAYS = {
    ".gitignore": "what levada makes stays out of git",
    "data/orders.csv": "six orders, to be loaded",
    SCHEMA: "for editors: specs are completed, explained and checked",
    "include/environments/local.yaml": "where tables and files lie",
    "include/contracts/orders.odcs.yaml": "what a row must be",
    "dags/levada.py": "for Airflow: each pipeline becomes a DAG",
    "include/pipelines/orders.yaml": "what is loaded, into which table",
}
"""The files, in the order in which they are written: a folder is a project once its pipeline is there."""

EPILOG = """\b
Examples:
  levada init          in this folder
  levada init shop     in a folder that is made if it is not there"""


@click.command(epilog=EPILOG)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@FORMAT
def command(folder: Path, form: str) -> None:
    """Begin a project that runs at once: one pipeline, its contract, six rows. Overwrites nothing."""
    if taken := [name for name in SAYS if name not in THEIRS and _differs(folder / name, STARTER / name)]:
        raise LevadaError(f"{folder} has its own {', '.join(taken)}, which init would overwrite: take another folder")
    made = [name for name in SAYS if not (folder / name).exists()]
    try:
        for name in made:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(_text(name))
    except OSError as error:
        raise LevadaError(f"{error.filename} cannot be made: {error.strerror}; take another folder") from error
    if form == "json":
        as_json(Begun(str(folder.resolve()), made, [name for name in SAYS if name not in made]))
        return
    _tell(folder, made)


def _text(name: str) -> bytes:
    if name != SCHEMA:
        return (STARTER / name).read_bytes()
    from levada.spec.schema import schema

    return document(schema()).encode()


def _differs(path: Path, ours: Path) -> bool:
    return path.exists() and not (path.is_file() and path.read_bytes() == ours.read_bytes())


def _tell(folder: Path, made: list[str]) -> None:
    """What is there now, and what to type next."""
    width = max(map(len, SAYS))
    for name, what in SAYS.items():
        click.echo(f"{'made' if name in made else 'kept'}  {name:<{width}}  {what}")
    click.echo("\nnext:")
    steps = {f"cd {folder}": "", "levada validate": "is every spec right?", "levada explain": "what would happen?",
             "levada run orders": "do it", "levada show raw.orders": "look at the table"}  # fmt: skip
    if folder.resolve() == Path.cwd():
        steps.pop(f"cd {folder}")
    if not all(find_spec(name) for name in ("duckdb", "pyarrow", "pyiceberg")):
        steps = {"pip install 'levada[local]'": "what runs need", **steps}
    for line, why in steps.items():
        click.echo(f"  {line:<28}{why}".rstrip())
