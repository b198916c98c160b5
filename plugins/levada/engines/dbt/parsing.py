"""What dbt has read of a project, kept from step to step: what is word for word the same need not be read again.

dbt's own partial parsing, which a copy in another place would lose each time. dbt takes a schema file for unchanged if
the time of its last change is the same: so it is given only what it has made of just these contents. The rest, which
are its release, the profile and variables of the environment, it compares itself."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from levada.engines.dbt.project import contents

FILE = "partial_parse.msgpack"
KEPT = 32
"""As many projects and selections of variables, the latest ones."""


@contextmanager
def remembered(root: Path, copied: Path, target: Path, variables: Mapping[str, Any]) -> Iterator[None]:
    """dbt's work on the project that lies there, with what it made of it earlier; what it makes now is kept.

    `root`: the folder with `.levada`. `target`: dbt's target folder. `variables`: those of dbt's command line."""
    kept = root / ".levada" / "dbt_parses" / f"{_key(copied, variables)}.msgpack"
    target.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # it is worth a few seconds, never a failure
        shutil.copyfile(kept, target / FILE)
    yield
    with suppress(OSError):
        _keep(target / FILE, kept)


def _key(copied: Path, variables: Mapping[str, Any]) -> str:
    said = json.dumps([contents(copied, copied), variables], sort_keys=True, default=str)
    return sha256(said.encode()).hexdigest()[:32]


def _keep(made: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # it may hold values of the environment's variables
    beside = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(made, beside)
    beside.replace(kept)
    for old in sorted(kept.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
