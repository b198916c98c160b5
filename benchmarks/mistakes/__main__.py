"""What levada, dag-factory, Blueprint and dg say about the same seeded mistakes.

`python -m benchmarks.mistakes` runs the four, each in an environment of its own, and writes docs/mistakes.md.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.dags import DAG_FACTORY
from benchmarks.measure import ROOT, peer, process, table
from benchmarks.mistakes import seed
from benchmarks.mistakes.judge import Verdict, judge
from benchmarks.mistakes.page import COLUMNS, counts, page
from benchmarks.mistakes.seed import Seed, plant
from benchmarks.mistakes.seeds import SEEDS

GOOD = Seed("good", "nothing is wrong", (), dict.fromkeys(seed.TOOLS, ()))
QUIET = {
    "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
    "COLUMNS": "250",
    "DAGSTER_DG_CLI_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
}
VERSION = "import importlib.metadata as m; print(*(m.version(name) for name in {!r}))"


@dataclass(frozen=True, slots=True)
class Tool:
    """`title`: its name, and its versions in the order of `packages`, as they are installed. `needs`: what the peer's
    environment holds; nothing: this one does."""

    title: str
    packages: tuple[str, ...]
    needs: tuple[str, ...] = ()


TOOLS: Mapping[str, Tool] = {
    seed.LEVADA: Tool("levada {}", ("levada",)),
    seed.DAG_FACTORY: Tool("dag-factory {} (Airflow {})", ("dag-factory", "apache-airflow"), DAG_FACTORY),
    seed.BLUEPRINT: Tool(
        "Blueprint {} (Airflow {})",
        ("airflow-blueprint", "apache-airflow"),
        ("airflow-blueprint==0.5.0", "apache-airflow>=3.3,<3.4"),
    ),
    seed.DG: Tool("dg {} (Dagster {})", ("dagster-dg-cli", "dagster"), ("dagster-dg-cli==1.13.27", "dagster==1.13.27")),
}


def main() -> None:
    answers: dict[str, dict[str, Verdict]] = {}
    titles: dict[str, str] = {}
    for name, tool in TOOLS.items():
        print(f"  {name} …", file=sys.stderr, flush=True)
        try:
            python = peer(name.replace("_", "-"), *tool.needs) if tool.needs else Path(sys.executable)
        except subprocess.CalledProcessError as error:
            titles[name] = f"{name}: could not be installed here ({error.returncode})"
            continue
        titles[name] = _title(tool, python)
        answers[name] = _answers(name, python)
    rows = [[titles[name], *map(str, counts(found))] for name, found in answers.items()]
    table(f"{len(SEEDS)} seeded mistakes", ["", *COLUMNS], rows)
    (ROOT / "docs" / "mistakes.md").write_text(page(titles, answers))


def _title(tool: Tool, python: Path) -> str:
    from levada import __version__

    if not tool.needs:
        return tool.title.format(__version__)
    said = subprocess.run(
        [python, "-c", VERSION.format(tool.packages)], capture_output=True, text=True, check=True
    ).stdout
    return tool.title.format(*said.split())


def _answers(tool: str, python: Path) -> dict[str, Verdict]:
    """What one tool says about every mistake that can be made with it."""
    with TemporaryDirectory() as folder:
        top = Path(folder).resolve()
        seeds = {f"m{number:03}": one for number, one in enumerate((GOOD, *SEEDS)) if tool in one.edits}
        places = {folder: plant(one, tool, top / folder) for folder, one in seeds.items()}
        home = {"AIRFLOW_HOME": folder + ".home", "PYTHONDONTWRITEBYTECODE": "1", "PATH": _path(python)}
        process([python, "-m", f"benchmarks.mistakes.trials.{tool}", top], **QUIET, **home)
        said = json.loads((top / "said.json").read_text())
    good = said["m000"]
    if good["noticed"]:
        raise SystemExit(f"{tool} does not even like the good pipeline:\n{good['text']}")
    return {
        one.name: judge(one, places[folder], said[folder]["noticed"], said[folder]["text"], good["text"])
        for folder, one in seeds.items()
        if one is not GOOD
    }


def _path(python: Path) -> str:
    return f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"


if __name__ == "__main__":
    main()
