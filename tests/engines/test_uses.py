"""What a job uses of PySpark, read from its file."""

import ast

import pytest

from levada.engines.embedded.differences import names
from levada.engines.functions.uses import Use, uses

HEAD = "from pyspark.sql import Column, DataFrame, Window, functions as F\n"


def used(text: str, *frames: tuple[str, str]) -> list[str]:
    return [each.name for each in uses(ast.parse(HEAD + text), names(), frames)]


@pytest.mark.parametrize(
    "text",
    [
        "F.abs('n')",
        "import pyspark.sql.functions as f\nf.abs('n')",
        "import pyspark.sql.functions\npyspark.sql.functions.abs('n')",
        "from pyspark.sql import functions\nfunctions.abs('n')",
        "from pyspark.sql.functions import abs as size\nsize('n')",
        "from pyspark.sql.functions import *\nabs('n')",
        "list(map(F.abs, 'ab'))",
        "def f(x: int) -> None:\n    import math\n    math.floor(F.abs(x))",
    ],
)
def test_a_function_by_any_name(text: str) -> None:
    assert used(text) == ["functions.abs"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("df.join(df, 'id')", ["join"]),
        ("g = df.groupBy('a')\ng.pivot('b').sum('c').distinct()", ["groupBy", "pivot", "sum", "distinct"]),
        ("df.na.fill(0).stat.corr('a', 'b')", ["fillna", "corr"]),
        ("df['a'].cast('int').alias('b')", ["cast", "alias"]),
        ("(df.a + 1).cast('int')", ["cast"]),
        ("(-F.abs('a')).isin(1)", ["abs", "isin"]),
        ("made(1).distinct()", ["distinct"]),
        ("Window.partitionBy('a').orderBy('b')", ["partitionBy", "orderBy"]),
        ("one = two = df\ntwo.drop('a')", ["drop"]),
        ("x: 'DataFrame' = load()\nx.drop('a')", ["drop"]),
        ("'a'.replace('a', 'b').join([])\nrows.count()\nother.drop(1)", []),
        ("df = {}\ndf.pop('a')\ndf.replace(1)", []),
        ("df.collect()[0].count(1)", ["collect"]),
        ("sorted([], key=lambda df: df.drop())", []),
        ("(df if df else None).drop('a')", ["drop"]),
    ],
)
def test_methods_of_what_is_known_to_be_one_of_pyspark_s(text: str, expected: list[str]) -> None:
    lines = "\n    ".join(text.splitlines())
    job = f"def made(n) -> DataFrame: ...\ndef job(df: DataFrame, other):\n    {lines}\n"
    assert [name.partition(".")[2] for name in used(job)] == expected


def test_a_job_s_own_inputs_need_no_annotation() -> None:
    text = "def job(df, n):\n    return df.drop(n.drop())\n"
    assert used(text) == []
    assert used(text, ("job", "df")) == ["DataFrame.drop"]


def test_a_use_has_its_place_and_what_it_is_given() -> None:
    text = "def f(df: DataFrame):\n    return (\n        df.join(df, on='é', how=\"left\")\n        .drop(1)\n    )\n"
    join, drop = uses(ast.parse(HEAD + text), names())
    assert join == Use(4, 12, "DataFrame.join", ("df", "é", "left"), ("on", "how"))
    assert (drop.line, drop.column, drop.arguments) == (5, 10, ("1",))
