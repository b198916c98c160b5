"""The stages of a task, in one process: prepare, write, check, publish.

Each leaves a durable mark (a draft's branch, its ledger file, the published reference), so that a task that was killed
at any moment may be carried out again, resumes at the stage that is missing, and comes to the same result.
"""

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import UTC, datetime

from levada.engines.base import Prepared, Work, drafted
from levada.engines.registry import engine
from levada.errors import Blocked, Permanent
from levada.lake import drafts, ledger
from levada.lake.admission import admit
from levada.lake.amending import confirm
from levada.lake.drafts import Draft, Mark, Writer
from levada.lake.entries import Entry, covered
from levada.lake.publication import Published, publish, published, settle
from levada.lake.together import publish_together
from levada.plan.actions import Sql
from levada.plan.checks import CheckResult
from levada.plan.tables import Table
from levada.runtime import fingerprint
from levada.runtime.choosing import chosen
from levada.runtime.evidence import Meter, Outcome, Status, TableOutcome
from levada.runtime.lineage import lineage
from levada.runtime.position import advance
from levada.runtime.position import begun as begun_reading
from levada.runtime.verification import outdated, verify

Results = tuple[CheckResult, ...]


class Stages:
    """One task being carried out. `reached`: its outcome as far as it has come."""

    def __init__(self, work: Work, begun: Outcome, meter: Meter) -> None:
        seen = begun_reading(work)
        self.work = work = replace(seen, task=chosen(seen))
        self.referred = {dataset: published(work.lake, dataset) for dataset in work.task.references}
        self.task, self.lake, self.meter = work.task, work.lake, meter
        self.reached = replace(begun, engine=work.task.engine)

    def carry_out(self, publishing: bool = True) -> Outcome:
        """Every stage that is missing; without `publishing`, drafts that have passed their checks stay drafts.

        Raises:
            Blocked, Permanent, Retryable: as `perform` says.
        """
        with self.meter.stage("prepare"):
            prepared = engine(self.task.engine).performs[type(self.task.action)](self.work)
            mark = fingerprint.mark(self.work, prepared)
            self.reached = replace(self.reached, files=mark.files, inputs=self._inputs(), since=mark.since)
            there = {table: admit(ledger.read(self.lake, table.name), table, mark) for table in self.task.tables}
            todo = {table.name: table for table, entries in there.items() if not entries}
        unchanged = tuple(self._unchanged(table) for table in self.task.tables if table.name not in todo)
        again = {table: entries for table in there if (entries := outdated(table, there[table]))}
        verified = self._verified(again, mark, publishing) if again else ()
        if publishing:
            self._confirm(there)
            if not todo:
                advance(self.work, (entries[-1] for entries in there.values()))
        if not todo:
            status: Status = "verified" if again else "unchanged"
            return replace(self.reached, status=status, tables=unchanged, checks=verified)
        with self.meter.stage("write"):
            found, made = self._written(todo, mark, prepared)
        with self.meter.stage("check"):
            checks = {name: self._checked(todo[name], draft, found) for name, draft in found.items()}
        results = (*verified, *made, *(result for some in checks.values() for result in some))
        self._gate(todo, found, results)
        if not publishing:
            waiting = tuple(self._drafted(draft) for draft in found.values())
            return replace(self.reached, status="drafted", tables=(*waiting, *unchanged), checks=results)
        with self.meter.stage("publish"):
            if not self._published_together(todo, found, mark, checks, prepared):
                for name in found:  # as written, upstream first
                    done = self._publish(todo[name], found, mark, checks[name], prepared)
                    self.reached = replace(self.reached, tables=(*self.reached.tables, done))
        return replace(self.reached, status="published", tables=(*self.reached.tables, *unchanged), checks=results)

    def _verified(self, again: Mapping[Table, tuple[Entry, ...]], mark: Mark, publishing: bool) -> Results:
        """What is found in rows that need not be written, and were published under other terms than there are now."""
        results: list[CheckResult] = []
        with self.meter.stage("verify"):
            for table, entries in again.items():
                self.work.say(f"{table.name}: nothing new, but other checks: looking at the published rows again")
                results += verify(self.work, table, mark, entries, self.referred, publishing)
        return tuple(results)

    def _confirm(self, there: Mapping[Table, tuple[Entry, ...]]) -> None:
        """Tell those who wait for this interval that what is published stands for it too."""
        interval = self.work.run.interval
        for table, entries in there.items():
            if interval and entries and not covered(entries, interval):
                confirm(self.lake, table, entries[-1], interval)

    def _written(self, todo: dict[str, Table], mark: Mark, prepared: Prepared) -> tuple[dict[str, Draft], Results]:
        """Drafts of a killed attempt, if all of them are there; else new ones."""
        found = {name: draft for name, table in todo.items() if (draft := drafts.find(self.lake, table, mark))}
        if len(found) == len(todo):
            self.work.say("written by an attempt that did not end; going on from there")
            return found, ()
        return self._write(set(todo), mark, prepared)

    def _write(self, wanted: Set[str], mark: Mark, prepared: Prepared) -> tuple[dict[str, Draft], Results]:
        """New drafts, in the order in which the engine wrote them."""
        writer = Writer(self.lake, mark, self.work.scratch, passing=self.work.passing, note=self.work.note)
        try:
            made = prepared.write(writer)
        except BaseException:
            for table in self.task.tables:
                drafts.sweep(self.lake, table.name, mark.branch)
            raise
        if missing := sorted(wanted - set(writer.drafts)):
            raise Permanent(f"step {self.task.step} has brought nothing for {', '.join(missing)}: `into` names it")
        for name, draft in writer.drafts.items():
            if name not in wanted:
                drafts.drop(self.lake, draft)
        return {name: draft for name, draft in writer.drafts.items() if name in wanted}, made

    def _inputs(self) -> tuple[tuple[str, int | None], ...]:
        """What was read, tables of other catalogues too, and what was looked up at the gate, which does not decide the
        result."""
        looked_up = {dataset: self.referred[dataset] for dataset in self.task.looked_up}
        elsewhere = dict.fromkeys(self.task.action.foreign) if isinstance(self.task.action, Sql) else {}
        return tuple(sorted((elsewhere | looked_up | dict(self.work.snapshots)).items()))

    def _checked(self, table: Table, draft: Draft, beside: Mapping[str, Draft]) -> Results:
        """What the gate finds; `beside`: the step's drafts, which are published together."""
        gate = engine(self.task.gate).check
        heads = {name: each.head for name, each in beside.items()} | {table.name: draft.head}
        snapshots = {name: heads.get(name, snapshot) for name, snapshot in self.referred.items()}
        return gate(drafted(self.work, table, draft, self._until(), snapshots)) if gate and table.checks else ()

    def _until(self) -> datetime:
        """The moment for which the rows should be fresh."""
        interval = self.work.run.interval
        return interval.local[1] if interval else datetime.now(UTC)

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
        lines = [line for result in blocking for line in result.told]
        failed = f"{len(blocking)} check{'s' if len(blocking) > 1 else ''} failed"
        cure = "correct the rows where they come from, or the promise, and run again: what readers see is as it was"
        raise Blocked("\n".join((f"held back {', '.join(found)}: {failed}", *lines, cure)), results)

    def _published_together(
        self,
        todo: dict[str, Table],
        found: dict[str, Draft],
        mark: Mark,
        checks: dict[str, Results],
        prepared: Prepared,
    ) -> bool:
        """Whether readers see several tables now, all since the same moment; a catalogue may take one at a time."""

        def recheck(again: Mapping[str, Draft]) -> Mapping[str, Results]:
            self.work.say(f"{', '.join(again)}: another run has published meanwhile; checking again")
            found.update(again)
            checks.update((name, self._checked(todo[name], draft, found)) for name, draft in again.items())
            self._gate(todo, found, tuple(result for some in checks.values() for result in some))
            return checks

        def rewrite() -> Mapping[str, Draft]:
            return self._write(set(todo), mark, prepared)[0]

        if len(found) < 2:
            return False
        states = publish_together(self.lake, todo, found, mark, checks, recheck, rewrite)
        if states:
            self.reached = replace(self.reached, tables=tuple(map(self._outcome, states)), at_once=True)
        return states is not None

    def _publish(
        self, table: Table, found: dict[str, Draft], mark: Mark, checks: Results, prepared: Prepared
    ) -> TableOutcome:
        def recheck(again: Draft) -> Results:
            self.work.say(f"{table.name}: another run has published meanwhile; checking again")
            results = self._checked(table, again, found)
            self._gate({table.name: table}, {table.name: again}, results)
            return results

        def rewrite() -> Draft:
            ahead = list(found)[list(found).index(table.name) :]
            found.update(self._write(set(ahead), mark, prepared)[0])
            return found[table.name]

        return self._outcome(publish(self.lake, table, found[table.name], mark, checks, recheck, rewrite))

    def _outcome(self, state: Published) -> TableOutcome:
        columns = self._columns(state.dataset)
        return TableOutcome(
            dataset=state.dataset,
            status="published",
            snapshot=state.snapshot,
            previous=state.previous,
            rows=state.rows,
            bytes=state.bytes,
            files=state.files,
            rebased=state.rebased,
            columns=columns,
            lineage=lineage(self.work, state.dataset, (name for name, _ in columns)),
        )

    def _drafted(self, draft: Draft) -> TableOutcome:
        return TableOutcome(draft.dataset, "drafted", draft.head, draft.fork, draft.rows, draft.bytes, draft.files,
                            branch=draft.branch)  # fmt: skip

    def _unchanged(self, table: Table) -> TableOutcome:
        settle(self.lake, table.name)
        snapshot = published(self.lake, table.name)
        return TableOutcome(table.name, "unchanged", snapshot, columns=self._columns(table.name))

    def _columns(self, dataset: str) -> tuple[tuple[str, str], ...]:
        table = self.lake.load(dataset)
        return tuple((column.name, str(column.field_type)) for column in table.schema().fields) if table else ()
