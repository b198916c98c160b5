"""A DAG that was dag-factory's, through the Airflow target: the values that dag-factory 1.1 gives it."""

from datetime import timedelta
from pathlib import Path

import pytest
from airflow.sdk import DAG
from click.testing import CliRunner

from levada.cli.main import cli
from levada.targets.airflow.loader import dags

TEAM = """\
default:
  default_args: {start_date: 2024-02-01, timezone: America/New_York, queue: q1, retries: 3}
team:
  schedule: "@daily"
  max_active_runs: 2
  task_groups:
    - {group_name: g1, dependencies: [common]}
    - {group_name: g2, dependencies: [g1], default_args: {retries: 9, weight_rule: absolute}}
    - {group_name: g3, parent_group_name: g2, default_args: {pool: big}}
  tasks:
    common: {operator: &empty airflow.providers.standard.operators.empty.EmptyOperator, priority_weight: 7}
    a: {operator: &bash airflow.providers.standard.operators.bash.BashOperator, bash_command: a, task_group_name: g1}
    z: {operator: *bash, bash_command: z, task_group_name: g2, dependencies: [y]}
    y: {operator: *bash, bash_command: y, task_group_name: g2}
    w: {operator: *bash, bash_command: w, task_group_name: g3, retries: 0}
    v: {operator: *empty, dependencies: [g2, g3], trigger_rule: none_failed, retry_delay: 60}
"""


@pytest.fixture
def team(tmp_path: Path) -> DAG:
    (tmp_path / "include").mkdir()
    (tmp_path / "team.yml").write_text(TEAM)
    result = CliRunner().invoke(cli, ["--root", str(tmp_path), "import", "dag-factory", str(tmp_path / "team.yml")])
    assert result.exit_code == 0, result.output
    made: DAG = dags(tmp_path, "local")["team"]
    return made


def test_tasks_and_edges(team: DAG) -> None:
    assert {task.task_id: set(task.upstream_task_ids) for task in team.tasks} == {
        "common": set(),
        "g1_a": {"common"},
        "g2_y": {"g1_a"},
        "g2_z": {"g2_y"},
        "g2_g3_w": {"g1_a"},
        "v": {"g2_z", "g2_g3_w"},
    }


def test_how_tasks_are_tried(team: DAG) -> None:
    tasks = team.task_dict
    assert {name: task.retries for name, task in tasks.items()} == {
        "common": 3, "g1_a": 3, "g2_y": 9, "g2_z": 9, "g2_g3_w": 0, "v": 3,
    }  # fmt: skip
    assert (tasks["common"].priority_weight, tasks["g2_g3_w"].pool, tasks["g1_a"].queue) == (7, "big", "q1")
    assert (tasks["v"].retry_delay, tasks["v"].trigger_rule) == (timedelta(seconds=60), "none_failed")
    assert tasks["g2_y"].weight_rule == "absolute"


def test_schedule_and_arguments(team: DAG) -> None:
    assert (team.timetable.summary, team.catchup, team.max_active_runs) == ("@daily America/New_York", False, 2)
    assert str(team.start_date) == "2024-02-01 05:00:00+00:00"
    assert [team.task_dict[name].bash_command for name in ("g1_a", "g2_z")] == ["a", "z"]
