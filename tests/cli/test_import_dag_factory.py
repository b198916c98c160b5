"""`levada import dag-factory`: what it writes validates and says the same; what it cannot say, it lists."""

from typing import Any

import pytest
import yaml

from tests.cli.shop import Shop

BASH = "airflow.providers.standard.operators.bash.BashOperator"
EMPTY = "airflow.providers.standard.operators.empty.EmptyOperator"

DEFAULTS = """\
default_args: {owner: data, retries: 2, retry_delay: {__type__: datetime.timedelta, minutes: 5}, depends_on_past: true}
tags: [shared]
"""
SALES = f"""\
default:
  default_args: {{start_date: 2024-01-01, timezone: Europe/Lisbon, retries: 3}}
Sales-Daily:
  description: Sales of a day
  schedule: "0 4 * * 1-5"
  params: {{region: north, limit: {{__type__: airflow.sdk.Param, default: 5, type: integer}}}}
  task_groups:
    load: {{dependencies: [begin], default_args: {{retries: 4}}}}
    inner: {{parent_group_name: load, dependencies: [a]}}
  tasks:
    - {{task_id: begin, operator: airflow.operators.bash_operator.BashOperator, bash_command: "echo {{{{ ds }}}}"}}
    - {{task_id: a, operator: {BASH}, bash_command: a, task_group_name: load}}
    - {{task_id: b, operator: {BASH}, bash_command: b, env: {{N: "1e3", Y: "yes"}}, task_group_name: inner, retries: 1}}
    - {{task_id: end, operator: {EMPTY}, trigger_rule: all_done, dependencies: [load, begin]}}
weekly:
  schedule: "@weekly"
  tasks:
    one: {{operator: {EMPTY}, retry_delay_sec: 90}}
"""


def taken(shop: Shop, text: str) -> tuple[int, dict[str, Any]]:
    """Exit code, and what is said."""
    shop.write("legacy/dags.yml", text)
    result = shop("import", "dag-factory", str(shop.root / "legacy"), "--format", "json")
    return result.exit_code, yaml.safe_load(result.output)


def written(shop: Shop, name: str) -> dict[str, Any]:
    text = (shop.root / f"include/pipelines/{name}.yaml").read_text()
    return dict(yaml.safe_load(text))


def one(task: str, dag: str = "") -> str:
    return f"one:\n  schedule: '@daily'\n{dag}  tasks:\n    ready: {{operator: {EMPTY}}}\n    task: {task}\n"


@pytest.fixture
def sales(shop: Shop) -> Shop:
    shop.write("legacy/defaults.yml", DEFAULTS)
    assert taken(shop, SALES)[0] == 0
    return shop


CONTRACT = "# of the sales team\napiVersion: v3.1.0\nkind: DataContract\nid: sales\nschema: [{name: sales}]\n"


def test_a_data_contract_beside_the_dags_is_left_alone_and_said(shop: Shop) -> None:
    shop.write("legacy/sales.odcs.yaml", CONTRACT)
    code, said = taken(shop, one("{operator: " + EMPTY + "}"))
    assert (code, [dag["dag"] for dag in said["dags"]], said["left_out"]) == (0, ["one"], [])
    note, *_ = said["notes"]
    assert (note["message"], note["line"]) == ("a DataContract, no DAGs: it is left as it is", 3)
    assert (shop.root / "legacy/sales.odcs.yaml").read_text() == CONTRACT


def test_a_data_contract_that_is_named_itself_too(shop: Shop) -> None:
    shop.write("legacy/sales.odcs.yaml", CONTRACT)
    result = shop("import", "dag-factory", str(shop.root / "legacy/sales.odcs.yaml"))
    assert result.exit_code == 0
    assert "note:" in result.output
    assert "cure: put it into include/contracts/" in result.output


def test_what_it_writes_validates(sales: Shop) -> None:
    assert sales("validate").exit_code == 0


def test_a_pipeline_has_what_all_defaults_come_to(sales: Shop) -> None:
    said = written(sales, "sales_daily")
    assert (said["owner"], said["tags"], said["default_args"]) == (
        "data", ["shared"], {"retries": 3, "retry_delay": "5m"},
    )  # fmt: skip
    assert said["schedule"] == {
        "cron": "0 4 * * 1-5", "interval": "day", "timezone": "Europe/Lisbon", "start_date": "2024-01-01",
        "max_active_runs": 16,
    }  # fmt: skip
    assert said["params"] == {"region": {"default": "north"}, "limit": {"default": 5, "type": "integer"}}


