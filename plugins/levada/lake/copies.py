"""A project's folder that was copied with its tables: the catalogue in it still names those of the other project."""

from pathlib import Path

from sqlalchemy.engine import make_url

from levada.errors import Permanent

FILES = "file://"


def refuse_copied(name: str, location: str, root: Path, catalogue: str, warehouse: str) -> None:
    """Refuse a table that lies in another project, which has it too: what is written here would lie among its files.

    `location`: where the table lies; `catalogue`, `warehouse`: the addresses of this project's, of which only a SQLite
    file and a folder are looked at, and only where they lie in the project at `root`.

    Raises:
        Permanent: the table is that of another project.
    """
    if not catalogue.startswith("sqlite") or location.startswith(f"{warehouse}/"):
        return
    file, folder = Path(make_url(catalogue).database or ""), Path(warehouse.removeprefix(FILES))
    if location.startswith(FILES) and file.is_relative_to(root) and folder.is_relative_to(root):
        other = _project(Path(location.removeprefix(FILES)), file.relative_to(root), folder.relative_to(root))
        if other and not (other / file.relative_to(root)).samefile(file):
            raise Permanent(
                f"{name}: {root} was copied from {other}, and its tables are still those there: work there; or take "
                f"{file} and {folder} away, and load everything anew"
            )


def _project(table: Path, catalogue: Path, warehouse: Path) -> Path | None:
    """The folder in which a table lies as one of this project would, beside a catalogue."""
    for above in table.parents:
        if table.is_relative_to(above / warehouse) and (above / catalogue).is_file():
            return above
    return None
