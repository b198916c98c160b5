"""Whom a pipeline's failures are told, and who may do what with it: from the files to the plan, in words."""

import pytest

from levada.plan.binding import environment
from levada.plan.explain import explain
from levada.plan.graph import Channel, Grant
from levada.spec.reader import read
from tests.plan.projects import planned

CHANNELS = "channels: {air-team: {class: a.b.Notifier, args: {to: '{{ message }}'}}}"
STEPS = "\nsteps: [{sql: SELECT 1 AS a, into: raw.a}]\n"


def told(root, body, environment_text=""):
    """The lines of explain about people."""
    made = planned(root, body + STEPS, environment_text)
    lines = explain(made, environment(read(root))).splitlines()
    return made, [line.strip() for line in lines if line.startswith(("  tells", "  may"))]


def test_an_owner_with_a_channel_is_told(tmp_path):
    made, lines = told(tmp_path, "owner: air-team\ndeadline: 1h", CHANNELS)
    assert made.channel == Channel("a.b.Notifier", '{"to": "{{ message }}"}')
    assert lines == ["tells   air-team, in Airflow, of a run that fails or is late: a.b.Notifier"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [("owner: sea-team", ["tells   nobody: sea-team has no channel in environment local"]), ("tags: [a]", [])],
)
def test_nobody_else_is(body, expected, tmp_path):
    made, lines = told(tmp_path, body, CHANNELS)
    assert (made.channel, lines) == (None, expected)


def test_what_roles_may_do(tmp_path):
    body = "access_control: {b: [can_read, can_edit], a: {DAG Runs: [can_create]}, c: []}"
    made, lines = told(tmp_path, body)
    assert made.access_control == (
        Grant("a", "DAG Runs", ("can_create",)), Grant("b", "DAGs", ("can_edit", "can_read")), Grant("c", "DAGs", ()),
    )  # fmt: skip
    assert lines[0] == "may     a: can_create (DAG Runs, where Airflow has roles)"
    assert lines[2] == "may     c: nothing (DAGs, where Airflow has roles)"
