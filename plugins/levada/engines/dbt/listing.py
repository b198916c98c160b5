"""What a selection of the dbt project would build: asked of dbt once, and remembered until something changes."""

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from levada.engines.dbt import project
from levada.engines.dbt.adapters import Profile, adapter
from levada.engines.dbt.manifest import TABLES, Manifest, Model
from levada.engines.process import run
from levada.errors import Permanent
from levada.plan.environment import Environment

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Listing:
    """The models, snapshots and seeds of a selection, by unique id."""

    models: tuple[Model, ...]


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
    models = json.loads(kept.read_text(encoding="utf-8"))
    return Listing(tuple(Model(**{**model, "reads": tuple(model["reads"])}) for model in models))


def _digest(root: Path, environment: Environment, select: str, exclude: str, reads: tuple[str, ...]) -> str:
    with_ = adapter(environment).package
    asked = [environment.name, select, exclude, sorted(reads)]
    facts = [FORMAT, project.digest(root), *asked, version("dbt-core"), with_, version(with_)]
    return sha256(json.dumps(facts).encode()).hexdigest()[:24]


def _asked(root: Path, profile: Profile, select: str, exclude: str, reads: tuple[str, ...]) -> tuple[Model, ...]:
    with TemporaryDirectory(prefix="levada-dbt-") as folder:
        scratch = Path(folder)
        copied = project.copy(root, scratch, reads, profile)
        kinds = [word for kind in TABLES for word in ("--resource-types", kind)]
        form = ("--output", "json", "--output-keys", "unique_id")
        asked = project.command(scratch, "ls", select, exclude, *kinds, *form)
        output: list[str] = []
        if run(asked, copied, output.append, project.QUIET):
            raise Permanent(f"dbt cannot read {project.FOLDER}:\n{project.said(output)}")
        selected = tuple(json.loads(line)["unique_id"] for line in output if line.startswith('{"unique_id"'))
        return Manifest(scratch / "target" / "manifest.json").models(selected)


def _keep(kept: Path, models: tuple[Model, ...]) -> None:
    """Written aside and moved: a reader never sees half of it."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_suffix(f".{os.getpid()}")
    aside.write_text(json.dumps([asdict(model) for model in models]), encoding="utf-8")
    aside.replace(kept)
