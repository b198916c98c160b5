"""One `dbt build` of a project in scratch, and what came of it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from levada.engines.base import Node, Work
from levada.engines.dbt import project
from levada.engines.dbt.looks import is_test, owned
from levada.engines.dbt.manifest import Manifest, Result, results
from levada.engines.dbt.parsing import remembered
from levada.engines.functions.arguments import rendered
from levada.engines.process import run
from levada.errors import Permanent, Retryable
from levada.names import short
from levada.plan.actions import Dbt
from levada.plan.graph import Output
from levada.plan.tables import CHANGING, Table

ERRORS = ("error", "runtime error", "partial success")
WRONG = (*ERRORS, "fail")
"""How nodes end because of which dbt ends with a code."""
PROGRESS = re.compile(r"\d+ of \d+ (?!START)")


def never(message: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Built:
    """What dbt did: the nodes there are, the outcome of those that it selected, and the code with which it ended."""

    manifest: Manifest
    outcome: tuple[Result, ...]
    code: int = 0

    def own(self) -> "Built":
        """Without the tests that are other steps': dbt runs those too, and they have looked at tables of which the step
        knows nothing."""
        built = tuple(one.node for one in self.outcome if self.manifest.is_table(one.node))
        others = [one for one in self.outcome
                  if is_test(self.manifest, one.node) and not owned(self.manifest, built, one.node)]  # fmt: skip
        rest = tuple(one for one in self.outcome if one not in others)
        return replace(self, outcome=rest, code=0 if any(one.status in WRONG for one in others) else self.code)

    def names(self, into: tuple[Output, ...]) -> dict[str, str]:
        """What dbt calls a dataset -> what the step calls it."""
        return {dataset: output.table.name for dataset in self._tables() for output in into if _is(output, dataset)}

    def nodes(self) -> Iterator[Node]:
        """What became of everything but tests, by id."""
        for one in sorted(self.outcome, key=lambda one: one.node):
            if self.manifest.is_table(one.node):
                yield Node(one.node, one.status, round(one.seconds, 3), one.query)

    def table(self, output: Output) -> Table:
        """An output's table, whose columns may change as far as its model's own `on_schema_change` lets them. Its other
        words are about what dbt builds upon: `ignore` stands at every model that says nothing."""
        said = self.manifest.nodes[self.node(output)]["config"].get("on_schema_change")
        return replace(output.table, on_schema_change=said) if said in CHANGING else output.table

    def node(self, output: Output) -> str:
        """The model, snapshot or seed that an output stands for.

        Raises:
            Permanent: dbt built none, or did not come to it.
        """
        tables = self._tables()
        for dataset, one in tables.items():
            if _is(output, dataset):
                if one.status == "success":
                    return one.node
                raise Permanent(f"dbt did not build {dataset}: it was {one.status}; correct what failed before it")
        raise Permanent(f"dbt built no {output.name}, which `into` names: it built {', '.join(tables) or 'nothing'}")

    def _tables(self) -> dict[str, Result]:
        return {self.manifest.dataset(one.node): one for one in self.outcome if self.manifest.is_table(one.node)}


def build(
    work: Work,
    action: Dbt,
    copied: Path,
    settings: Mapping[str, str] = project.QUIET,
    options: Sequence[str] = (),
    worth_another_try: Callable[[str], bool] = never,
) -> Built:
    """One `dbt build` of the project that was copied there. `settings`: the process's variables, besides ours;
    `options`: what else its command line says; `worth_another_try`: of what it complains of.

    Raises:
        Permanent: dbt stopped before it built anything; the message is its own.
        Retryable: the same, for a reason that may go away.
    """
    variables, target = rendered(work.run, action.variables), work.scratch / "target"
    said = ("--vars", json.dumps(variables), *options)
    command = project.command(work.scratch, "build", action.select, action.exclude, *said)
    output: list[str] = []
    with remembered(work.root, copied, target, variables):
        code = run(["-m", "dbt.cli.main", *command], copied, partial(_tell, work, output), settings)
    if not (target / "run_results.json").exists():
        told = project.said(output)
        kind = Retryable if worth_another_try(told) else Permanent
        raise kind(f"step {work.task.step}: dbt ended with code {code}:\n{told}")
    built = Built(Manifest(target / "manifest.json"), results(target / "run_results.json"), code)
    work.nodes[:] = built.nodes()
    return built


def _tell(work: Work, output: list[str], line: str) -> None:
    """Keep a line of dbt's, and pass on those that tell of a node's end."""
    output.append(line)
    if found := PROGRESS.search(line):
        work.say(f"dbt: {line[found.start() :]}")


def _is(output: Output, dataset: str) -> bool:
    return output.name in (dataset, short(dataset))
