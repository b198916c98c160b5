"""What a selection of the dbt project would build: asked of dbt once, and remembered until something changes."""

import json
import os
from collections.abc import Iterator, Mapping
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


@dataclass(frozen=True, slots=True)
class Selection:
    """What a dbt step says. `reads`: the datasets that it names, which become dbt's sources."""

    select: str
    exclude: str = ""
    reads: tuple[str, ...] = ()


_LISTING = TypeAdapter(Listing)
KINDS = tuple(word for kind in (*TABLES, *TESTS) for word in ("--resource-types", kind))
WORDS = (*KINDS, "--output", "json", "--output-keys", "unique_id")


def listing(root: Path, environment: Environment, selection: Selection) -> Listing:
    """What one dbt step selects; as `listings`.

    Raises:
        Permanent: dbt is not installed, or cannot read the project; the message is dbt's.
    """
    (found,) = listings(root, environment, (selection,))
    if isinstance(found, Permanent):
        raise found
    return found


def listings(
    root: Path, environment: Environment, selections: tuple[Selection, ...]
) -> tuple[Listing | Permanent, ...]:
    """What some dbt steps select, or why dbt cannot tell.

    What is known stands in `.levada/dbt/`. For all the others dbt reads the project once, in 3 to 5 seconds.

    Raises:
        Permanent: dbt is not installed, or there is no project.
    """
    using = adapter(environment)
    using.require("comparing a dbt step with its models")
    facts = [FORMAT, project.digest(root), environment.name, *map(version, ("dbt-core", using.package)), using.package]
    kept = {one: root / ".levada" / "dbt" / f"{_digest(facts, one)}.json" for one in selections}
    new = tuple(one for one, file in kept.items() if not file.exists())
    failed = dict(_asked(root, using.reading, new, kept)) if new else {}
    return tuple(failed.get(one) or _LISTING.validate_json(kept[one].read_bytes()) for one in selections)


def _digest(facts: list[object], asked: Selection) -> str:
    said = [*facts, asked.select, asked.exclude, sorted(asked.reads)]
    return sha256(json.dumps(said).encode()).hexdigest()[:24]


def _asked(
    root: Path, profile: Profile, selections: tuple[Selection, ...], kept: Mapping[Selection, Path]
) -> Iterator[tuple[Selection, Permanent]]:
    """Keep what dbt tells of selections; those of which it tells nothing, and why."""
    with TemporaryDirectory(prefix="levada-dbt-") as folder:
        scratch = Path(folder)
        copied = project.copy(root, scratch, {name for one in selections for name in one.reads}, profile)
        commands = [project.command(scratch, "ls", one.select, one.exclude, *WORDS) for one in selections]
        request = {"parse": project.bare(scratch, "parse"), "ls": commands}
        asked = scratch / "request.json"
        asked.write_text(json.dumps(request))
        output: list[str] = []
        if run(["-m", "levada.engines.dbt.lister", str(asked)], copied, output.append, project.QUIET):
            why = Permanent(f"dbt cannot read {project.FOLDER}:\n{project.said(output)}")
            yield from ((one, why) for one in selections)
            return
        manifest = Manifest(scratch / "target" / "manifest.json")
        told = json.loads((scratch / "listed.json").read_text(encoding="utf-8"))
        for one, found in zip(selections, told, strict=True):
            if "error" in found:
                yield one, Permanent(f"dbt cannot tell what is selected: {' '.join(found['error'].split())}")
            else:
                selected = tuple(found["selected"])
                _keep(kept[one], Listing(manifest.models(selected), looks(manifest, selected)))


def _keep(kept: Path, found: Listing) -> None:
    """Written aside and moved: a reader never sees half of it."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = kept.with_suffix(f".{os.getpid()}")
    aside.write_bytes(_LISTING.dump_json(found))
    aside.replace(kept)
