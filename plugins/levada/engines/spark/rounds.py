"""One time through all files of a step: Spark's workers read them, part by part, side by side.

Where one cannot be read, this process reads it again by itself, and so says what every engine says."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import pyarrow as pa
from py4j.protocol import Py4JError  # type: ignore[import-untyped]
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.udf import UserDefinedFunction
from pyspark.util import PythonEvalType

from levada.engines.files.landing import Landed, Local
from levada.engines.files.loading import Load
from levada.engines.files.matching import Promised
from levada.engines.files.reading import Reading
from levada.engines.inputs import guarded
from levada.engines.spark import parts
from levada.engines.spark.complaints import refuse_misfits, refuse_world
from levada.engines.spark.firsts import firsts
from levada.engines.spark.frames import collected
from levada.engines.spark.log import sentence
from levada.engines.spark.parts import Told
from levada.errors import LevadaError, Permanent, Retryable
from levada.lake.connection import connect
from levada.plan.privacy import NOT_SHOWN

MISREAD = re.compile(r"Misread: file (\d+): (\w+)(?:: ([^\n]*))?")
ABSENT = re.compile(r"ModuleNotFoundError: No module named '(\w+)")
"""What a worker says that lacks a package."""


@dataclass(frozen=True, slots=True)
class Round:
    """`far`: what a worker does with a part of the files. `near`: what this process does with one of them. `kinds`: the
    columns of what workers bring. `held`: what goes when the step is done."""

    session: Any
    load: Load
    files: tuple[Landed, ...]
    columns: Promised
    far: Callable[..., Iterator[pa.RecordBatch]]
    near: Callable[[Reading, Landed], object]
    kinds: Any
    held: ExitStack
    firsts: Any

    def frame(self, until: int | None = None) -> Any:
        """What workers bring of the first so many files, or of all. A store's keys travel with the program, which Spark
        keeps in memory; what may be large travels by itself, and may lie on a disk."""
        context = self.session.sparkContext
        told = context.broadcast(self._told(until))
        self.held.callback(told.destroy)
        far, store, found = self.far, self.load.store, self.firsts.add

        def read(numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in numbers:
                for part in batch.column(0).to_pylist():
                    yield from far(told.value, store, part, found)

        count = len(told.value.parts)
        return mapped(self.session.range(0, count, 1, count or 1), read, self.kinds)

    def _told(self, until: int | None) -> Told:
        files = list(enumerate(file.elsewhere(None, self.load.work.scratch) for file in self.files[:until]))
        size = parts.size((file.source.size for _, file in files), self.session.sparkContext.defaultParallelism)
        return Told(tuple(parts.parts(files, size)), self.load.action.format, self.load.dialect,
                    replace(self.columns, drift={}), to_arrow_schema(self.kinds), self.load.work.scratch,
                    guarded(self.load.work))  # fmt: skip

    @contextmanager
    def failing(self) -> Iterator[None]:
        """What Spark raises inside becomes one of ours.

        Raises:
            Retryable: a file was changed; Spark's JVM or an executor is gone, or a server did not answer.
            Permanent: a file cannot be read, or what is in it cannot be kept.
        """
        try:
            yield
        except (PySparkException, Py4JError, ConnectionError) as error:
            misread = MISREAD.search(str(error))
            if misread is None:
                self._refuse(error)
        else:
            return
        self._explain(int(misread[1]), misread[2], misread[3] or NOT_SHOWN)

    def _refuse(self, error: Exception) -> NoReturn:
        step = self.load.work.task.step
        _refuse_unready(error, step)
        refuse_world(error, step)
        refuse_misfits(error)
        hidden = guarded(self.load.work)
        why = f"Spark fails with {type(error).__name__}, whose {NOT_SHOWN}" if hidden else sentence(error)
        raise Permanent(f"step {step}: {why}") from (None if hidden else error)

    def _explain(self, number: int, kind: str, said: str) -> None:
        """Raise what is wrong with the first file that cannot be read: workers may have come to another one sooner."""
        if number:
            with self.failing():
                self.frame(number).write.format("noop").mode("overwrite").save()
        file = self.files[number]
        try:
            with connect(self.load.work.scratch) as connection:
                self.near(self.load.reading(connection), file)
        except LevadaError as found:
            raise found from found.__cause__
        self._only_there(file, kind, said)

    def _only_there(self, file: Landed, kind: str, said: str) -> None:
        """Raise that a file can be read here, and not where the workers are."""
        if isinstance(file, Local) and kind == "Retryable":
            raise Permanent(
                f"{file.path} is not there for Spark's workers, or is another one: let it lie in an object store, or "
                "in a folder that all machines have in the same place"
            )
        raise (Permanent if kind == "Permanent" else Retryable)(
            f"{file.name}: Spark's workers cannot read it, and this process can: {kind}: {said}"
        )


def _refuse_unready(error: Exception, step: str) -> None:
    """Workers on other machines run our code."""
    if found := ABSENT.search(str(error)):
        raise Permanent(
            f"step {step}: Spark's workers have no {found[1]}: install levada[pyspark,s3] where they are, as here"
        ) from error


def mapped(frame: Any, function: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], kinds: Any) -> Any:
    """`DataFrame.mapInArrow`, which insists on pandas, and has no use for it."""
    each: Any = UserDefinedFunction(function, kinds, evalType=PythonEvalType.SQL_MAP_ARROW_ITER_UDF)
    column = each(*(frame[name] for name in frame.columns))
    return DataFrame(frame._jdf.mapInArrow(column._jc, False, None), frame.sparkSession)


def named(session: Any, load: Load, files: tuple[Landed, ...], columns: Promised) -> dict[str, pa.DataType]:
    """Every column that any of the files has, and its type; of text formats: text."""

    def near(reading: Reading, file: Landed) -> object:
        return reading.columns([file], columns.table)

    with ExitStack() as held:
        kinds = from_arrow_schema(parts.NAMED)
        round_ = Round(session, load, files, columns, parts.columns, near, kinds, held, firsts(session))
        with round_.failing():
            brought = sorted((row.file, bytes(row.columns)) for row in collected(round_.frame()))
    found: dict[str, pa.DataType] = {}
    for _, schema in brought:
        for field in pa.ipc.read_schema(pa.py_buffer(schema)):
            found.setdefault(field.name, field.type)
    return found


def read(session: Any, load: Load, files: tuple[Landed, ...], columns: Promised, held: ExitStack) -> Round:
    """The rows of all files. In which columns files differ from the contract is in `firsts`, once they are read."""

    def near(reading: Reading, file: Landed) -> object:
        return deque(reading.rows([file], replace(columns, drift={})), maxlen=0)

    texts = pa.schema([field.with_type(pa.string()) if field.type == pa.uuid() else field for field in columns.schema])
    kinds = from_arrow_schema(texts, prefer_timestamp_ntz=True)
    return Round(session, load, files, columns, parts.rows, near, kinds, held, firsts(session))
