"""A small plan, made by hand: a file, a job over it, and a dataset that another pipeline waits for."""

from dataclasses import replace
from datetime import date

from levada.intervals import UNITS
from levada.plan.actions import Ingest, Spark
from levada.plan.environment import Environment
from levada.plan.graph import Output, Plan, Read, Schedule, Settings, Task
from levada.plan.tables import Column, Table
from levada.targets.airflow.compiling import artefact
from levada.targets.airflow.dag import dag as of_artefact

LOCAL = Environment("local", (("type", "sql"),))
FLIGHTS = Table("raw.flights", (Column("id", "long", "who"),), description="As it came.")
INGEST = Task(
    pipeline="flights",
    step="raw_flights",
    action=Ingest("flights/{{ ds }}.csv", "csv"),
    into=(Output("raw.flights", FLIGHTS),),
    settings=Settings(retries=2, retry_delay=60, execution_timeout=600, pool="narrow", priority_weight=7),
    engine="embedded",
    gate="embedded",
    description="Every day's file.",
)
CLEAN = Task(
    pipeline="flights",
    step="staging_flights",
    action=Spark("clean", "clean"),
    reads=(Read("flights", "raw.flights"),),
    into=(Output("staging.flights", Table("staging.flights")),),
    after=("raw_flights",),
    engine="embedded",
    gate="embedded",
)
DAILY = Schedule("0 4 * * *", "America/New_York", UNITS["day"], date(2013, 1, 1), date(2013, 1, 3), catchup=True)
PLAN = Plan(
    pipeline="flights",
    source="include/pipelines/flights.yaml",
    schedule=DAILY,
    tasks=(INGEST, CLEAN),
    description="Flights of New York.\nEvery one.",
    owner="air-team",
    tags=("raw", "air"),
)


def scheduled(**changes):
    """The plan with another schedule."""
    return replace(PLAN, schedule=Schedule(**changes))


def dag(plan, environment, root, source=""):
    """The DAG of a plan."""
    return of_artefact(artefact(plan, environment, source), root)
