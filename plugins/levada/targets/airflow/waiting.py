"""Waiting without a worker: a step looks once, and while nothing is there, the triggerer looks on."""

import logging
from asyncio import sleep, to_thread
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent

from levada.errors import Permanent, Retryable, Skipped
from levada.plan import codec
from levada.plan.actions import Wait
from levada.targets.airflow.operator import Perform

log = logging.getLogger(__name__)
PACE = 30.0
"""Seconds between two looks of the triggerer, which looks for many."""
FIRST = 5.0
"""Seconds before its first look; the next pauses are each twice as long. The worker has just looked, and a trigger that
fires before the scheduler has taken note that the task is deferred loses Airflow the task: it takes it for failed."""


class Await(Perform):
    """A step that waits. It holds a worker only to look once at the beginning and once at the end."""

    def execute(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the outcome, for XCom, if there is nothing to wait for; else the triggerer takes over."""
        from levada.runtime.conditions import admitted
        from levada.runtime.evidence import heading
        from levada.runtime.perform import failures_classified
        from levada.runtime.waiting import Lookout

        now, action = self._run(context), _action(self.work)
        environment, root = codec.decode_environment(self.environment), Path(self.root)
        try:
            with failures_classified():
                admitted(codec.decode(self.work), now, environment, root)
                came = Lookout(action, now, environment, root).seen()
        except Retryable:
            came = ""  # the triggerer goes on looking
        except (Permanent, Skipped):
            return self.resume(context)  # which meets it again, and leaves evidence
        if came:
            return self.resume(context)
        limit = datetime.now(UTC) + timedelta(seconds=action.timeout)
        self.log.info(heading(self._task, now))
        what, until = now.render(action.what), limit.isoformat(timespec="seconds")
        self.log.info("%s has not come yet: the triggerer looks until %s, no worker is held", what, until)
        trigger = Arrival(self.work, self.environment, self.root, codec.encode_run(now), limit.isoformat())
        return self.defer(trigger=trigger, method_name="resume")

    def resume(self, context: Mapping[str, Any], event: Any = None) -> dict[str, Any]:
        """The last look: it is there, or the step ends as its `on_timeout` says."""
        from levada.runtime.waiting import at_last

        task = codec.decode(self.work)
        return self._carry_out(replace(task, action=at_last(_action(self.work))), context)


class Arrival(BaseTrigger):
    """Looks for what a step waits for until `limit` (an ISO moment). All else is JSON (`levada.plan.codec`)."""

    def __init__(
        self, work: str, environment: str, root: str, run: str, limit: str, pace: float = PACE, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.work, self.environment, self.root, self.run_ = work, environment, root, run
        self.limit, self.pace = limit, pace

    def serialize(self) -> tuple[str, dict[str, Any]]:
        said = {"work": self.work, "environment": self.environment, "root": self.root, "run": self.run_}
        return f"{__name__}.Arrival", said | {"limit": self.limit, "pace": self.pace}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """One event: what came, or that time is up."""
        limit, pause, came = datetime.fromisoformat(self.limit), min(FIRST, self.pace), ""
        while not came and (left := (limit - datetime.now(UTC)).total_seconds()) > 0:
            await sleep(min(pause, left))
            pause = min(2 * pause, self.pace)
            came = await to_thread(self._look)
        yield TriggerEvent(came or "time is up")  # type: ignore[no-untyped-call]

    def _look(self) -> str:
        from levada.runtime.perform import failures_classified
        from levada.runtime.waiting import Lookout

        environment, now = codec.decode_environment(self.environment), codec.decode_run(self.run_)
        try:
            with failures_classified():
                return Lookout(_action(self.work), now, environment, Path(self.root)).seen()
        except Retryable as error:
            log.warning("%s", error)
            return ""


def _action(work: str) -> Wait:
    action = codec.decode(work).action
    assert isinstance(action, Wait)
    return action
