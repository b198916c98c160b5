"""Every kind of mistake has a page, and a spec that makes it."""

import pytest

from levada.errors import SpecError
from levada.spec.pages import pages
from levada.spec.reader import read, read_pipeline
from tests.spec.conftest import HEAD, Problems, Write

ELSEWHERE = {"backfill", "dbt", "engine", "job", "name", "operator", "pyspark", "renamed"}
"""Found by reviews, by binding, and where a pipeline is asked for by name; tested there, and below."""

INTO = "steps: [{spark: a, into: m.a}]\n"
COLUMNS = "contract: [{name: a, logicalType: string}, {name: t, logicalType: timestamp}]"
FILE = "ingest: {files: a.csv}"
KEY = "{name: a, logicalType: string, relationships: [{type: foreignKey, to: %s}]}"
BODIES = {
    "checks": INTO + "datasets: {m.a: {quality: {checks: [{metric: nullValues, mustBe: 0}]}}}",
    "choice": INTO + "datasets: {m.a: {write: apend}}",
    "conditions": "steps: [{spark: a, into: m.a, when: {}}]",
    "conditions-params": "steps: [{spark: a, into: m.a, when: {param: nix, is: 1}}]",
    "conditions-rows": "steps: [{spark: a, into: m.a, when: {rows: m.nix}}]",
    "conditions-weekdays": "steps: [{spark: a, into: m.a, when: {weekday: [mon]}}]",
    "cycles": "steps: [{spark: a, into: m.a, reads: [m.a]}]",
    "flow-assets": INTO + "schedule: {assets: [m.b]}",
    "flow-intervals": "steps: [{spark: a, into: m.a}, {spark: b, into: m.b, reads: [{dataset: m.a, rows: interval}], "
    "with: {day: 1}}]\ndatasets: {m.b: {write: append}}",
    "flow-reads": "steps: [{spark: a, into: m.a, reads: [m.b]}]",
    "flow-references": INTO + "datasets: {m.a: {contract: [{name: a, relationships: [{to: m.b.a}]}]}}",
    "flow-settings": INTO + "datasets: {m.b: {}}",
    "flow-writers": "steps: [{spark: a, into: m.a}, {id: b, spark: b, into: m.a}]",
    "items": "steps: [{spark: a, into: m.a, for_each: []}]",
    "items-arguments": "steps: [{spark: a, into: m.a, with: {item: 1}, for_each: [1]}]",
    "items-columns": "steps: [{spark: a, into: m.a, for_each: [1]}]\n"
    "datasets: {m.a: {write: {strategy: append, on_schema_change: sync_all_columns}}}",
    "items-replacements": "steps: [{spark: a, into: m.a, for_each: [1]}]",
    "items-unused": "steps: [{sql: select 1 x from m.b, into: m.a, for_each: [1]}]",
    "items-values": "steps: [{spark: a, into: m.a}, {spark: b, into: m.b, for_each: {dataset: m.a, column: nix}}]\n"
    f"datasets: {{m.a: {{{COLUMNS}}}, m.b: {{write: append}}}}",
    "items-verbs": "steps: [{dbt: a, into: [m.a], for_each: [1]}]",
    "keys-columns": INTO + f"datasets: {{m.a: {{write: {{strategy: merge, unique_key: [b]}}, {COLUMNS}}}}}",
    "keys-meaningless": INTO + "datasets: {m.a: {write: {strategy: append, unique_key: [a]}}}",
    "keys-unkeyed": INTO + f"datasets: {{m.a: {{write: merge, {COLUMNS}}}}}",
    "later-release": "alerts: []",
    "layout-event-times": INTO + f"datasets: {{m.a: {{event_time: a, {COLUMNS}}}}}",
    "layout-layout-of-dbt": "steps: [{dbt: a, into: [m.a]}]\ndatasets: {m.a: {write: append}}",
    "layout-orders": INTO + "datasets: {m.a: {sort_order: [a b c], contract: [{name: a}]}}",
    "layout-partitions": INTO + "datasets: {m.a: {partitioning: [weeks(t)]}}",
    "missing-key": "steps: [{ingest: {files: {}}, into: m.a}]",
    "operators-arguments": "steps: [{id: a, operator: {class: a.B, args: {retries: 1}}}]",
    "operators-names": "steps: [{operator: {class: a.B, args: {}}}]",
    "operators-params": "steps: [{id: a, operator: {class: a.B, args: {b: '{{ params.nix }}'}}}]",
    "operators-promises": "steps: [{operator: {class: a.B}, into: m.a}]\ndatasets: {m.a: {write: append}}",
    "params": "params: {a: {type: strng}}",
    "promises-contracts": "contract: nix",
    "promises-files": f"steps: [{{{FILE}, into: m.a}}]",
    "promises-inline": INTO + "datasets: {m.a: {contract: [{nam: a}]}}",
    "promises-nested": INTO + "datasets: {m.a: {contract: [{name: a, logicalType: object}]}}",
    "promises-relationships": INTO + "datasets: {m.a: {contract: [{name: a, relationships: [{to: b.a}]}]}}",
    "reading-mixtures": "steps: [{spark: a, into: m.a, reads: "
    "[{dataset: m.b, rows: new}, {dataset: m.c, rows: interval}]}]",
    "properties": INTO + "datasets: {m.a: {properties: {format-version: '3'}}}",
    "reading-sources": "steps: [{spark: a, into: m.a}, {spark: b, into: m.b, reads: [{dataset: m.a, rows: new}]}]\n"
    "datasets: {m.b: {write: append}}",
    "reading-strategies": "steps: [{spark: a, into: m.a, reads: [{dataset: m.b, rows: new}]}]",
    "reading-triggers": "steps: [{spark: {job: a, trigger: available_now}, into: m.a, reads: [m.b]}]",
    "reading-verbs": "steps: [{dbt: a, into: [m.a], reads: [{dataset: m.b, rows: new}]}]",
    "schedule-backfills": "schedule: '@daily'\nbackfill: {batch_size: day}",
    "schedule-crons": "schedule: often",
    "schedule-dates": "schedule: {catchup: true, cron: '@daily'}",
    "schedule-gaps": "schedule: {cron: '0 4 * * 1-5', interval: day}",
    "schedule-jitters": "schedule: {jitter: 5m}",
    "schedule-triggers": INTO + "schedule: {assets: [m.a]}",
    "schedule-zones": "schedule: {timezone: Europe/Lisbo}",
    "secret": "x-own: {password: hunter2}",
    "steps-arguments": "steps: [{dbt: a, into: [m.a], with: {a: 1}}]",
    "files": f"steps: [{{ingest: {{files: a.txt}}, into: m.a}}]\ndatasets: {{m.a: {{{COLUMNS}}}}}",
    "sql": "steps: [{sql: select 1, into: m.a}]",
    "steps-ids": "steps: [{dbt: a, into: [m.a, m.b]}]",
    "steps-names": "steps: [{spark: a, into: m.a__build}]",
    "steps-orders": "steps: [{spark: a, into: m.a, depends_on: [nix]}]",
    "steps-outputs": "steps: [{id: a, spark: a}]",
    "steps-trigger-rules": "steps: [{spark: a, into: m.a, trigger_rule: all_done}]",
    "steps-verbs": "steps: [{into: m.a}]",
    "templates": "steps: [{spark: a, into: m.a, with: {x: '{{ nix }}'}}]",
    "unknown-key": "stepps: []",
    "value": "owner: 5",
    "variable": "owner: ${var.nix}",
    "waits": "schedule: '@daily'\nsteps: [{id: w, wait: {}}]",
    "waits-idle": "steps: [{wait: {until: '06:30'}, into: m.a}]",
    "writes-lookbacks": "steps: [{spark: a, into: m.a, reads: [{dataset: m.b, lookback: 1d}]}]",
    "writes-overwrites": INTO + "datasets: {m.a: {write: insert_overwrite}}",
    "writes-replacements": "steps: [{spark: a, into: m.a}, {spark: b, into: m.b, reads: "
    "[{dataset: m.a, rows: interval}]}]\ndatasets: {m.a: {event_time: t}}",
    "yaml": "a: &b c",
}
FILES = {
    "contract": {"contracts/a.odcs.yaml": "apiVersion: v3.2.0\nkind: DataContract\n"},
    "defaults": {"defaults.yaml": "apiVersion: levada/v1\nkind: Defaults\nsteps: {nix: {retries: 1}}"},
    "file": {"a.yaml": ""},
    "flow-dates": {
        "pipelines/a.yaml": HEAD + INTO,
        "pipelines/b.yaml": HEAD + "schedule: {assets: reads}\nsteps: "
        "[{spark: b, into: m.b, reads: [m.a], with: {d: '{{ ds }}'}}]",
    },
    "items-waits": {
        "pipelines/a.yaml": HEAD + "steps: [{spark: a, into: m.a, for_each: [1]}]",
        "pipelines/b.yaml": HEAD + "schedule: '@daily'\nsteps: [{id: w, wait: {dataset: m.a}}]",
    },
    "kind": {"pipelines/a.yaml": "kind: Pipeline"},
    "partitions-unheard": {
        "pipelines/a.yaml": HEAD + "schedule: '@hourly'\n" + INTO,
        "pipelines/b.yaml": HEAD + "schedule: {assets: [m.a], interval: day}\nsteps: [{spark: b, into: m.b}]",
        "pipelines/c.yaml": HEAD + "schedule: {assets: [m.b]}",
    },
    "partitions": {
        "pipelines/a.yaml": HEAD + INTO,
        "pipelines/b.yaml": HEAD + "schedule: {assets: [m.a], interval: day}",
    },
    "override": {
        "environments/local.yaml": "apiVersion: levada/v1\nkind: Environment\n"
        "overrides: [{id: a, select: {kind: Step}, set: {retries: 1}}]"
    },
}


@pytest.mark.parametrize(
    ("id_", "files"), [*((id_, {"pipelines/p.yaml": HEAD + body}) for id_, body in BODIES.items()), *FILES.items()]
)
def test_a_spec_that_makes_it(problems: Problems, id_: str, files: dict[str, str]) -> None:
    assert id_ in {problem.id for problem in problems(files)}


def test_a_name_that_is_not_there(write: Write) -> None:
    with pytest.raises(SpecError) as caught:
        read_pipeline(write({"pipelines/p.yaml": HEAD}), "q")
    assert {problem.id for problem in caught.value.problems} == {"name"}
    with pytest.raises(SpecError) as caught:
        read(write({}), "q")
    assert {problem.id for problem in caught.value.problems} == {"name"}


def test_every_page_is_met() -> None:
    assert sorted({*BODIES, *FILES} | ELSEWHERE) == list(pages())


def test_every_page_says_something() -> None:
    assert [id_ for id_, (cause, _) in pages().items() if not cause] == []
