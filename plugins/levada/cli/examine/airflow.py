"""Airflow, without importing it: whether it looks where the loader lies."""

import os
from collections.abc import Mapping
from configparser import ConfigParser, Error
from importlib.util import find_spec
from pathlib import Path

from levada.cli.examine.finding import Finding

LOADER = Path("dags", "levada.py")
VARIABLE = "AIRFLOW__CORE__DAGS_FOLDER"
BUNDLES = "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"


def airflow(root: Path, said: Mapping[str, str] = os.environ) -> Finding:
    """Where Airflow is configured on this machine, its DAG folder must hold the loader."""
    if find_spec("airflow") is None:
        return Finding("airflow", "not installed here")
    if not (root / LOADER).is_file():
        cure = "take the one that `levada init` makes in another folder"
        return Finding("airflow", f"{LOADER} is not there: no pipeline becomes a DAG", cure)
    if BUNDLES in said:
        return Finding("airflow", f"{LOADER} is there; which bundle holds it is Airflow's to say")
    folder = said.get(VARIABLE) or _configured(said)
    if folder is None:
        return Finding("airflow", f"{LOADER} is there; Airflow is not configured on this machine")
    if _sees(Path(folder), root / LOADER):
        return Finding("airflow", f"its DAG folder {folder} holds {LOADER.name}")
    return Finding("airflow", f"its DAG folder is {folder}", f"export {VARIABLE}={root / LOADER.parent}")


def _configured(said: Mapping[str, str]) -> str | None:
    """What airflow.cfg says, if there is one."""
    file = Path(said.get("AIRFLOW_CONFIG") or Path(said.get("AIRFLOW_HOME") or "~/airflow", "airflow.cfg")).expanduser()
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        read = parser.read(file, encoding="utf-8")
    except (Error, UnicodeDecodeError):
        return None
    return parser.get("core", "dags_folder", fallback=None) if read else None


def _sees(folder: Path, loader: Path) -> bool:
    return any(found.resolve() == loader.resolve() for found in folder.rglob(loader.name))
