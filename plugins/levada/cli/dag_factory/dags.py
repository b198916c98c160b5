"""The DAGs of a file or a folder, with all that their defaults say for them."""

from collections.abc import Iterator
from pathlib import Path

from levada.cli.dag_factory.written import Written, merged, overlaid, read

ENDINGS = (".yml", ".yaml")
DEFAULTS = ("defaults.yml", "defaults.yaml")
NOT_DAGS = ("default", "task_groups")
NOTHING = Written({}, "", 0)


def files(path: Path) -> list[Path]:
    """The files that hold DAGs, by name."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in ENDINGS and file.name not in DEFAULTS)


def kind(file: Path) -> Written | None:
    """What a document says it is that is none of dag-factory's, such as a data contract beside the DAGs; None: nothing.

    Raises:
        LevadaError: the file cannot be read."""
    page = read(file)
    said = page.get("kind")
    return said if said and page.get("apiVersion") and not isinstance(said.value, dict | list) else None


def dags(file: Path, top: Path) -> Iterator[tuple[str, Written]]:
    """Name and whole configuration of each DAG. `top`: the folder whose defaults.yml is the outermost."""
    page, around = read(file), _around(file.parent, top)
    block = page.get("default") or NOTHING
    shared = overlaid(*(one.get("default_args") for one in around), block.get("default_args"))
    default = Written({**dict(block.items()), "default_args": Written(dict(shared), block.file, block.line)}, "", 0)
    beside = {key: value for key, value in overlaid(*around).items() if key != "default_args"}
    lists = [said.value for said in (one.get("tags") for one in around) if said and isinstance(said.value, list)]
    if tags := [tag for one in lists for tag in one]:
        beside["tags"] = Written(sorted(tags, key=lambda tag: str(tag.value)), tags[0].file, tags[0].line)
    for name, said in page.value.items():
        if name not in NOT_DAGS:
            own = said.value if isinstance(said.value, dict) else {}
            yield name, merged(Written({**beside, **own}, said.file, said.line), default)


def _around(folder: Path, top: Path) -> list[Written]:
    """Every defaults.yml from the top down to a folder; the nearer one is heard before the farther."""
    folders = [one for one in reversed((folder, *folder.parents)) if one == top or top in one.parents]
    found = (next((one / name for name in DEFAULTS if (one / name).is_file()), None) for one in folders)
    return [read(one) for one in found if one]
