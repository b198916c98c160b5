"""The stages of a task, in one process: prepare, write, check, publish.

Each leaves a durable mark (a draft's branch, its ledger file, the published reference), so that a task that was killed
at any moment may be carried out again, resumes at the stage that is missing, and comes to the same result.
"""

import json
from collections.abc import Set
from dataclasses import replace
from hashlib import sha256

from levada.engines.base import Prepared, Work
from levada.engines.registry import engine
from levada.errors import Blocked, Permanent
from levada.lake import drafts, ledger
from levada.lake.admission import admit
from levada.lake.drafts import Draft, Mark, Writer
from levada.lake.ledger import SourceFile
from levada.lake.publication import Published, publish, published
from levada.lake.reading import readable
from levada.names import INTERVAL_WORDS, PARAMS
from levada.plan import codec
from levada.plan.actions import Ingest
from levada.plan.checks import CheckResult
from levada.plan.graph import Settings
from levada.plan.run import words
from levada.plan.tables import Table
from levada.runtime.evidence import Meter, Outcome, TableOutcome, verdict

Results = tuple[CheckResult, ...]


class Stages:
    """One task being carried out. `reached`: its outcome as far as it has come."""

    def __init__(self, work: Work, begun: Outcome, meter: Meter) -> None:
        snapshots = {read.dataset: published(work.lake, read.dataset) for read in work.task.reads}
        self.work = replace(work, snapshots=snapshots)
        self.task, self.lake, self.meter = work.task, work.lake, meter
        self.reached = begun

    def carry_out(self) -> Outcome:
        """Every stage that is missing.

        Raises:
            Blocked, Permanent, Retryable: as `perform` says.
        """
        with self.meter.stage("prepare"):
            prepared = engine(self.task.engine).performs[type(self.task.action)](self.work)
            mark = self._mark(prepared)
            self.reached = replace(self.reached, files=mark.files, inputs=mark.inputs)
            todo = {table.name: table for table in self.task.tables if not self._done(table, mark)}
        unchanged = tuple(self._unchanged(table) for table in self.task.tables if table.name not in todo)
        if not todo:
            return replace(self.reached, status="unchanged", tables=unchanged)
        with self.meter.stage("write"):
            found, made = self._written(todo, mark, prepared)
        with self.meter.stage("check"):
            checks = {name: self._checked(todo[name], draft) for name, draft in found.items()}
        results = (*made, *(result for some in checks.values() for result in some))
        self._gate(todo, found, results)
        with self.meter.stage("publish"):
            for name in found:  # as written, upstream first: a catalogue of files has no common commit
                done = self._publish(todo[name], found, mark, checks[name], prepared)
                self.reached = replace(self.reached, tables=(*self.reached.tables, done))
        return replace(self.reached, status="published", tables=(*self.reached.tables, *unchanged), checks=results)

    def _mark(self, prepared: Prepared) -> Mark:
        """What this attempt is about. Whatever decides the result is in the fingerprint; how it is tried is not."""
        same = replace(self.task, settings=Settings(), description="", after=(), trigger_rule="all_success")
        files = self._to_load(prepared.files)
        run = self.work.run
        known_by = [(file.url, file.digest) for file in files]
        parts = json.dumps([codec.encode(same), self._of_the_run(), known_by, self._read(), prepared.code])
        return Mark(
            pipeline=self.task.pipeline,
            step=self.task.step,
            run=run,
            fingerprint=sha256(parts.encode()).hexdigest(),
            files=files,
            inputs=tuple(sorted(self.work.snapshots.items())),
            interval_rows=run.interval is not None and self.task.interval_read,
        )

    def _to_load(self, found: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
        """Of the files that were found, those that the table does not have, where it keeps what it has."""
        if not found:
            return ()
        (table,) = self.task.tables
        return ledger.to_load(ledger.read(self.lake, table.name), table, found)

    def _read(self) -> list[object]:
        """What of the datasets read decides the result: the whole snapshot, or the files that hold the interval's rows.
        So a step that reads an interval does not depend on what was added to others."""
        state: list[object] = []
        for read in self.task.reads:
            snapshot = self.work.snapshots[read.dataset]
            within = read.rows == "interval" and self.work.run.interval is not None
            rows = readable(self.lake, read.dataset, snapshot, read, self.work.run.interval) if within else None
            state.append([read.dataset, [rows.files, str(rows.schema)] if rows else snapshot])
        return state

    def _of_the_run(self) -> list[object]:
        """What of the run decides the result: most steps come to the same one for every interval. Rows that a job
        appends are each interval's own, whatever it reads."""
        task, run = self.task, self.work.run
        used = set(words(codec.encode(task)))
        appends = not isinstance(task.action, Ingest) and any(table.strategy == "append" for table in task.tables)
        by_interval = task.interval_read or appends or used & set(INTERVAL_WORDS)
        return [
            run.interval.as_json() if run.interval and by_interval else None,
            {name: value for name, value in json.loads(run.params).items() if PARAMS + name in used},
            run.id if "run_id" in used else None,
        ]

    def _done(self, table: Table, mark: Mark) -> bool:
        return admit(ledger.read(self.lake, table.name), table, mark) is not None

    def _written(self, todo: dict[str, Table], mark: Mark, prepared: Prepared) -> tuple[dict[str, Draft], Results]:
        """Drafts of a killed attempt, if all of them are there; else new ones."""
        found = {name: draft for name, table in todo.items() if (draft := drafts.find(self.lake, table, mark))}
        if len(found) == len(todo):
            self.work.say("written by an attempt that did not end; going on from there")
            return found, ()
        return self._write(set(todo), mark, prepared)

    def _write(self, wanted: Set[str], mark: Mark, prepared: Prepared) -> tuple[dict[str, Draft], Results]:
        """New drafts, in the order in which the engine wrote them."""
        writer = Writer(self.lake, mark, self.work.scratch)
        try:
            made = prepared.write(writer)
        except BaseException:
            for table in self.task.tables:
                drafts.sweep(self.lake, table.name, self.work.run.id, self.task.step)
            raise
        if missing := sorted(wanted - set(writer.drafts)):
            raise Permanent(f"step {self.task.step} has brought nothing for {', '.join(missing)}")
        for name, draft in writer.drafts.items():
            if name not in wanted:
                drafts.drop(self.lake, draft)
        return {name: draft for name, draft in writer.drafts.items() if name in wanted}, made

    def _checked(self, table: Table, draft: Draft) -> Results:
        gate = engine(self.task.gate).check
        return gate(self.lake, table, draft) if gate and table.checks else ()

    def _gate(self, todo: dict[str, Table], found: dict[str, Draft], results: Results) -> None:
        """Let everything pass, or nothing.

        Raises:
            Blocked: a check of severity error failed, on a dataset that does not only warn.
        """
        lenient = {name for name, table in todo.items() if table.on_failure == "warn"}
        blocking = tuple(result for result in results if result.blocks and result.dataset not in lenient)
        if not blocking:
            return
        for draft in found.values():
            drafts.drop(self.lake, draft)
        lines = [line for result in blocking for line in verdict(result)]
        failed = f"{len(blocking)} check{'s' if len(blocking) > 1 else ''} failed"
        raise Blocked("\n".join((f"held back {', '.join(found)}: {failed}", *lines)), results)

    def _publish(
        self, table: Table, found: dict[str, Draft], mark: Mark, checks: Results, prepared: Prepared
    ) -> TableOutcome:
        def recheck(again: Draft) -> Results:
            self.work.say(f"{table.name}: another run has published meanwhile; checking again")
            results = self._checked(table, again)
            self._gate({table.name: table}, {table.name: again}, results)
            return results

        def rewrite() -> Draft:
            ahead = list(found)[list(found).index(table.name) :]
            found.update(self._write(set(ahead), mark, prepared)[0])
            return found[table.name]

        return self._outcome(publish(self.lake, table, found[table.name], mark, checks, recheck, rewrite))

    def _outcome(self, state: Published) -> TableOutcome:
        return TableOutcome(
            dataset=state.dataset,
            status="published",
            snapshot=state.snapshot,
            previous=state.previous,
            rows=state.rows,
            bytes=state.bytes,
            files=state.files,
            rebased=state.rebased,
            columns=self._columns(state.dataset),
        )

    def _unchanged(self, table: Table) -> TableOutcome:
        snapshot = published(self.lake, table.name)
        return TableOutcome(table.name, "unchanged", snapshot, columns=self._columns(table.name))

    def _columns(self, dataset: str) -> tuple[tuple[str, str], ...]:
        table = self.lake.load(dataset)
        return tuple((column.name, str(column.field_type)) for column in table.schema().fields) if table else ()
