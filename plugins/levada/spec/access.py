"""Who may do what with a DAG, in the words of Airflow's DAG."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from levada.spec.base import Part, shape

DagAction = Literal["can_read", "can_edit", "can_delete"]
RunAction = Literal["can_read", "can_create", "can_delete", "menu_access"]


class Resources(Part):
    """What a role may do, by Airflow's names of resources."""

    dags: tuple[DagAction, ...] = Field(default=(), alias="DAGs")
    runs: tuple[RunAction, ...] = Field(default=(), alias="DAG Runs")


Permissions = Annotated[
    Annotated[tuple[DagAction, ...], Tag("list")] | Annotated[Resources, Tag("map")], Discriminator(shape)
]
"""A list is about the DAG itself."""
