"""Libraries that tasks need, imported once: by a scheduler whose tasks are forks of it (LocalExecutor).

A task is a process of its own, forked from a worker that is forked from the scheduler, and has what is imported there.
Otherwise every task imports it anew, which is most of what a small step costs. levada's own modules stay out: tasks
take these from the disk, so that a scheduler which still runs while levada is replaced has no half of the old one."""

import multiprocessing
import sys
from contextlib import suppress
from importlib import import_module

from airflow.configuration import conf
from airflow.listeners import hookimpl

LIBRARIES = (
    "duckdb", "pyarrow.compute", "pyarrow.parquet", "pyiceberg.catalog.rest", "pyiceberg.catalog.sql",
    "pyiceberg.io.pyarrow", "pyiceberg.table", "sqlglot.dialects.duckdb", "sqlglot.dialects.trino",
    "sqlglot.optimizer.annotate_types", "sqlglot.optimizer.qualify",
)  # fmt: skip


@hookimpl
def on_starting(component: object) -> None:
    """Airflow tells of a component, before it does anything; which one, only the command line says by then."""
    local = "scheduler" in sys.argv and "LocalExecutor" in conf.get("core", "executor")
    if local and multiprocessing.get_start_method() == "fork":
        preload()


def preload() -> None:
    """Import what is installed of the libraries."""
    for name in LIBRARIES:
        with suppress(ImportError):  # of an extra that is not installed
            import_module(name)