def test_edges_of_tasks_and_groups(sales: Shop) -> None:
    edges = {step["id"]: step.get("depends_on", []) for step in written(sales, "sales_daily")["steps"]}
    assert edges == {
        "begin": [],
        "load_a": ["begin"],
        "load_inner_b": ["begin", "load_a"],
        "end": ["begin", "load_a", "load_inner_b"],
    }


def test_what_groups_and_tasks_say_for_themselves(sales: Shop) -> None:
    steps = {step["id"]: step for step in written(sales, "sales_daily")["steps"]}
    assert [steps[name].get("retries") for name in ("begin", "load_a", "load_inner_b")] == [None, 4, 1]
    assert steps["end"]["trigger_rule"] == "all_done"
    assert steps["begin"]["operator"] == {
        "class": BASH, "args": {"depends_on_past": True, "bash_command": "echo {{ ds }}"},
    }  # fmt: skip
    assert steps["load_inner_b"]["operator"]["args"]["env"] == {"N": "1e3", "Y": "yes"}


def test_airflows_week_begins_on_sunday(sales: Shop) -> None:
    said = written(sales, "weekly")
    assert (said["schedule"]["cron"], said["steps"][0]["retry_delay"]) == ("0 0 * * 0", "90s")


def test_a_new_name_is_a_note_with_its_place(shop: Shop) -> None:
    _, said = taken(shop, SALES)
    assert said["dags"][0] == {
        "dag": "Sales-Daily", "pipeline": "sales_daily", "file": "include/pipelines/sales_daily.yaml",
    }  # fmt: skip
    notes = {(note["line"], note["path"]) for note in said["notes"]}
    assert {(4, "Sales-Daily"), (12, "Sales-Daily.tasks.a")} <= notes


def test_a_name_loses_its_accents(shop: Shop) -> None:
    _, said = taken(shop, SALES.replace("Sales-Daily", "Vendas-Diárias"))
    assert said["dags"][0]["pipeline"] == "vendas_diarias"


@pytest.mark.parametrize("where", ["", "default_args: {", "tasks.task: {"])
def test_who_had_callbacks_is_told_of_channels(shop: Shop, where: str) -> None:
    callback = "on_failure_callback: a.b"
    dag = f"  {where}{callback}{'}' * bool(where)}\n" if "task" not in where else ""
    task = f"{{operator: {EMPTY}{', ' + callback if 'task' in where else ''}}}"
    (left,) = taken(shop, one(task, dag))[1]["left_out"]
    assert left["cure"].startswith("give the owner a channel in the environment")


@pytest.mark.parametrize(
    ("task", "path"),
    [
        ("{operator: airflow.x.PythonOperator, python_callable: a.b}", "tasks.task.python_callable"),
        ("{decorator: airflow.sdk.task, python_callable: a.b}", "tasks.task"),
        (f"{{operator: {BASH}, expand: {{bash_command: [a]}}}}", "tasks.task.expand"),
        (f"{{operator: {BASH}, env: {{a: {{__type__: a.B}}}}}}", "tasks.task.env"),
        (f"{{operator: {BASH}, bash_command: 2024-01-01}}", "tasks.task.bash_command"),
        (f"{{operator: {BASH}, env: {{password: tr0ub4dor}}}}", "tasks.task.env"),
    ],
)
def test_a_task_that_would_do_something_else_is_left_out_and_told(shop: Shop, task: str, path: str) -> None:
    code, said = taken(shop, one(task))
    assert (code, [(left["line"], left["path"]) for left in said["left_out"]]) == (1, [(5, f"one.{path}")])
    assert [step["id"] for step in written(shop, "one")["steps"]] == ["ready"]
    assert shop("explain", "one").exit_code == 0


