"""Whom a pipeline's failures are told, and how."""

import json

from levada.plan.graph import Channel
from levada.spec.environment import Environment


def channel(owner: str | None, environment: Environment) -> Channel | None:
    """The owner's, if the environment has one."""
    said = environment.channels.get(owner or "")
    return None if said is None else Channel(said.path, json.dumps(said.args))
