"""`python`: a function over Arrow tables in a child process; what it gets, what it may return, how its mistakes are
told."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pyarrow as pa
import pytest

from levada.errors import Permanent, Retryable
from levada.intervals import UNITS, on
from levada.plan.graph import Output, Read
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from tests.engines.bench import RUN, Bench, python, spark, table

FLIGHTS = table("raw.flights", carrier="string", n="int")
READS = (Read("flights", "raw.flights"),)
HEAD = "import pyarrow as pa\nimport pyarrow.compute as pc\n"
TOTALS = table("staging.totals", n="long")


@pytest.fixture
def project(bench: Bench) -> Bench:
    bench.fill(FLIGHTS, pa.table({"carrier": ["UA", "AA", "UA"], "n": pa.array([1, 2, 3], pa.int32())}))
    return bench


def job(bench: Bench, text: str) -> Path:
    return bench.file("spark_jobs/job.py", HEAD + dedent(text))


def test_a_table_comes_in_and_goes_out(project: Bench) -> None:
    job(
        project,
        """
        def totals(flights: pa.Table, at_least: int) -> pa.Table:
            print("hello")
            return flights.group_by("carrier").aggregate([("n", "sum")]).filter(pc.field("n_sum") >= at_least)
        """,
    )
    project.perform(python("totals", at_least=3), table("staging.totals", carrier="string", n_sum="long"), reads=READS)
    assert project.rows("staging.totals") == [{"carrier": "UA", "n_sum": 4}]
    assert project.said == ["hello"]


def test_its_file_may_have_functions_of_spark_s_too_where_there_is_no_pyspark(project: Bench) -> None:
    project.file("spark_jobs/pyspark.py", "raise ModuleNotFoundError('not here', name='pyspark')")
    job(
        project,
        """
        from pyspark.sql import functions as F

        def plain(flights): return flights
        def doubled(flights): return flights.select((F.col("n") * 2).alias("n"))
        """,
    )
    project.perform(python("plain"), Table("staging.plain"), reads=READS)
    project.perform(spark("doubled"), Table("staging.doubled"), reads=READS)
    assert [row["n"] for row in project.rows("staging.plain")] == [1, 2, 3]
    assert [row["n"] for row in project.rows("staging.doubled")] == [2, 4, 6]


def test_a_reader_comes_in_where_the_annotation_asks_for_one(project: Bench) -> None:
    job(
        project,
        """
        def totals(flights: pa.RecordBatchReader, again: "pa.RecordBatchReader") -> pa.RecordBatchReader:
            assert isinstance(flights, pa.RecordBatchReader) and isinstance(again, pa.RecordBatchReader)
            pairs = (pa.record_batch({"n": pc.add(a["n"], b["n"])}) for a, b in zip(flights, again))
            return pa.RecordBatchReader.from_batches(pa.schema([("n", pa.int32())]), pairs)
        """,
    )
    project.perform(python("totals"), Table("staging.totals"), reads=(*READS, Read("again", "raw.flights")))
    assert [row["n"] for row in project.rows("staging.totals")] == [2, 4, 6]


def test_whatever_speaks_arrow_may_come_out_and_unnamed_row_numbers_do_not(project: Bench) -> None:
    job(
        project,
        """
        class Frame:
            def __init__(self, table): self.table = table
            def __arrow_c_stream__(self, schema=None): return self.table.__arrow_c_stream__(schema)

        def f(flights):
            numbered = flights.append_column("__index_level_0__", flights["n"])
            return {"frame": Frame(numbered), "batch": flights.to_batches()[0]}
        """,
    )
    outputs = (Output("frame", Table("staging.frame")), Output("batch", Table("staging.batch")))
    project.perform(python("f"), *outputs, reads=READS)
    assert project.rows("staging.frame") == project.rows("staging.batch") == project.rows("raw.flights")


def test_dictionaries_and_views_are_text_like_any_other(project: Bench) -> None:
    job(
        project,
        """
        def f(flights):
            view = flights["carrier"].cast(pa.string_view()).combine_chunks()
            coded = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), view)
            return pa.table({"view": view, "coded": coded})
        """,
    )
    project.perform(python("f"), Table("staging.totals"), reads=READS)
    assert [tuple(row.values()) for row in project.rows("staging.totals")] == [("UA", "UA"), ("AA", "AA"), ("UA", None)]


def test_parameters_named_like_words_of_the_run_get_them(project: Bench) -> None:
    job(
        project,
        """
        def f(ds, ds_nodash, data_interval_start, data_interval_end, run_id, params):
            hours = (data_interval_end - data_interval_start).total_seconds() / 3600
            said = [ds, ds_nodash, data_interval_start.isoformat(), str(hours), run_id, params["region"]]
            return pa.table({"said": said})
        """,
    )
    run = Run("r1", on(date(2013, 3, 10), UNITS["day"], "America/New_York"), '{"region": "EWR"}')
    project.perform(python("f"), table("staging.totals", said="string"), run=run)
    assert [row["said"] for row in project.rows("staging.totals")] == [
        "2013-03-10", "20130310", "2013-03-10T00:00:00-05:00", "24.0", "r1", "EWR"
    ]  # fmt: skip


def test_a_run_without_an_interval_offers_none(project: Bench) -> None:
    job(project, "def f(ds=None): return pa.table({'said': [str(ds)]})")
    project.perform(python("f"), table("staging.totals", said="string"), run=Run("by hand"))
    assert project.rows("staging.totals") == [{"said": "None"}]


def test_a_job_that_needs_an_interval_is_told_that_the_run_has_none(project: Bench) -> None:
    job(project, "def f(ds): pass")
    with pytest.raises(Permanent, match="The run has no interval: give it a date"):
        project.perform(python("f"), table("staging.totals", said="string"), run=Run("by hand"))


def test_only_a_job_that_asks_for_the_day_depends_on_it(project: Bench) -> None:
    other = Run("other", on(date(2013, 1, 2), UNITS["day"], "UTC"))
    same = []
    for parameter in ("flights", "ds"):
        job(project, f"def f({parameter}): pass")
        same.append(len({project.prepare(python("f"), TOTALS, reads=READS, run=run).code for run in (RUN, other)}))
    assert same == [1, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(flights):\n    return 1 / 0\n", r"spark_jobs/job\.py:4: ZeroDivisionError: division by zero$"),
        (
            "def f(flights):\n    return g()\ndef g():\n    raise ValueError('no')\n",
            r"job\.py:6: ValueError: no\n    spark_jobs/job\.py:4, in f: return g\(\)\n    spark_jobs/job\.py:6, in g:",
        ),
        (
            "def f(flights):\n    return pa.RecordBatchReader.from_batches(flights.schema, g())\n"
            "def g():\n    yield 1 / 0\n",
            r"spark_jobs/job\.py:6: ZeroDivisionError",
        ),
        ("def f(flights):\n    return flights['n']\n", "ChunkedArray for staging.totals: it has to be an Arrow table"),
        ("def f(flights):\n    return [1]\n", "returned a list for staging.totals: it has to be an Arrow table"),
        ("def f(flights):\n    pass\n", "returned a NoneType for staging.totals: it has to be an Arrow table"),
        ("def f(weather):\n    pass\n", r"job\.py: f\(weather\) is called with \(flights\): .*'weather'"),
        ("def f(flights, ds, nope):\n    pass\n", r"f\(flights, ds, nope\) is called with \(ds, flights\): .*'nope'"),
        ("def g(flights):\n    pass\n", r"spark_jobs/job\.py has no function 'f'"),
        ("def f(flights)\n    pass\n", r"spark_jobs/job\.py:3: "),
    ],
)
def test_a_mistake_in_a_job_is_told_with_its_place(project: Bench, text: str, message: str) -> None:
    job(project, text)
    with pytest.raises(Permanent, match=message) as raised:
        project.perform(python("f"), TOTALS, reads=READS)
    assert "Traceback" not in str(raised.value)


def test_what_arrow_says_of_guarded_values_is_not_told(bench: Bench) -> None:
    people = Table("raw.people", (Column("name", "string", guarded=True),))
    bench.fill(people, pa.table({"name": ["Ada"]}))
    job(bench, "def f(people):\n    return people.cast(pa.schema([('name', pa.int64())]))\n")
    with pytest.raises(Permanent, match=r"job\.py:4: ArrowInvalid, whose message is not shown"):
        bench.perform(python("f"), TOTALS, reads=(Read("people", "raw.people"),))
    assert "Ada" not in " ".join(bench.said)


def test_the_log_shows_the_traceback_from_the_user_s_first_line_on(project: Bench) -> None:
    job(project, "def f(flights):\n    return flights.column('nope')\n")
    with pytest.raises(Permanent, match=r"job\.py:4: KeyError"):
        project.perform(python("f"), TOTALS, reads=READS)
    assert "job.py" in project.said[1]
    assert not [line for line in project.said if "levada/engines" in line]


RAISED = "def f(flights):\n    try:\n        raise ConnectionError\n    except OSError:\n        raise %s\n"


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("def f(flights):\n    raise TimeoutError('too slow')\n", True),
        ("from levada.errors import Retryable\ndef f(flights):\n    raise Retryable('busy')\n", True),
        (RAISED % "LookupError", True),
        (RAISED % "LookupError from None", False),
        ("def f(flights):\n    raise FileNotFoundError('a')\n", False),
    ],
)
def test_a_job_that_could_not_reach_somebody_may_be_tried_again(project: Bench, text: str, again: bool) -> None:
    job(project, text)
    with pytest.raises(Retryable if again else Permanent, match=r"job\.py:\d+: "):
        project.perform(python("f"), TOTALS, reads=READS)


def test_what_a_job_logs_is_said(project: Bench) -> None:
    job(project, "import logging\ndef f(flights):\n    logging.info('half way')\n    return flights\n")
    with pytest.raises(Permanent):
        project.perform(python("f"), TOTALS, reads=READS)
    assert "INFO root: half way" in project.said