@pytest.mark.parametrize(
    ("task", "path"),
    [
        (f"{{operator: {EMPTY}, outlets: ['s3://x/y']}}", "tasks.task.outlets"),
        (f"{{operator: {EMPTY}, on_failure_callback: a.b}}", "tasks.task.on_failure_callback"),
        (f"{{operator: {EMPTY}, dependencies: [gone]}}", "tasks.task.dependencies"),
        (f"{{operator: {EMPTY}, task_group_name: gone}}", "tasks.task.task_group_name"),
        (f"{{operator: {EMPTY}, retries: many}}", "tasks.task.retries"),
    ],
)
def test_a_key_is_left_out_and_the_task_stays(shop: Shop, task: str, path: str) -> None:
    code, said = taken(shop, one(task))
    assert (code, [left["path"] for left in said["left_out"]]) == (1, [f"one.{path}"])
    assert [step["id"] for step in written(shop, "one")["steps"]] == ["ready", "task"]
    assert shop("explain", "one").exit_code == 0


@pytest.mark.parametrize(
    ("dag", "path"),
    [
        ("  catchup: true\n", "catchup"),
        ("  default_args: {start_date: 2 days}\n", "default_args.start_date"),
        ("  default_args: {postgres_conn_id: x}\n", "default_args.postgres_conn_id"),
        ("  dagrun_timeout: 60\n", "dagrun_timeout"),
        ("  tags: sales\n", "tags"),
        ("  start_date: 2024-01-01\n  timezone: Europe/Nowhere\n", "timezone"),
        ("  params: {Big: 1}\n", "params.Big"),
        ("  timetable: {__type__: a.B}\n", "timetable"),
        ("  access_control: {a: [can_dream]}\n", "access_control"),
        ("  access_control: [a]\n", "access_control"),
    ],
)
def test_what_a_dag_says_and_a_pipeline_cannot(shop: Shop, dag: str, path: str) -> None:
    code, said = taken(shop, one(f"{{operator: {EMPTY}}}", dag))
    assert (code, [left["path"] for left in said["left_out"]]) == (1, [f"one.{path}"])
    assert f"one.{path}" in (shop.root / "include/pipelines/one.yaml").read_text().splitlines()[0]
    assert shop("explain", "one").exit_code == 0


@pytest.mark.parametrize("said", [{"ops": ["can_read", "can_edit"]}, {"ops": {"DAG Runs": ["can_create"]}}])
def test_who_may_do_what_stays_as_it_is(shop: Shop, said: dict[str, Any]) -> None:
    assert taken(shop, one(f"{{operator: {EMPTY}}}", f"  access_control: {said}\n"))[0] == 0
    assert written(shop, "one")["access_control"] == said
    assert shop("explain", "one").exit_code == 0


@pytest.mark.parametrize(
    "schedule", ["'@once'", "['s3://x/y']", "{__type__: datetime.timedelta, hours: 1}", "'*/7 * * * *'"]
)
def test_a_schedule_that_cannot_be_said_leaves_a_pipeline_run_by_hand(shop: Shop, schedule: str) -> None:
    code, said = taken(shop, one(f"{{operator: {EMPTY}}}").replace("'@daily'", schedule))
    assert (code, [left["path"] for left in said["left_out"]]) == (1, ["one.schedule"])
    assert written(shop, "one")["schedule"]["cron"] == "none"
    assert shop("explain", "one").exit_code == 0


def test_of_two_schedules_the_one_that_is_not_taken_is_told(shop: Shop) -> None:
    shop.write("legacy/defaults.yml", "schedule: '@daily'\n")
    code, said = taken(shop, f"one:\n  schedule_interval: '0 3 * * *'\n  tasks: {{t: {{operator: {EMPTY}}}}}\n")
    (left,) = said["left_out"]
    assert (code, left["path"], left["line"]) == (1, "one.schedule_interval", 2)
    assert "defaults.yml:1" in left["message"]
    assert written(shop, "one")["schedule"]["cron"] == "@daily"


def test_steps_after_one_left_out_come_after_those_before_it(shop: Shop) -> None:
    middle = f"{{operator: {BASH}, expand: {{}}, dependencies: [ready]}}"
    last = f"    last: {{operator: {EMPTY}, dependencies: [task]}}"
    taken(shop, one(f"{middle}\n{last}"))
    assert written(shop, "one")["steps"][1]["depends_on"] == ["ready"]


def test_a_template_that_names_a_renamed_task_is_told(shop: Shop) -> None:
    _, said = taken(shop, one(f"""{{operator: {BASH}, bash_command: "{{{{ ti.xcom_pull('A-b') }}}}"}}
    A-b: {{operator: {EMPTY}}}"""))  # fmt: skip
    assert [(left["line"], left["message"]) for left in said["left_out"]] == [(5, "a template names the task A-b")]


