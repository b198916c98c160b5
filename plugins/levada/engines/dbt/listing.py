"""What a selection of the dbt project would build: asked of dbt once, and remembered until something changes."""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from levada.engines.dbt import project
from levada.engines.dbt.adapters import Profile, adapter
from levada.engines.dbt.looks import TESTS, Look, looks
from levada.engines.dbt.manifest import TABLES, Manifest, Model
from levada.engines.process import run
from levada.errors import Permanent
from levada.plan.environment import Environment

FORMAT = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """The models, snapshots and seeds of a selection, by unique id; and its tests."""

    models: tuple[Model, ...]
    looks: tuple[Look, ...] = ()

    @property
    def reads(self) -> set[str]:
        """The datasets outside the selection that are read or looked at."""
        both = (*(model.reads for model in self.models), *(look.reads for look in self.looks))
        return {dataset for reads in both for dataset in reads}


_LISTING = TypeAdapter(Listing)


def listing(root: Path, environment: Environment, select: str, exclude: str, reads: tuple[str, ...]) -> Listing:
    """The models a dbt step selects. `reads`: the datasets the step names, which become dbt's sources.

    Takes 3 to 5 seconds when the project or the step changed; else it comes from `.levada/dbt/`.

    Raises:
        Permanent: dbt is not installed, or cannot read the project; the message is dbt's.
    """
    using = adapter(environment)
    using.require("comparing a dbt step with its models")
    kept = root / ".levada" / "dbt" / f"{_digest(root, environment, select, exclude, reads)}.json"
    if not kept.exists():
        _keep(kept, _asked(root, using.reading, select, exclude, reads))
    return _LISTING.validate_json(kept.read_bytes())


def _digest(root: Path, environment: Environment, select: str, exclude: str, reads: tuple[str, ...]) -> str:
    with_ = adapter(environment).package
    asked = [environment.name, select, exclude, sorted(reads)]
    facts = [FORMAT, project.digest(root), *asked, version("dbt-core"), with_, version(with_)]
    return sha256(json.dumps(facts).encode()).hexdigest()[:24]


def _asked(root: Path, profile: Profile, select: str, exclude: str, reads: tuple[str, ...]) -> Listing:
    with TemporaryDirectory(prefix="levada-dbt-") as folder:
        scratch = Path(folder)
        copied = project.copy(root, scratch, reads, profile)
        kinds = [word for kind in (*TABLES, *TESTS) for word in ("--resource-types", kind)]
        form = ("--output", "json", "--output-keys", "unique_id")
        asked = project.command(scratch, "ls", select, exclude, *kinds, *form)
        output: list[str] = []
        if run(asked, copied, output.append, project.QUIET):
            raise Permanent(f"dbt cannot read {project.FOLDER}:\n{project.said(output)}")
        selected = tuple(json.loads(line)["unique_id"] for line in output if line.startswith('{"unique_id"'))
        manifest = Manifest(scratch / "target" / "manifest.json")
        return Listing(manifest.models(selected), looks(manifest, selected))


def _keep(kept: Path, found: Listing) -> None:
    """Written aside and moved: a reader never sees half of it."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_suffix(f".{os.getpid()}")
    aside.write_bytes(_LISTING.dump_json(found))
    aside.replace(kept)
