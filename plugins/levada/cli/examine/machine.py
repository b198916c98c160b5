"""The machine: Python, packages and their bytecode, disk, time zones."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from packaging.requirements import Requirement

from levada.cli.examine.finding import Finding, listed
from levada.errors import Permanent

PYTHONS = ((3, 11), (3, 13))
ROOM = 2**30
EXTRAS = {
    "local": "tables",
    "spark": "spark steps",
    "pyspark": "real Spark",
    "dbt": "dbt steps",
    "trino": "steps on Trino",
    "airflow": "Airflow",
}
"""Extras, and what they are for."""


def python() -> Finding:
    said = ".".join(map(str, sys.version_info[:3]))
    if PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        return Finding("python", said)
    return Finding("python", f"{said}, and levada is tested with 3.11 to 3.13", "make an environment with one of these")


def bytecode(library: ModuleType = click) -> Finding:
    """Whether what a library compiles to is kept: Python does so unless the folder is not writable, or
    PYTHONDONTWRITEBYTECODE is set, as in many images. Compiling them takes longer than a small step does."""
    kept = library.__spec__.cached if library.__spec__ else None
    if kept is None or Path(kept).is_file():
        return Finding("bytecode", "libraries are compiled once")
    cure = f"compile them: {sys.executable} -m compileall -q {Path(str(library.__file__)).parents[1]}"
    return Finding("bytecode", "every process compiles the libraries anew", cure)


def jdk() -> Finding:
    """Whether Spark would find a JDK that it runs on."""
    from levada.engines.spark.java import CURE, java

    try:
        return Finding("JDK", f"{java()} will do for Spark")
    except Permanent as error:
        return Finding("JDK", str(error).removesuffix(f": {CURE}"), CURE)


def packages(wanted: Iterable[str]) -> Iterator[Finding]:
    """Each extra: what is installed, against what levada asks for. `wanted`: those without which steps cannot run."""
    try:
        asked = [Requirement(text) for text in requires("levada") or ()]
    except PackageNotFoundError:
        yield Finding("packages", "levada runs from its sources: versions are not compared")
        return
    yield _packages("base", [one for one in asked if one.marker is None], True)
    for extra in EXTRAS:
        own = [one for one in asked if one.marker and one.marker.evaluate({"extra": extra})]
        yield _packages(extra, [one for one in own if one.name != "levada"], extra in wanted)


def _packages(extra: str, asked: list[Requirement], wanted: bool) -> Finding:
    missing, other = [], []
    for one in asked:
        try:
            there = version(one.name)
        except PackageNotFoundError:
            missing.append(one.name)
            continue
        if not one.specifier.contains(there, prereleases=True):
            other.append(f"{one.name} is {there}, not {one.specifier}")
    subject = "packages" if extra == "base" else f"packages [{extra}]"
    cure = "pip install levada" if extra == "base" else f"pip install 'levada[{extra}]'"
    if missing and not wanted:
        return Finding(subject, f"not installed, and needed for {EXTRAS[extra]} only")
    if missing or other:
        return Finding(subject, "; ".join([*(f"{name} is missing" for name in missing), *other]), cure)
    return Finding(subject, listed(f"{one.name} {version(one.name)}" for one in asked))


def disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    says = f"{free / 2**30:,.1f} GiB free under {root}"
    return Finding("disk", says, "" if free >= ROOM else "make room: drafts and spilled rows need some")


def zones(names: Iterable[str]) -> Finding:
    """Whether the time zones of all schedules are known here."""
    unknown = []
    for name in sorted({*names, "Europe/Lisbon"}):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            unknown.append(name)
    if unknown:
        return Finding("time zones", f"no data of {', '.join(unknown)}", "pip install --upgrade tzdata")
    return Finding("time zones", "all that schedules name are known")
