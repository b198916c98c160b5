"""The gate's questions, answered by Spark: of just the files that a draft has brought, and of whole snapshots."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from levada.engines.base import Inspection, Work
from levada.engines.gate.checking import check as examined
from levada.engines.gate.idioms import SPARK
from levada.engines.gate.session import WRITTEN, Unanswered
from levada.engines.gate.snapshots import inside
from levada.engines.spark.frames import nothing
from levada.engines.spark.sketches import named, place
from levada.engines.spark.types import refuse_times
from levada.lake.reading import Rows, Scope
from levada.lake.sketch import holding, pinned
from levada.lake.snapshots import view
from levada.plan.checks import CheckResult


def check(inspection: Inspection) -> tuple[CheckResult, ...]:
    """The gate, on Spark."""
    return examined(inspection, opened)


@contextmanager
def opened(inspection: Inspection) -> Iterator["Session"]:
    from levada.engines.spark.driver import session
    from levada.engines.spark.settings import told

    work = inspection.work
    refuse_times(inspection.table.name, inspection.whole.schema)
    begun = session(told(work.environment), work.lake.catalog.properties, work.root, work.announce)
    made = Session(begun, work)
    begun.sql(made.select(inspection.rows)).createOrReplaceTempView(WRITTEN)
    yield made


@dataclass(frozen=True, slots=True)
class Session:
    """A session of Spark's with some rows before it. `sketches`: what rows are read through, made once each."""

    spark: Any
    work: Work
    sketches: dict[tuple[str, int, bool], str] = field(default_factory=dict)
    idiom = SPARK

    def select(self, rows: Rows) -> str:
        """Rows are read through a sketch: of their snapshot, or of just the files that are meant."""
        scope = rows.scope
        if scope.snapshot_id is None:
            return f"SELECT {nothing(scope.schema)} WHERE false"
        key = ".".join(scope.table.name()), scope.snapshot_id, scope.some is None
        if key not in self.sketches:
            self.sketches[key] = self._sketched(scope, scope.snapshot_id)
        text = f"SELECT * FROM {self.sketches[key]}"
        return f"{text} WHERE {inside(SPARK, scope.filter)}" if scope.filter else text

    def _sketched(self, scope: Scope, snapshot: int) -> str:
        """The name of a sketch."""
        folder = place(self.work.scratch, ".".join(scope.table.name()))
        if scope.some is None:
            pinned(scope.table, snapshot, scope.schema, folder)
        else:
            holding(view(scope.table, scope.schema.schema_id), scope.some, folder)
        return named(self.spark, folder, scope.table.io.properties)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        from pyspark.errors import PySparkException

        from levada.engines.spark.complaints import refuse_world
        from levada.engines.spark.log import sentence

        try:
            return [tuple(row.get(at) for at in range(row.length())) for row in self._found(question)]
        except Exception as error:
            refuse_world(error, self.work.task.step)
            if not isinstance(error, PySparkException):
                raise
            raise Unanswered(type(error).__name__, f"Spark: {sentence(error)}") from error

    def _found(self, question: str) -> Any:
        """A few rows as the JVM has them: PySpark's own way opens a socket for each answer, and leaves it open."""
        return self.spark.sql(question)._jdf.collectAsList()
