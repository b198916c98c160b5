"""What must be true of a dataset before anyone reads it: a measure of some rows, and what it must be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from levada.names import length
from levada.plan.measures import Answer, DuplicateValues, Freshness, Measure, RowCount

Severity = Literal["error", "warning"]
Unit = Literal["rows", "percent", "seconds", "answer"]

Operator = Literal[
    "mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo",
    "mustBeLessThan", "mustBeLessOrEqualTo", "mustBeBetween", "mustNotBeBetween",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """ODCS' words for what a number must be; the two `Between` take two operands, both included."""

    operator: Operator = "mustBe"
    operands: tuple[float, ...] = (0.0,)

    def __post_init__(self) -> None:
        """Whole numbers come back from JSON as floats: a table's terms are the same wherever its task was read."""
        object.__setattr__(self, "operands", tuple(map(float, self.operands)))

    def holds(self, number: float) -> bool:
        first, last = self.operands[0], self.operands[-1]
        match self.operator:
            case "mustBe":
                return number == first
            case "mustNotBe":
                return number != first
            case "mustBeGreaterThan":
                return number > first
            case "mustBeGreaterOrEqualTo":
                return number >= first
            case "mustBeLessThan":
                return number < first
            case "mustBeLessOrEqualTo":
                return number <= first
            case "mustBeBetween":
                return first <= number <= last
            case "mustNotBeBetween":
                return not first <= number <= last

    def __str__(self) -> str:
        return f"{self.operator} {', '.join(f'{number:.15g}' for number in self.operands)}"


@dataclass(frozen=True, slots=True)
class Check:
    """One promise about one dataset. Its scope follows from the measure: uniqueness is the whole table's as it
    would be published, everything else is about the rows written.

    `unit`: what is held against the threshold, the rows counted, their share of all, how old
    the newest is, or what a query answers. `dimension`: ODCS' word for the
    kind of quality; empty: nobody said."""

    id: str
    measure: Measure
    must: Threshold = Threshold()
    severity: Severity = "error"
    unit: Unit = "rows"
    dimension: str = ""

    @property
    def column(self) -> str | None:
        """The column it is about; None: several, or the table."""
        column: str | None = getattr(self.measure, "column", None)
        return column

    @property
    def whole(self) -> bool:
        """Whether it holds for a table if it holds for each publication: it is the table's, or no row may break it."""
        counted = isinstance(self.measure, RowCount | Freshness | Answer)
        return isinstance(self.measure, DuplicateValues) or (self.must == Threshold() and not counted)

    @property
    def limit(self) -> str:
        """What must be, in words."""
        if self.unit == "seconds":
            return f"{self.must.operator} {', '.join(map(length, self.must.operands))}"
        return f"{self.must}{'' if self.unit in ('rows', 'answer') else f' {self.unit}'}"


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A promise that this release cannot check, in words: `explain` lists it, nothing ignores it in silence."""

    what: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found: the rows counted, of how many, and a few of them (JSON objects) if it failed.

    `value`: the number held against the threshold where it is no count of rows that break something. A column that a
    few may know shows no values in the sample."""

    dataset: str
    check: str
    severity: Severity
    passed: bool
    count: int
    rows: int
    must: str
    sample: tuple[str, ...] = ()
    column: str | None = None
    value: float | None = None
    unit: str = "rows"
    dimension: str = ""

    @property
    def blocks(self) -> bool:
        return not self.passed and self.severity == "error"

    @property
    def found(self) -> str:
        """What was measured, in words."""
        if self.unit == "seconds":
            return "nothing that tells the time" if self.value is None else f"{length(self.value)} old"
        if self.unit == "answer":
            return "nothing" if self.value is None else f"{self.value:.15g}"
        if self.unit == "percent":
            return f"{self.value:.4g} percent ({self.count:,} of {self.rows:,} rows)"
        return f"{self.count:,} of {self.rows:,} rows" if self.value is None else f"{self.value:,.0f} rows"

    @property
    def told(self) -> Iterator[str]:
        """The result in lines: which check, how many rows, and a few of them if it failed."""
        word = "passed" if self.passed else "FAILED" if self.severity == "error" else "warning"
        yield f"{self.dataset}: check {self.check} {word}: {self.found} ({self.must})"
        yield from (f"    {row}" for row in self.sample)


def share(count: int, rows: int) -> float:
    """Percent of rows; of no rows at all nothing is wrong."""
    return count * 100 / rows if rows else 0.0
