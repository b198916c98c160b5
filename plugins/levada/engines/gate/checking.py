"""The gate: what a step brings to its dataset, measured before anyone can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pyiceberg.schema import Schema
from pyiceberg.types import LongType, NestedField

from levada.engines.base import Inspection
from levada.engines.gate import answers, foreign_keys, freshness, uniqueness
from levada.engines.gate.idiom import Idiom
from levada.engines.gate.measures import faulty
from levada.engines.gate.refusals import named, refused
from levada.engines.gate.samples import sample
from levada.engines.gate.session import WRITTEN, Opening, Session, Unanswered
from levada.lake.reading import readable
from levada.plan.checks import Check, CheckResult, share
from levada.plan.measures import Answer, DuplicateValues, Freshness, OrphanValues, RowCount

NAMED = 3
"""Checks that a message names."""


def check(inspection: Inspection, opened: Opening) -> tuple[CheckResult, ...]:
    """What every check of a table found in rows, in the order of the checks.

    One scan of the rows written; one of the key columns of the whole table, as it would be published, for each check of
    uniqueness; and for each foreign key one of its columns on both sides.

    Raises:
        Permanent: a check that cannot be carried out; the message names it.
        Retryable: the engine was lost; the message names the check.
    """
    with opened(inspection) as session:
        return tuple(Examination(inspection, session).results())


@dataclass(frozen=True, slots=True)
class Examination:
    """Rows before an engine that answers."""

    inspection: Inspection
    session: Session

    @property
    def schema(self) -> Schema:
        """Of the rows written."""
        return self.inspection.rows.schema

    @property
    def idiom(self) -> Idiom:
        return self.session.idiom

    def results(self) -> Iterator[CheckResult]:
        """What the checks have found, in their order."""
        table = self.inspection.table
        conditions = dict(self._conditions())
        with named(_listed(table.checks), self.session, table):
            total, counts = self._scan(conditions)
        for each in table.checks:
            with named(each.id, self.session, table):
                match each.measure:
                    case DuplicateValues():
                        yield self._keys(each, each.measure)
                    case Answer():
                        yield self._answer(each, each.measure, total)
                    case Freshness():
                        yield self._freshness(each, each.measure, total)
                    case OrphanValues():
                        yield self._references(each, each.measure, total)
                    case _:
                        yield self._rows(each, conditions[each], counts[each], total)

    def _conditions(self) -> Iterator[tuple[Check, str]]:
        """Every check about single rows, and the condition of the rows that it counts."""
        for each in self.inspection.table.checks:
            if not isinstance(each.measure, DuplicateValues | OrphanValues | Freshness | Answer):
                with named(each.id, self.session, self.inspection.table):
                    yield each, faulty(self.idiom, each, each.measure, self.schema)

    def _scan(self, conditions: Mapping[Check, str]) -> tuple[int, dict[Check, int]]:
        """The number of rows written, and what each condition counts of them, in one scan.

        If it fails, the first check that fails alone is to blame."""
        try:
            total, *counts = self._count(*conditions.values())
        except Unanswered as error:
            raise refused(self.session, self._culprit(conditions), self.inspection.table, error) from None
        return total, dict(zip(conditions, counts, strict=True))

    def _count(self, *conditions: str) -> tuple[int, ...]:
        counts = (f"count(*) FILTER (WHERE {condition})" for condition in conditions)
        ((*numbers,),) = self.session.ask(f"SELECT {', '.join(('count(*)', *counts))} FROM {WRITTEN}")
        return tuple(numbers)

    def _culprit(self, conditions: Mapping[Check, str]) -> str:
        for each, condition in conditions.items():
            try:
                self._count(condition)
            except Unanswered:
                return each.id
        return ", ".join(each.id for each in conditions)

    def _rows(self, asked: Check, condition: str, count: int, total: int) -> CheckResult:
        """Rows that a merge found there already were checked then: they count as rows, and as good ones."""
        there = self.inspection.unchanged
        counted = isinstance(asked.measure, RowCount)
        result = self._result(asked, count + there if counted else count, total + there)
        if counted and asked.unit == "rows":
            return replace(result, value=result.count)
        if result.passed or counted:
            return result
        return self._showing(result, f"SELECT * FROM {WRITTEN} WHERE {condition}", self.schema)

    def _keys(self, asked: Check, measure: DuplicateValues) -> CheckResult:
        whole = self.inspection.whole
        keys = self.idiom, asked, measure.columns, whole.schema, self.session.select(whole)
        ((total, count),) = self.session.ask(uniqueness.counted(*keys))
        result = self._result(asked, count, total)
        if result.passed:
            return result
        fields = (whole.schema.find_field(name) for name in measure.columns)
        schema = Schema(*fields, NestedField(-1, uniqueness.ROWS, LongType()))
        return self._showing(result, uniqueness.repeated(*keys), schema)

    def _references(self, asked: Check, measure: OrphanValues, total: int) -> CheckResult:
        inspection = self.inspection
        there = readable(inspection.work.lake, measure.dataset, inspection.snapshots[measure.dataset])
        orphans = foreign_keys.orphans(self.session, asked, measure, self.schema, there)
        ((count,),) = self.session.ask(f"SELECT count(*) FROM ({orphans}) AS orphans")
        result = self._result(asked, count, total)
        return result if result.passed else self._showing(result, orphans, self.schema)

    def _freshness(self, asked: Check, measure: Freshness, total: int) -> CheckResult:
        """How old the rows written are; if they are too old or there are none, the table as it would be published."""

        def age(rows: str) -> float | None:
            return freshness.age(self.session, asked, measure, self.schema, rows, self.inspection.until)

        value = age(WRITTEN)
        if value is None or not asked.must.holds(value):
            value = age(f"({self.session.select(self.inspection.whole)}) AS found")
        passed = value is not None and asked.must.holds(value)
        return replace(self._result(asked, 0, total), passed=passed, value=value)

    def _answer(self, asked: Check, measure: Answer, total: int) -> CheckResult:
        """One query of an author's own. Nothing is not what it must be, whatever that is."""
        value = answers.answer(self.session, asked, measure, self.inspection)
        passed = value is not None and asked.must.holds(value)
        result = replace(self._result(asked, 0, total), passed=passed, value=value)
        rows = None if passed else answers.counted(self.idiom, measure, self.inspection.table.name)
        return self._showing(result, rows, self.schema) if rows else result

    def _showing(self, result: CheckResult, rows: str, schema: Schema) -> CheckResult:
        return replace(result, sample=sample(self.session, rows, schema, self.inspection.table.guards))

    def _result(self, asked: Check, count: int, rows: int) -> CheckResult:
        value = share(count, rows) if asked.unit == "percent" else None
        return CheckResult(
            dataset=self.inspection.table.name, check=asked.id, severity=asked.severity, rows=rows, must=asked.limit,
            count=count, passed=asked.must.holds(count if value is None else value), column=asked.column, value=value,
            unit=asked.unit, dimension=asked.dimension,
        )  # fmt: skip


def _listed(checks: tuple[Check, ...]) -> str:
    """What is said of a scan that serves them all."""
    ids = [check.id for check in checks]
    return ", ".join(ids[:NAMED]) + (f" and {len(ids) - NAMED} more" if len(ids) > NAMED else "")
