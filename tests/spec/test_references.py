"""What concerns several files: everything in one pass, and nothing that only follows from something else."""

from tests.spec.conftest import AIRLINES, HEAD, Problems
from tests.spec.shop import CONTRACT, REPORT, SALES, SHOP

EVERYTHING = """\
schedule: every day
description: AKIAABCDEFGHIJKLMNOP
owner: 5
nonsense: 1
steps:
  - ingest: {files: airlines.csv}
    into: raw.airlines
  - spark: one
    reads: [raw.nothing]
    into: staging.one
    retries: 1
    retries: 2
  - spark: two
    reads: [staging.three]
    into: staging.two
    depends_on: [staging_on]
  - spark: three
    reads: [staging.two]
    into: staging.three
datasets:
  staging.one: {contract: nobody}
  staging.two:
    contract: [{name: a, logicalType: string, primaryKey: true}]
    partitioning: [b]
"""


def test_every_kind_of_mistake_in_one_pass(problems: Problems) -> None:
    contract = CONTRACT.replace("[receipt, shop]", "[till]").replace("raw.sales", "staging.one")
    found = problems({
        "pipelines/a.yaml": HEAD + EVERYTHING,
        "pipelines/airlines.yaml": AIRLINES,
        "pipelines/broken.yaml": "kind: [",
        "contracts/sales.odcs.yaml": contract,
        "environments/local.yaml": "apiVersion: levada/v1\nkind: Environment\nlandings: data",
    })  # fmt: skip
    assert [f"{p.file.removeprefix('include/')}:{p.line} {p.path}: {p.message}" for p in found] == [
        "contracts/sales.odcs.yaml:16 schema.0.quality.1.arguments.properties.0: sold has no column till",
        "environments/local.yaml:3 landings: unknown key `landings`",
        "pipelines/a.yaml:3 schedule: 'every day' is not a cron expression",
        "pipelines/a.yaml:4 description: this looks like an AWS access key",
        "pipelines/a.yaml:5 owner: 5 must be text",
        "pipelines/a.yaml:6 nonsense: unknown key `nonsense`",
        "pipelines/a.yaml:9 steps.0.into: raw.airlines is loaded from files and has no contract",
        "pipelines/a.yaml:11 steps.1.reads.0: nothing provides raw.nothing",
        "pipelines/a.yaml:14 steps.1.retries: the key `retries` was already given on line 13",
        "pipelines/a.yaml:16 steps.2.reads.0: steps wait for one another: staging_two → staging_three → staging_two",
        "pipelines/a.yaml:18 steps.2.depends_on.0: there is no step staging_on",
        "pipelines/a.yaml:23 datasets.staging.one.contract: there is no contract 'nobody'",
        "pipelines/a.yaml:26 datasets.staging.two.partitioning.0: the contract of staging.two has no column b",
        "pipelines/airlines.yaml:5 steps.0.into: raw.airlines is already written at include/pipelines/a.yaml:9: "
        "a dataset has one writer",
        "pipelines/broken.yaml:1 : is not YAML: did not find expected node content (while parsing a flow node)",
    ]
    assert all(p.hint and p.source for p in found)


def test_the_whole_message(problems: Problems) -> None:
    (found,) = problems({"pipelines/report.yaml": REPORT.replace("exclude", "exclde"), **_without("report")})
    assert str(found) == (
        "include/pipelines/report.yaml:5:27: steps.0.dbt.exclde: unknown key `exclde` [unknown-key]\n"
        '      - dbt: {select: report, exclde: draft, vars: {day: "{{ ds }}"}}\n'
        "                              ^\n"
        "    cure: did you mean `exclude`?"
    )


def test_what_a_broken_file_may_provide_is_not_missed(problems: Problems) -> None:
    found = problems({**SHOP, "pipelines/shop/sales.yaml": SALES + "\n  ]"})
    assert [p.file for p in found] == ["include/pipelines/shop/sales.yaml"]


def test_what_a_broken_part_may_provide_is_not_missed(problems: Problems) -> None:
    found = problems(
        {**SHOP, "pipelines/shop/sales.yaml": SALES.replace("into: [analytics.", "into: [Analytics!, analytics.")}
    )
    assert [p.path for p in found] == ["steps.3.into.0"]
    found = problems({**SHOP, "pipelines/shop/sales.yaml": SALES.replace("into: [analytics.", "outto: [analytics.")})
    assert [p.path for p in found] == ["steps.3.outto"]


def test_a_broken_contract_is_not_missed(problems: Problems) -> None:
    found = problems({**SHOP, "contracts/sales.odcs.yaml": CONTRACT.replace("kind: DataContract", "kind: Contract")})
    assert [p.path for p in found] == ["kind"]


def test_circles_through_several_pipelines(problems: Problems) -> None:
    found = problems({
        "pipelines/a.yaml": HEAD + "steps: [{spark: a, reads: [m.b], into: m.a}]",
        "pipelines/b.yaml": HEAD + "steps: [{spark: b, reads: [m.a], into: m.b}]",
    })  # fmt: skip
    assert [(p.file, p.message) for p in found] == [
        ("include/pipelines/a.yaml", "steps wait for one another: a.m_a → b.m_b → a.m_a")
    ]


def test_intervals_of_what_others_write(problems: Problems) -> None:
    reader = (
        HEAD
        + "steps: [{spark: a, reads: [{dataset: m.a, rows: interval}], into: m.b}]\ndatasets: {m.b: {write: append}}"
    )
    for event_time, expected in (("", ["steps.0.reads.0.rows"]), ("event_time: t", [])):
        writer = HEAD + f"steps: [{{spark: a, into: m.a}}]\ndatasets: {{m.a: {{{event_time}}}}}"
        assert [p.path for p in problems({"pipelines/a.yaml": writer, "pipelines/b.yaml": reader})] == expected


def test_settings_belong_to_the_writer(problems: Problems) -> None:
    other = HEAD + "datasets: {raw.airlines: {event_time: t}}"
    found = problems({"pipelines/airlines.yaml": AIRLINES, "pipelines/b.yaml": other})
    assert [(p.path, p.hint) for p in found] == [
        ("datasets.raw.airlines", "its settings belong into the pipeline that writes it: airlines")
    ]


def _without(name: str) -> dict[str, str]:
    return {file: text for file, text in SHOP.items() if name not in file}


def test_a_contract_whose_table_is_misspelt_is_named(problems: Problems) -> None:
    contract = CONTRACT.replace("physicalName: raw.sales", "physicalName: raw.sale")
    found = problems({**SHOP, "contracts/sales.odcs.yaml": contract})
    assert [p.hint for p in found if "has no contract" in p.message] == [
        "did you mean `raw.sale`? So says a `physicalName` in include/contracts/sales.odcs.yaml"
    ]
