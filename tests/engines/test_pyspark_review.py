"""What `levada validate` says of jobs that would not do on the embedded engine what they do on Spark."""

from pathlib import Path

import pytest

from levada.engines.embedded.review import review
from levada.engines.registry import ABILITIES
from levada.errors import Problem
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.spec.reader import read
from tests.spec.conftest import HEAD

SPEC = f"{HEAD}steps: [{{spark: job, reads: [a.b], into: m.a}}]\ndatasets: {{a.b: {{loader: them}}}}\n"
SPARK = "apiVersion: levada/v1\nkind: Environment\ncatalog: {type: rest, uri: https://c}\nverbs: {spark: spark}\n"
IMPORTS = "from pyspark.sql import functions as F, types as T\n"


def told(root: Path, text: str, **files: str) -> list[Problem]:
    written = {"include/pipelines/p.yaml": SPEC, "spark_jobs/job.py": IMPORTS + text, **files}
    for name, content in written.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    project = read(root)
    bound = [bind(made, environment(project), ABILITIES) for made in plan(project)]
    return list(review(project, bound, root))


def test_a_function_that_differs_is_a_warning_with_place_example_and_cure(tmp_path: Path) -> None:
    (said,) = told(
        tmp_path, "def job(b):\n    é = b\n    return b.select('é', F.rint('n').alias('n')) or F.rint('m')\n"
    )
    assert str(said).splitlines()[0] == (
        "spark_jobs/job.py:4:28: warning: F.rint differs from Spark's: F.rint('y'), y = 0.5, is 0.0 in Spark, 1.0 here "
        "[pyspark]"
    )
    assert said.hint == "give the step to Spark, verbs: {spark: spark} in include/environments/local.yaml"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("b.rollup('n').count()", "the embedded engine has no DataFrame.rollup"),
        ("b.where(F.isnotnull('n'))", "the embedded engine has no F.isnotnull"),
        ("b.join(b, 'n', 'outer')", ""),
        ("b.join(b, 'n', how='outer')", ""),
        ("b.join(b, 'n')", ""),
        ("b.select(b.n.cast('int'))", "Column.cast differs from Spark's"),
        ("b.select(b.n.cast(T.IntegerType()))", "Column.cast differs from Spark's"),
        ("b.select(b.n.cast('double'))", ""),
        ("b.select(F.split('s', ',').alias('v'))", ""),
        ("b.select(F.split('s', ',', 2).alias('v'))", "F.split differs from Spark's"),
        ("b.select(F.size('n').alias('v'))", ""),
        ("b.select(F.filter('n', lambda n: n > 1).alias('v'))", "the embedded engine has no F.filter that would work"),
    ],
)
def test_which_calls_are_meant(tmp_path: Path, call: str, message: str) -> None:
    found = told(tmp_path, f"def job(b):\n    return {call}\n")
    assert [one.message.partition(":")[0] for one in found] == [message] * bool(message)
    assert {one.severity for one in found} <= {"warning"}


@pytest.mark.parametrize(
    ("call", "nameless"),
    [
        ("b.select('n', F.max('n'))", "F.max('n')"),
        ("b.select(b.n, b['n'], F.col('n'), F.lit(1), F.col('n').cast('double'))", ""),
        ("b.select((b.n + 1).alias('m'), b.n * 2)", "b.n * 2"),
        ("b.groupBy('s').agg(F.max('n').alias('m'), F.sum(b.n).cast('double'))", "F.sum(b.n).cast('double')"),
        ("b.agg(F.max('n').over(W.partitionBy('s')))", "F.max('n').over(W.partitionBy('s'))"),
        ("b.agg(*[F.max(name).alias(name) for name in b.columns])", ""),
        ("b.withColumn('m', F.max('n')).where(F.abs('n') > 1).orderBy(-b.n)", ""),
    ],
)
def test_a_column_whose_name_is_left_to_the_engine(tmp_path: Path, call: str, nameless: str) -> None:
    found = told(tmp_path, f"from pyspark.sql import Window as W\ndef job(b):\n    return {call}\n")
    said = f"{nameless} has no name: Spark calls the column otherwise than the embedded engine does"
    assert [one.message for one in found] == [said] * bool(nameless)


def test_what_does_the_same_is_named(tmp_path: Path) -> None:
    (said,) = told(tmp_path, "def job(b):\n    return b.where(F.isnotnull('n'))\n")
    assert said.hint.startswith("write Column.isNotNull(); or give the step to Spark")


def test_modules_that_a_job_imports_are_looked_at_once(tmp_path: Path) -> None:
    helper = f"{IMPORTS}def made():\n    return F.rint('n')\n"
    two = SPEC.replace("steps: [", "steps: [{spark: 'more.other', into: m.c}, ")
    files = {
        "spark_jobs/more/__init__.py": "",
        "spark_jobs/more/other.py": "from more.helper import made\ndef other(): ...",
        "spark_jobs/more/helper.py": helper,
        "include/pipelines/p.yaml": two,
    }
    found = told(tmp_path, "from more.helper import made\ndef job(b): ...\n", **files)
    assert [(one.file, one.line) for one in found] == [("spark_jobs/more/helper.py", 3)]


def test_nothing_is_said_of_jobs_that_spark_gets_or_that_cannot_be_read(tmp_path: Path) -> None:
    job = "def job(b):\n    return b.select(F.rint('n'))\n"
    assert told(tmp_path, job, **{"include/environments/local.yaml": SPARK}) == []
    (tmp_path / "include/environments/local.yaml").unlink()
    assert told(tmp_path, "def job(b)\n") == []
