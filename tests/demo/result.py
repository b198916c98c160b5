"""What the demo left behind, read from the lake and from the runs' records."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from levada.lake.catalogue import Lake
from levada.lake.history import Version, history
from tests.demo.expected import HELD_BACK, PUBLISHED, WHY

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """`published`: dataset -> versions that a run has published, oldest first. `held_back`: records of blocked tasks,
    oldest first."""

    published: dict[str, tuple[Version, ...]]
    held_back: tuple[Json, ...]

    def surprises(self) -> list[str]:
        """What is not as it should be, in words; nothing if all is well."""
        found = {dataset: versions[-1].rows_total for dataset, versions in self.published.items()}
        wrong = [f"{dataset}: {found.get(dataset)} rows are published, expected {rows}"
                 for dataset, rows in PUBLISHED.items() if found.get(dataset) != rows]  # fmt: skip
        wrong += [f"{HELD_BACK}: published, and should be held back"] * (HELD_BACK in found)
        failed = {check["check"] for check in self.failed_checks()}
        wrong += [f"{HELD_BACK}: {check} should have failed" for check in sorted(WHY.keys() - failed)]
        return wrong

    def failed_checks(self) -> list[Json]:
        """Of the last task that was blocked: every check of severity error that failed."""
        checks = self.held_back[-1]["checks"] if self.held_back else []
        return [check for check in checks if not check["passed"] and check["severity"] == "error"]


def result(lake: Lake, records: Path) -> Result:
    """The state of a lake, and the records (`<pipeline>/<run>/<step>.json`) of what was blocked."""
    by_age = sorted(records.glob("*/*/*.json"), key=lambda path: path.stat().st_mtime)
    told = [json.loads(path.read_text()) for path in by_age]
    blocked = tuple(record for record in told if record["status"] == "blocked")
    versions = {name: tuple(one for one in history(lake, name) if one.run) for name in lake.datasets()}
    return Result({name: those for name, those in versions.items() if those}, blocked)
