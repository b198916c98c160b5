"""Which files lie under `include/`, and what each is called: only names are looked at, nothing is opened."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from levada.errors import Problem
from levada.names import NAME, nearest
from levada.spec.vocabulary import FOLDERS, later

INCLUDE, PIPELINES, ENVIRONMENTS, CONTRACTS = "include", "pipelines", "environments", "contracts"
CONTRACT = ".odcs.yaml"
DEFAULTS = "defaults.yaml"


@dataclass(slots=True)
class Folders:
    """File of each name, relative to the project's root, forward slashes; `strangers`: YAML that nothing reads."""

    pipelines: dict[str, str] = field(default_factory=dict)
    environments: dict[str, str] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    defaults: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def shelf(self, folder: str) -> dict[str, str]:
        return {PIPELINES: self.pipelines, ENVIRONMENTS: self.environments, CONTRACTS: self.contracts}[folder]

    def defaults_of(self, file: str) -> list[str]:
        """The defaults that hold for a pipeline's file: outer to inner."""
        return [path for path in self.defaults if file.startswith(path.removesuffix(DEFAULTS))]


def folders(root: Path, below: tuple[str, ...] = ("",)) -> Folders:
    """List `include/`, or only some folders of it."""
    found = Folders()
    for folder in below:
        for file in sorted(_files(root, f"{INCLUDE}/{folder}".rstrip("/"), found.problems)):
            _shelve(found, file)
    found.defaults.sort(key=lambda file: file.count("/"))
    return found


def _files(root: Path, top: str, problems: list[Problem]) -> Iterator[str]:
    def shut(error: OSError) -> None:
        if isinstance(error, PermissionError):
            folder = Path(error.filename).relative_to(root).as_posix()
            problems.append(_problem(folder, "may not be looked into", "change the folder's permissions"))

    for folder, inner, names in os.walk(root / top, onerror=shut):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        here = Path(folder).relative_to(root).as_posix()
        yield from (f"{here}/{name}" for name in names if name.endswith((".yaml", ".yml")) and name[0] != ".")


def _shelve(found: Folders, file: str) -> None:
    _, folder, *_ = *file.split("/")[:-1], "", ""
    name = file.rpartition("/")[2]
    if name == DEFAULTS and folder in ("", PIPELINES):
        found.defaults.append(file)
        return
    suffix = CONTRACT if folder == CONTRACTS else ".yaml"
    stem = name.removesuffix(suffix)
    if problem := _misplaced(folder, name, suffix, stem):
        found.problems.append(_problem(file, *problem))
        return
    shelf = found.shelf(folder)
    if stem in shelf:
        found.problems.append(_problem(file, f"{stem} is already the name of {shelf[stem]}", "rename one of them"))
    else:
        shelf[stem] = file


def _misplaced(folder: str, name: str, suffix: str, stem: str) -> tuple[str, str] | None:
    """What is wrong with where a file lies and what it is called, and the cure."""
    if name.endswith(".yml"):
        return "files end in .yaml", f"rename it to {name.removesuffix('.yml')}.yaml"
    if folder in FOLDERS:
        return f"include/{folder}/ is {later(FOLDERS[folder])}", "take the file out of include/"
    if folder not in (PIPELINES, ENVIRONMENTS, CONTRACTS):
        return "nothing reads this file", f"move it to include/{PIPELINES}/, {ENVIRONMENTS}/ or {CONTRACTS}/"
    if not name.endswith(suffix):
        return "a contract's file ends in .odcs.yaml", f"rename it to {name.removesuffix('.yaml')}{CONTRACT}"
    if not NAME.fullmatch(stem):
        return f"{stem!r} is not a name", "name the file in small letters, digits and _, a letter first"
    return None


def _problem(file: str, message: str, hint: str, id_: str = "file") -> Problem:
    return Problem(file, 0, 0, "", message, hint, id=id_)


def environment_missing(name: str, found: Mapping[str, str]) -> Problem:
    """The environment that was asked for has no file."""
    known = ", ".join(sorted({*found, "local"}))
    return _problem(
        f"{INCLUDE}/{ENVIRONMENTS}/{name}.yaml", f"there is no environment {name!r}", f"there are: {known}", "name"
    )


def pipeline_missing(name: str, found: Mapping[str, str]) -> Problem:
    """The pipeline that was asked for has no file."""
    known = ", ".join(sorted(found)) or "none"
    return _problem(f"{INCLUDE}/{PIPELINES}", f"there is no pipeline {name!r}", f"there are: {known}", "name")


def variable_missing(name: str, known: Iterable[str]) -> Problem:
    """A variable was said on the command line, and nobody has it."""
    names = sorted(known)
    hint = nearest(name, names) or f"there are: {', '.join(names) or 'none'}"
    return _problem("--var", f"no pipeline has a variable {name!r}", hint, "variable")
