"""What must be true of a dataset before anyone reads it: a measure of some rows, and what it must be."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NullValues:
    """Rows in which a column is null."""

    column: str
    kind: Literal["nullValues"] = "nullValues"


@dataclass(frozen=True, slots=True)
class DuplicateValues:
    """Rows whose values in some columns, taken together and none of them null, were seen in a row before."""

    columns: tuple[str, ...]
    kind: Literal["duplicateValues"] = "duplicateValues"


@dataclass(frozen=True, slots=True)
class UnacceptedValues:
    """Rows whose value (as text; null is accepted) is not one of a list."""

    column: str
    accepted: tuple[str, ...]
    kind: Literal["unacceptedValues"] = "unacceptedValues"


@dataclass(frozen=True, slots=True)
class UnmatchedValues:
    """Rows whose value (as text; null is accepted) does not match a regular expression anywhere (ECMA-262's `test`)."""

    column: str
    pattern: str
    kind: Literal["unmatchedValues"] = "unmatchedValues"


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """Rows whose value (null is accepted) lies outside bounds, written as the contract writes them."""

    column: str
    minimum: str | None = None
    maximum: str | None = None
    exclusive_minimum: str | None = None
    exclusive_maximum: str | None = None
    kind: Literal["outOfRange"] = "outOfRange"


@dataclass(frozen=True, slots=True)
class RowCount:
    """All rows."""

    kind: Literal["rowCount"] = "rowCount"


Measure = NullValues | DuplicateValues | UnacceptedValues | UnmatchedValues | OutOfRange | RowCount

Operator = Literal[
    "mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo",
    "mustBeLessThan", "mustBeLessOrEqualTo", "mustBeBetween", "mustNotBeBetween",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """ODCS' words for what a count must be; the two `Between` take two operands, both included."""

    operator: Operator = "mustBe"
    operands: tuple[float, ...] = (0,)

    def holds(self, count: float) -> bool:
        first, last = self.operands[0], self.operands[-1]
        match self.operator:
            case "mustBe":
                return count == first
            case "mustNotBe":
                return count != first
            case "mustBeGreaterThan":
                return count > first
            case "mustBeGreaterOrEqualTo":
                return count >= first
            case "mustBeLessThan":
                return count < first
            case "mustBeLessOrEqualTo":
                return count <= first
            case "mustBeBetween":
                return first <= count <= last
            case "mustNotBeBetween":
                return not first <= count <= last

    def __str__(self) -> str:
        return f"{self.operator} {', '.join(f'{number:g}' for number in self.operands)}"


@dataclass(frozen=True, slots=True)
class Check:
    """One promise about one dataset. Its scope follows from the measure: uniqueness is the whole table's as it
    would be published, everything else is about the rows written."""

    id: str
    measure: Measure
    must: Threshold = Threshold()
    severity: Literal["error", "warning"] = "error"

    @property
    def whole_table(self) -> bool:
        return isinstance(self.measure, DuplicateValues)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found: the measured count, of how many rows, and a few of the rows (JSON objects) if it failed."""

    dataset: str
    check: str
    severity: Literal["error", "warning"]
    passed: bool
    count: int
    rows: int
    must: str
    sample: tuple[str, ...] = ()
    column: str | None = None

    @property
    def blocks(self) -> bool:
        return not self.passed and self.severity == "error"
