"""What the gate needs of an engine: a place where rows have names, and questions are answered."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from levada.engines.base import Inspection
from levada.engines.gate.idiom import Idiom
from levada.engines.gate.questions import WRITTEN as WRITTEN
from levada.lake.reading import Rows


class Unanswered(Exception):
    """A question that an engine refuses, or fails on: its message, and by `kind` what it is when that is not shown."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


class Session(Protocol):
    """An engine that has some rows before it; `WRITTEN` names the rows written."""

    @property
    def idiom(self) -> Idiom: ...

    def select(self, rows: Rows) -> str:
        """A SELECT of all columns of some rows."""
        ...

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """The rows that a SELECT gives.

        Raises:
            Unanswered: the question is to blame, or the rows are.
            Retryable: the engine is.
        """
        ...


Opening = Callable[[Inspection], AbstractContextManager[Session]]
