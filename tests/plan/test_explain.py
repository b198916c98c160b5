"""Plans in words, as they were reviewed; `LEVADA_GOLDEN=write` writes them anew."""

import os
from datetime import date
from pathlib import Path

import pytest

from levada.engines.registry import ABILITIES
from levada.intervals import UNITS
from levada.plan.binding import bind, environment
from levada.plan.environment import Environment, SparkConf
from levada.plan.explain import explain, schedule
from levada.plan.graph import Plan, Schedule
from levada.plan.planner import plan
from levada.spec.reader import read
from tests.plan.projects import planned

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/snapshots/explain"


def test_a_run_for_each_whole_unit_in_words() -> None:
    when = Schedule(timezone="Europe/Lisbon", unit=UNITS["day"], assets=("raw.a", "raw.b"), start_date=date(2013, 7, 1))
    assert schedule(when) == (
        "when raw.a and raw.b have been published for a whole day in Europe/Lisbon; "
        "a run stands for that day, from 2013-07-01"
    )


def test_a_delay_in_words() -> None:
    assert schedule(Schedule("0 4 * * *", unit=UNITS["day"], delay=754)) == (
        "at cron '0 4 * * *' in UTC, 12m 34s later, its share of the jitter; "
        "a run stands for the last whole day before it"
    )


def test_by_hand_in_words() -> None:
    assert schedule(Schedule()) == "by hand only"
    assert schedule(Schedule(unit=UNITS["day"])) == (
        "by hand only; a run that is given a date stands for the day in UTC that holds it"
    )


@pytest.mark.parametrize("name", ["flights", "punctuality"])
def test_the_demo_in_words(name: str) -> None:
    project = read(ROOT)
    where = environment(project)
    (made,) = (made for made in plan(project) if made.pipeline == name)
    text = explain(bind(made, where, ABILITIES), where)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("LEVADA_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()


def test_every_line_of_a_description_is_set_in() -> None:
    text = explain(Plan("p", "p.yaml", description="one\ntwo\n"), Environment("local", ()))
    assert text.splitlines()[1:3] == ["  one", "  two"]


def test_what_spark_is_told_in_words_and_without_its_secrets() -> None:
    told = SparkConf((("spark.driver.memory", "4g"), ("spark.master", "local[2]")), (("spark.x.secret", "store_key"),))
    where = Environment("local", (), verbs=(("spark", "spark"),), spark=told)
    said = "driven by this process, its master local[2]; spark.driver.memory 4g, spark.x.secret what $STORE_KEY holds"
    assert f"  spark   {said}\n" in explain(Plan("p", "p.yaml"), where)
    assert "  spark   " not in explain(Plan("p", "p.yaml"), Environment("local", ()))


@pytest.mark.parametrize(
    ("write", "otherwise", "how"),
    [
        ("append", "the step fails", "append, each new row once"),
        ("{strategy: merge, unique_key: a}", "all of them are read", "merge by a: rows with a known key replace those"),
    ],
)
def test_what_is_new_in_words(tmp_path: Path, write: str, otherwise: str, how: str) -> None:
    step = "steps: [{spark: b, reads: [{dataset: raw.a, rows: new}], into: m.a}]"
    plan = planned(tmp_path, f"{step}\ndatasets: {{raw.a: {{loader: x}}, m.a: {{write: {write}}}}}")
    text = explain(plan, Environment("local", ()))
    assert "batch" not in text
    since = "those published since the step last read it; if others were taken away or replaced"
    assert f"raw.a as a: {since}, {otherwise}\n" in text
    assert f"m.a: {how}" in text


def test_batches_in_words(tmp_path: Path) -> None:
    step = "{spark: {job: b, trigger: available_now}, reads: [{dataset: raw.a, rows: new}], into: m.a}"
    plan = planned(tmp_path, f"steps: [{step}]\ndatasets: {{raw.a: {{loader: x}}, m.a: {{write: append}}}}")
    said = "each   batch of about 1 GiB of their files: written, checked and published by itself\n"
    assert said in explain(plan, Environment("local", ()))
