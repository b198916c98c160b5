"""What a DAG is made of, as it lies on disk: JSON, most of it in Airflow's own words.

Making a DAG of it takes neither the plan's classes nor what reads specs, so a worker is spared both."""

from typing import Any, TypedDict


class Timing(TypedDict):
    """When runs happen, in the plan's words. Dates are moments, in ISO format. `delay`: seconds from the cron's firing
    to its run; `calendar`: the units for each of which assets set off a run."""

    cron: str | None
    timezone: str
    unit: dict[str, Any] | None
    start_date: str | None
    end_date: str | None
    assets: list[str]
    any_asset: bool
    delay: int
    calendar: dict[str, str] | None


class Mapped(TypedDict):
    """What a task is done for, once each. `items`: None where a task before it has to list them; `each`: what is done
    for one of them (`levada.plan.codec`); `one_by_one`: not several at once."""

    items: list[Any] | None
    each: str
    one_by_one: bool


class Called(TypedDict):
    """A class of others, and its arguments, a JSON object."""

    path: str
    arguments: str


class TaskArtefact(TypedDict):
    """One task. `work`: what it does (`levada.plan.codec`); `waits`: nothing but wait; `called`: the operator that does
    it, if that is not ours; `conditional`: whether runs may leave it out; `after`: the steps before it; `outlets`:
    the datasets it fills; `arguments`: what any operator takes, durations in seconds; `mapped`: None where it is
    done once."""

    step: str
    work: str
    waits: bool
    called: Called | None
    conditional: bool
    after: list[str]
    outlets: list[str]
    arguments: dict[str, Any]
    mapped: Mapped | None


class Artefact(TypedDict):
    """One pipeline. `channel`: the notifier that tells the owner; `environment`: where its tasks work
    (`levada.plan.codec`); `namespace`: the one of its assets; `arguments`: what a DAG takes; `deadline`: seconds;
    `access_control`: role, resource, actions; `params`: a JSON Schema each."""

    arguments: dict[str, Any]
    timing: Timing
    deadline: int | None
    channel: Called | None
    access_control: dict[str, dict[str, list[str]]]
    params: dict[str, dict[str, Any]]
    environment: str
    namespace: str
    tasks: list[TaskArtefact]
