"""A channel's notifier: made when there is something to say, and given the sentence as `message`."""

import asyncio
import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from airflow.sdk import BaseNotifier

from levada.targets.airflow.artefact import Called


def notifier(channel: Called) -> BaseNotifier:
    """It is imported here and not while DAGs are parsed: `levada validate` has asked before whether it can be made."""
    module, _, name = channel["path"].rpartition(".")
    made: BaseNotifier = getattr(import_module(module), name)(**json.loads(channel["arguments"]))
    return made


def tell(channel: Called, context: Mapping[str, Any], message: str) -> None:
    """Its templates are filled from Airflow's context and `message`."""
    notifier(channel)({**context, "message": message})


async def tell_soon(channel: Called, context: Mapping[str, Any], message: str) -> None:
    """The same in the triggerer, which must not stand still: a notifier that can only wait does so in a thread."""
    made = notifier(channel)
    if type(made).async_notify is BaseNotifier.async_notify:
        await asyncio.to_thread(made, {**context, "message": message})
    else:
        made.context = {**context, "message": message}  # type: ignore[typeddict-item]
        await made
