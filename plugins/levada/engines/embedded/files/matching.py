"""The columns of a file beside those of a contract: matched by name, whatever their order."""

from collections.abc import Iterable, Sequence

from levada.errors import Permanent
from levada.plan.checks import Threshold
from levada.plan.measures import NullValues
from levada.plan.tables import Table


def matched(file: str, table: Table, there: Sequence[str], extra: set[str]) -> list[str]:
    """The contract's columns that the file has. What the file has beyond them is added to `extra`.

    Raises:
        Permanent: a column that is required is not there, or one is there twice.
    """
    names = [column.name for column in table.columns or ()]
    _once(file, [name for name in there if name in names])
    missing = [name for name in names if name not in there and name in _required(table)]
    if missing:
        raise Permanent(
            f"{file} has no column {', '.join(missing)}, which the contract requires{_alike(missing, there)}; "
            f"it has {', '.join(there)}"
        )
    extra.update(set(there) - set(names))
    return [name for name in names if name in there]


def _required(table: Table) -> set[str]:
    """Columns without a single null: a file that lacks one need not be read to be refused."""
    checks = [check for check in table.checks if check.severity == "error" and check.must == Threshold()]
    return {check.measure.column for check in checks if isinstance(check.measure, NullValues)}


def _once(file: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Permanent(f"{file} has column {name} twice: which of them is meant cannot be told")
        seen.add(name)


def _alike(missing: Iterable[str], there: Iterable[str]) -> str:
    """Names that differ from a missing one in case or blanks only, said aloud."""
    plain = {name.strip().lower(): name for name in there}
    found = [repr(plain[name.lower()]) for name in missing if name.lower() in plain]
    return f" (but it has {', '.join(found)}: names are compared exactly)" if found else ""