def test_of_two_that_a_list_calls_the_same_the_second_is_told(shop: Shop) -> None:
    tasks = [f"    - {{task_id: a, operator: {BASH}, bash_command: {said}}}\n" for said in ("first", "second")]
    code, said = taken(shop, "one:\n  schedule: '@daily'\n  tasks:\n" + "".join(tasks))
    (left,) = said["left_out"]
    assert (code, left["line"], left["message"]) == (1, 5, "another one before it has this `task_id`")
    assert written(shop, "one")["steps"][0]["operator"]["args"]["bash_command"] == "first"


def test_nothing_is_overwritten(shop: Shop) -> None:
    before = (shop.root / "include/pipelines/shop.yaml").read_text()
    code, said = taken(shop, one(f"{{operator: {EMPTY}}}").replace("one:", "shop:"))
    assert (code, said["dags"][0]["file"]) == (1, None)
    assert (shop.root / "include/pipelines/shop.yaml").read_text() == before


@pytest.mark.parametrize("text", ["a: [", "a: !!python/name:os.getcwd", "- a", "a: &a [*a]", "datasets: [{name: x}]"])
def test_a_file_that_holds_no_dags_is_told(shop: Shop, text: str) -> None:
    code, said = taken(shop, text)
    assert (code, len(said["left_out"])) == (1, 1)


TWICE = one(f"{{operator: {BASH}, bash_command: a}}\n    task: {{operator: {BASH}, bash_command: b}}")
TAGGED = one(f"{{operator: {BASH}, bash_command: !!python/object:a.B {{x: 1}}}}")
SHARED = "base: &base {tags: [a]}\n" + one(f"{{operator: {EMPTY}}}", "  <<: *base\n  tags: [b]\n")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (TWICE, 6, "the key `task` was already given on line 5"),
        (one(f"{{operator: {BASH}, retries: 1, retries: 2}}"), 5, "the key `retries` was already given on line 5"),
        (one(f"{{operator: {EMPTY}}}") * 2, 6, "the key `one` was already given on line 1"),
        (TAGGED, 5, "the tag of python/object:a.B makes an object, which no spec can hold"),
        (TAGGED.replace("{x: 1}", "[1]"), 5, "the tag of python/object:a.B makes an object, which no spec can hold"),
    ],
)
def test_what_yaml_would_lose_is_told_and_nothing_of_its_file_is_made(
    shop: Shop, text: str, line: int, message: str
) -> None:
    code, said = taken(shop, text)
    assert (code, said["dags"]) == (1, [])
    assert [(left["line"], left["message"]) for left in said["left_out"]] == [(line, message)]


def test_defaults_that_would_lose_something_are_told_once(shop: Shop) -> None:
    shop.write("legacy/defaults.yml", "tags: [a]\ntags: [b]\n")
    shop.write("legacy/other.yml", SALES)
    _, said = taken(shop, one(f"{{operator: {EMPTY}}}"))
    assert [(left["file"].rpartition("/")[2], left["line"]) for left in said["left_out"]] == [("defaults.yml", 2)]


def test_a_merged_key_may_be_said_again(shop: Shop) -> None:
    taken(shop, SHARED)
    assert written(shop, "one")["tags"] == ["b"]


@pytest.mark.parametrize("where", ["default_args", "tasks.task"])
def test_an_sla_is_told(shop: Shop, where: str) -> None:
    sla = "sla: {__type__: datetime.timedelta, hours: 1}"
    dag, task = (f"  default_args: {{{sla}}}\n", "") if where == "default_args" else ("", f", {sla}")
    (left,) = taken(shop, one(f"{{operator: {EMPTY}{task}}}", dag))[1]["left_out"]
    assert (left["path"], left["message"]) == (f"one.{where}.sla", "Airflow 3 has no SLA any more")
    assert [step["id"] for step in written(shop, "one")["steps"]] == ["ready", "task"]


def test_what_levada_would_fill_in_stays_as_it_is(shop: Shop) -> None:
    taken(shop, one(f'{{operator: {BASH}, bash_command: "echo ${{var.x}} $HOME"}}'))
    assert written(shop, "one")["steps"][1]["operator"]["args"] == {"bash_command": "echo $${var.x} $HOME"}
    assert shop("explain", "one").exit_code == 0
