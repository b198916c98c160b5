"""Dagster's dg: `dg check defs`, which does `dg check yaml` first."""

import importlib
import sys
from pathlib import Path

from dagster_dg_cli.cli import create_dg_cli

from benchmarks.mistakes.trials.each import each

HEAVY = (
    "dagster",
    "dagster._cli.definitions",
    "dagster._core.instance.factory",
    "dagster._core.storage.sqlite_storage",
    "dagster._daemon.controller",
    "dagster._grpc.server",
    "dagster.components.core.snapshot",
    "dagster.components.list.list",
    "dagster_dg_core.check",
)
"""What the command imports while it runs: here once, before the children are forked."""


def check() -> bool:
    sys.path.insert(0, str(Path("src").resolve()))
    create_dg_cli()(["check", "defs"])
    return True


if __name__ == "__main__":
    for module in HEAVY:
        importlib.import_module(module)
    each(check)
