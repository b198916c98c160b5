"""Why a check cannot be carried out, in the words of whoever has to act."""

from collections.abc import Iterator
from contextlib import contextmanager

from levada.engines.gate.session import Session, Unanswered
from levada.engines.gate.unasked import Unasked
from levada.errors import Permanent, Retryable
from levada.plan.privacy import NOT_SHOWN
from levada.plan.tables import Table


def impossible(check: str, table: Table, why: object) -> Permanent:
    """The error to raise for a check that cannot be carried out."""
    return Permanent(f"check {check} of {table.name} cannot be carried out: {why}")


def refused(session: Session, check: str, table: Table, error: Unanswered) -> Permanent:
    """The same, where an engine has said why: its message may hold values that only some may see."""
    guarded = any(column.guarded for column in table.columns or ())
    engine = session.idiom.dialect.engine
    return impossible(check, table, f"{engine} fails with {error.kind}, whose {NOT_SHOWN}" if guarded else error)


@contextmanager
def named(check: str, session: Session, table: Table) -> Iterator[None]:
    """Whatever goes wrong inside is said of a check.

    Raises:
        Permanent: the check cannot be carried out.
        Retryable: the engine is not there, or not able to, just now.
    """
    try:
        yield
    except Unasked as error:
        raise impossible(check, table, error) from error
    except Unanswered as error:
        raise refused(session, check, table, error) from None
    except Retryable as error:
        raise Retryable(f"check {check} of {table.name} could not be made: {error}") from error
