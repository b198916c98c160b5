"""Airflow, without importing it: whether it looks where the loader lies."""

import json
import os
from collections.abc import Mapping
from configparser import ConfigParser, Error
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from levada.cli.examine.finding import Finding, listed

LOADER = Path("dags", "levada.py")
VARIABLE = "AIRFLOW__CORE__DAGS_FOLDER"
BUNDLES = "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"
AUTH_MANAGER = "AIRFLOW__CORE__AUTH_MANAGER"
FOLDER_KEY, BUNDLES_KEY = ("core", "dags_folder"), ("dag_processor", "dag_bundle_config_list")
AUTH_MANAGER_KEY = ("core", "auth_manager")
KEYS = (FOLDER_KEY, BUNDLES_KEY, AUTH_MANAGER_KEY)
IMPORTED = b"levada.targets.airflow.loader"
USUAL = "dags-folder"
"""What Airflow calls its own bundle."""


def airflow(root: Path, said: Mapping[str, str] = os.environ) -> Finding:
    """Where Airflow is configured on this machine, one of its folders of DAGs must hold the project's loader, or a
    file with one that names the project."""
    if find_spec("airflow") is None:
        return Finding("airflow", "not installed here")
    found = _bundles(said)
    for name, folder in (found or {}).items():
        if folder and (file := _loading(folder, root)):
            return Finding("airflow", f"its bundle {name}, {folder}, holds {file.name}")
    if not (root / LOADER).is_file():
        cure = "take the one that `levada init` makes in another folder"
        return Finding("airflow", f"{LOADER} is not there: no pipeline becomes a DAG", cure)
    if found is None:
        return Finding("airflow", f"{LOADER} is there; Airflow is not configured on this machine")
    if None in found.values():
        return Finding("airflow", f"{LOADER} is there; which bundle holds it is Airflow's to say")
    return Finding("airflow", f"its DAGs lie in {listed(map(str, found.values()))}", _cure(root, set(found)))


def auth_manager(said: Mapping[str, str] = os.environ) -> str:
    """The class that says who may do what; empty: Airflow is not configured on this machine, or has its usual one."""
    return said.get(AUTH_MANAGER) or _configured(said).get(AUTH_MANAGER_KEY, "")


def _cure(root: Path, bundles: set[str]) -> str:
    folder = root / LOADER.parent
    return f"export {VARIABLE}={folder}" if bundles == {USUAL} else f"add a bundle of {folder} to {BUNDLES_KEY[1]}"


def _bundles(said: Mapping[str, str]) -> dict[str, Path | None] | None:
    """The folders of DAGs by their bundles' names, None for what is not simply a folder; None: nothing is said."""
    config = _configured(said)
    folder, bundles = said.get(VARIABLE) or config.get(FOLDER_KEY), said.get(BUNDLES) or config.get(BUNDLES_KEY)
    usual = Path(folder).expanduser() if folder else None
    if bundles is None:
        return {USUAL: usual} if usual else None
    try:
        return {bundle["name"]: _folder(bundle, usual) for bundle in json.loads(bundles)}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {USUAL: usual}


def _folder(bundle: Mapping[str, Any], usual: Path | None) -> Path | None:
    local = bundle["classpath"].endswith(".LocalDagBundle")
    own = bundle.get("kwargs", {}).get("path")
    return (Path(own).expanduser() if own else usual) if local else None


def _configured(said: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    """What airflow.cfg says, if there is one."""
    file = Path(said.get("AIRFLOW_CONFIG") or Path(said.get("AIRFLOW_HOME") or "~/airflow", "airflow.cfg")).expanduser()
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(file, encoding="utf-8")
    except (Error, UnicodeDecodeError):
        return {}
    return {key: parser.get(*key) for key in KEYS if parser.has_option(*key)}


def _loading(folder: Path, root: Path) -> Path | None:
    """The file by which the project's pipelines become DAGs: its own loader, or one that names the project."""
    own = (root / LOADER).resolve()
    return next((file for file in sorted(folder.rglob("*.py")) if file.resolve() == own or _names(file, root)), None)


def _names(file: Path, root: Path) -> bool:
    text = file.read_bytes() if file.is_file() else b""
    return IMPORTED in text and any(quote + bytes(root) + quote in text for quote in (b'"', b"'"))
