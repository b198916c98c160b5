"""What is said about steps that are done item by item."""

import pytest

BODY = """\
schedule: '@daily'
steps:
  - {{ingest: {{files: codes.csv}}, into: raw.codes}}
  - {}
datasets:
  raw.codes:
    contract:
      - {{name: code, logicalType: string}}
      - {{name: rate, logicalType: number}}
      - {{name: email, logicalType: string, classification: restricted}}
  raw.a: {{event_time: at, write: {}, contract: [{{name: at, logicalType: timestamp}}]}}
"""
INGEST = "{{ingest: {{files: '{{{{ item }}}}.csv'}}, into: raw.a, for_each: {}}}"


@pytest.mark.parametrize(
    ("for_each", "expected"),
    [
        ("[PT, 2, 0.5]", ""),
        ("{dataset: raw.codes, column: code}", ""),
        ("[]", "for_each: must not be empty"),
        ("[a, true]", "for_each.1: true must be text"),
        ("[null]", "for_each.0: must be text"),
        ("[[a]]", "for_each.0: must be text"),
        ("[1, a, '1']", "for_each.2: 1 is there already"),
        ("[a, '{{ params.list }}']", "for_each.1: no templates are filled in items"),
        ("PT", "for_each: 'PT' must be a list or a map"),
        ("{dataset: raw.codes}", "for_each: `column` is missing"),
        ("{dataset: raw.codes, column: cod}", "for_each.column: the contract of raw.codes has no column cod"),
        ("{dataset: raw.codes, column: rate}", "for_each.column: the column rate is of type number"),
        ("{dataset: raw.codes, column: email}", "for_each.column: only some may see its values"),
        ("{dataset: raw.nobody, column: code}", "for_each.dataset: nothing provides raw.nobody"),
        ("{dataset: raw.a, column: at}", "for_each.dataset: raw_a → raw_a: the step waits for itself"),
    ],
)
def test_items(said, for_each, expected):
    found = [
        text.partition(" ")[2].removeprefix("steps.1.") for text in said(BODY.format(INGEST.format(for_each), "append"))
    ]
    assert [text[: len(expected)] for text in found][:1] == [expected] * bool(expected)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("dbt: tag:x, into: [m.b]", "a `dbt` step is not done item by item"),
        ("id: w, wait: {files: 'a.ok'}", "a `wait` step is not done item by item"),
        ("ingest: {files: a.csv}, into: raw.a", "each item would load the same files"),
        ("sql: select code from raw.codes, into: m.b", "the query is the same for each item"),
        ("id: o, operator: {class: a.B, args: {x: '{{ ds }} item'}}", "the operator does the same for each item"),
        ("id: o, operator: {class: a.B, args: {x: '{{item}}'}}", ""),
    ],
)
def test_what_is_done_item_by_item(said, step, expected):
    found = said(BODY.format(f"{{{step}, for_each: [1]}}", "append"))
    assert [text.partition(" ")[2] for text in found if "steps.1.for_each" in text] == [
        f"steps.1.for_each: {expected}"
    ] * bool(expected)


@pytest.mark.parametrize(
    ("strategy", "path", "expected"),
    [
        ("append", "{{ item }}/{{ ds }}.csv", ""),
        ("merge", "{{ item }}.csv", ""),
        ("replace", "{{ item }}.csv", "datasets.raw.a.write: each item would replace all of raw.a"),
        ("insert_overwrite", "{{ item }}/{{ ds }}.csv",
         "datasets.raw.a.write: each item would replace the run's interval in raw.a"),
    ],
)  # fmt: skip
def test_no_item_takes_away_what_others_bring(said, strategy, path, expected):
    body = BODY.format(f"{{ingest: {{files: '{path}'}}, into: raw.a, for_each: [1]}}", strategy)
    found = [text.partition(" ")[2] for text in said(body) if "each item" in text]
    assert found == [expected] * bool(expected)


def test_nor_where_nothing_is_said_about_writing(said):
    assert said("steps: [{spark: a, into: raw.a, for_each: [1]}]") == [
        "1:26 steps.0.into: each item would replace all of raw.a, as by default"
    ]


def test_partitions_may_be_overwritten_item_by_item(said):
    body = "steps: [{{python: a, into: raw.a, for_each: [1]}}]\ndatasets: {{raw.a: {{write: insert_overwrite{}}}}}"
    assert said(body.format(", partitioning: [country]")) == []
    assert len(said(body.format(""))) == 1


def test_an_argument_of_the_item_s_name_is_one_too_many(said):
    step = "{python: a, into: raw.a, with: {item: 1}, for_each: [1]}"
    assert said(f"steps: [{step}]\ndatasets: {{raw.a: {{write: append}}}}") == [
        "1:34 steps.0.with: the argument item is the step's item"
    ]


def test_the_word_item_belongs_to_such_steps(said):
    (found,) = said(
        "steps: [{ingest: {files: '{{ item }}.csv'}, into: raw.a}]\ndatasets: {raw.a: {contract: [{name: a}]}}"
    )
    assert "{{ item }} is known where a step says `for_each`" in found


def test_nobody_waits_for_what_is_published_item_by_item(problems):
    head = "apiVersion: levada/v1\nkind: Pipeline\nschedule: '@daily'\n"
    a = "steps: [{python: a, into: raw.a, for_each: [1]}]\ndatasets: {raw.a: {write: append}}"
    b = "steps: [{id: w, wait: {dataset: raw.a}}]"
    found = problems({"pipelines/a.yaml": head + a, "pipelines/b.yaml": head + b})
    assert [(one.file, one.path, one.id) for one in found] == [
        ("include/pipelines/b.yaml", "steps.0.wait.dataset", "items-waits")
    ]
