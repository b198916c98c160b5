"""The table of differences between the embedded engine and Spark: it is what both say today."""

import re
from pathlib import Path

import pytest

from benchmarks.functions.corpus import calls
from benchmarks.functions.laptop import asked
from benchmarks.functions.page import page
from benchmarks.functions.rows import write
from benchmarks.functions.verdicts import verdicts
from benchmarks.measure import ROOT
from levada.engines.embedded.differences import ABSENT, DIFFERS, Difference, names, table

SHAPES = ("aggregate", "column")
"""Many of these are asked at once; those of whole frames are left to the generator, for each is a job of Spark's."""


def test_the_page_is_made_of_the_table() -> None:
    assert (ROOT / "docs" / "pyspark.md").read_text("utf-8") == page(table())


def test_what_is_said_to_do_the_same_is_there() -> None:
    lacking = {each.name for each in table() if each.grade in (ABSENT, DIFFERS) and not each.only}
    said = {found for each in table() for found in re.findall(r"(F\.)?(\w+)\(", each.instead)}
    methods = {name for name in names() if not name.startswith("functions.")} - lacking
    assert {f"functions.{name}" for is_function, name in said if is_function} & lacking == set()
    assert {name for is_function, name in said if not is_function} <= {name.partition(".")[2] for name in methods}


def test_everything_of_pyspark_s_is_in_it(jdk: Path, spark_jars: Path) -> None:
    from benchmarks.functions.names import names as every

    assert every() <= names()


@pytest.mark.filterwarnings("ignore::FutureWarning")  # PySpark's, of old names
def test_both_engines_still_say_so(jdk: Path, spark_jars: Path, tmp_path: Path) -> None:
    from benchmarks.functions.spark import answers, begun

    write(tmp_path)
    tried = [call for call in calls() if call.shape in SHAPES]
    laptop, _ = asked(tmp_path, *SHAPES)
    with begun(tmp_path, spark_jars) as session:
        spark = answers(session, tmp_path, tried)
    found = verdicts((call, spark[call], laptop[call]) for call in tried)
    assert {name: verdict.grade for name, verdict in found.items()} == {
        name: each.grade for each in table() if (name := _written(each)) in found
    }


def _written(each: Difference) -> str:
    return f"{each.name}({each.only})" if each.only else each.name
