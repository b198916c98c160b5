"""The user's dbt project, copied into scratch and completed there: sources from the step, a profile of the engine's."""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from levada.engines.dbt.adapters import Profile
from levada.errors import Permanent
from levada.names import namespace, short

FOLDER = "dbt_project"
PROFILE = "levada"
SKIPPED = ("target", "logs", ".user.yml", "profiles.yml", "__pycache__", ".git")
SOURCE = re.compile(r"""\bsource\(\s*['"](\w+)['"]\s*,\s*['"](\w+)['"]\s*\)""")

OUTDATED = "[WARNING][DeprecationsSummary]"
"""With which dbt's last words begin."""
QUIET = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DBT_USE_COLORS": "false",
}


Settings = dict[str, Any]
"""What `dbt_project.yml` says."""


def unamended(settings: Settings, project: Path) -> Settings:
    return settings


def copy(
    root: Path,
    scratch: Path,
    reads: Iterable[str],
    profile: Profile,
    amended: Callable[[Settings, Path], Settings] = unamended,
) -> Path:
    """The project in scratch, ready for dbt, with everything dbt may write to.

    `amended`: makes the settings of the copy, in its folder, what the engine needs.

    Raises:
        Permanent: there is no project.
    """
    project = scratch / "project"
    shutil.copytree(_existing(root), project, ignore=shutil.ignore_patterns(*SKIPPED))
    file = project / "dbt_project.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    if (said := amended(settings, project)) != settings:
        file.write_text(yaml.safe_dump(said), encoding="utf-8")
    folder = project / (settings.get("model-paths") or ["models"])[0]
    folder.mkdir(parents=True, exist_ok=True)
    sources = _sources(set(reads) | _mentioned(project), _declared(project))
    (folder / "levada_sources.yml").write_text(json.dumps(sources))
    profiles = {PROFILE: {"target": PROFILE, "outputs": {PROFILE: dict(profile)}}}
    (scratch / "profiles.yml").write_text(json.dumps(profiles))
    return project


def command(scratch: Path, verb: str, select: str, exclude: str, *arguments: str) -> list[str]:
    """dbt's words for a selection of a project in scratch."""
    chosen = ["--select", select] + (["--exclude", exclude] if exclude else [])
    return [*bare(scratch, verb), *chosen, *arguments]


def bare(scratch: Path, verb: str) -> list[str]:
    """dbt's words for all of a project in scratch."""
    profile = ["--profiles-dir", str(scratch), "--profile", PROFILE, "--target", PROFILE]
    folders = {"--project-dir": "project", "--target-path": "target", "--log-path": "logs"}
    places = [word for option, name in folders.items() for word in (option, str(scratch / name))]
    return [verb, *profile, *places]


def digest(root: Path) -> str:
    """A digest of everything in the project that is copied."""
    return f"sha256:{contents(_existing(root), root)}"


def contents(project: Path, root: Path) -> str:
    """The same of any folder that holds a project or a copy of one, by the files' names as seen from a root."""
    total = sha256()
    for path in _files(project):
        content = path.read_bytes()
        total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def said(output: Iterable[str]) -> str:
    """What dbt complained of, without the clock, what went well before, and what is outdated in the project."""
    lines = [re.sub(r"^\d\d:\d\d:\d\d\s*", "", line) for line in output]
    lines = lines[: next((at for at, line in enumerate(lines) if line.startswith(OUTDATED)), None)]
    starts = [number for number, line in enumerate(lines) if "Error" in line or "error" in line]
    return "\n".join(filter(None, lines[starts[0] :] if starts else lines[-15:]))


def _existing(root: Path) -> Path:
    project = root / FOLDER
    if not (project / "dbt_project.yml").is_file():
        raise Permanent(f"{project}/dbt_project.yml does not exist: a dbt step needs a dbt project there")
    return project


def _files(project: Path) -> Iterator[Path]:
    for path in sorted(project.rglob("*")):
        if path.is_file() and not set(path.relative_to(project).parts) & set(SKIPPED):
            yield path


def _mentioned(project: Path) -> set[str]:
    """Sources that any model of the project names: dbt reads them all, also those of other steps."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in project.rglob("*.sql"))
    return {f"{found[0]}.{found[1]}" for text in texts for found in SOURCE.findall(text)}


def _declared(project: Path) -> set[str]:
    """Sources that the project declares itself."""
    files = [*project.rglob("*.yml"), *project.rglob("*.yaml")]
    return {f"{source.get('name')}.{table.get('name')}" for path in files for source, table in _source_tables(path)}


def _source_tables(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The tables under `sources:` of a file. Of a file that is wrong dbt will say so, better than we could."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return
    for source in _maps(document, "sources"):
        yield from ((source, table) for table in _maps(source, "tables"))


def _maps(document: Any, key: str) -> list[dict[str, Any]]:
    found = document.get(key) if isinstance(document, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _sources(datasets: set[str], declared: set[str]) -> dict[str, Any]:
    tables: dict[str, list[dict[str, str]]] = {}
    for dataset in sorted(datasets - declared):
        tables.setdefault(namespace(dataset), []).append({"name": short(dataset)})
    return {"version": 2, "sources": [{"name": name, "schema": name, "tables": them} for name, them in tables.items()]}
