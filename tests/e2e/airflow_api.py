"""A running Airflow, spoken to through its REST API."""

import time
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

import httpx

PARTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")
FINISHED = {"success", "failed"}
PATIENCE = 60
"""Seconds for which a locked database is asked again."""
PAGE = 100
"""Airflow gives no more at once."""


def _lines(event: dict[str, Any]) -> Iterator[str]:
    yield event["event"]
    for raised in event.get("error_detail") or ():
        yield f"{raised['exc_type']}: {raised['exc_value']}"


class Airflow:
    """`url`, `user`, `password`: how a person logs in."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url, self.user, self.password = url, user, password

    def healthy(self) -> bool:
        """Whether the API answers and sees its scheduler, its DAG processor and its triggerer at work."""
        try:
            answer = httpx.get(f"{self.url}/api/v2/monitor/health", timeout=5).json()
        except (httpx.HTTPError, ValueError):
            return False
        return all(answer.get(part, {}).get("status") == "healthy" for part in PARTS)

    def dags(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        while page := self._get("/dags", limit=PAGE, offset=len(found), order_by="dag_id")["dags"]:
            found |= {dag["dag_id"]: dag for dag in page}
        return found

    def import_errors(self) -> dict[str, str]:
        """File -> message."""
        errors = self._get("/importErrors", limit=1000)["import_errors"]
        return {error["filename"]: error["stack_trace"] for error in errors}

    def await_dags(self, names: set[str], seconds: float = 60) -> None:
        """Until the DAG processor has read them.

        Raises:
            TimeoutError: it has not, or they are broken; it says what it has found.
        """
        until = time.monotonic() + seconds
        while not names <= self.dags().keys():
            if time.monotonic() > until:
                raise TimeoutError(f"{sorted(names - self.dags().keys())} did not appear: {self.import_errors()}")
            time.sleep(0.3)

    def unpause(self, dag: str) -> None:
        self._send("PATCH", f"/dags/{dag}", {"is_paused": False})

    def unpause_all(self) -> None:
        """Every DAG in one moment."""
        self._send("PATCH", "/dags?dag_id_pattern=~", {"is_paused": False})

    def trigger(
        self, dag: str, logical_date: datetime | None = None, conf: dict[str, Any] | None = None, **said: Any
    ) -> str:
        """Starts a run by hand, and says its id."""
        body = {"logical_date": logical_date.isoformat() if logical_date else None, "conf": conf or {}}
        run: str = self._send("POST", f"/dags/{dag}/dagRuns", body | said)["dag_run_id"]
        return run

    def backfill(self, dag: str, first: datetime, last: datetime) -> None:
        """What `airflow backfill create` does. Where another process holds SQLite's lock for long, Airflow answers 503:
        who asked asks again."""
        body = {"dag_id": dag, "from_date": first.isoformat(), "to_date": last.isoformat()}
        until = time.monotonic() + PATIENCE
        while (answer := self._client.post("/backfills", json=body)).status_code == httpx.codes.SERVICE_UNAVAILABLE:
            if time.monotonic() > until:
                break
            time.sleep(1)
        self._answer(answer)

    def runs(self, dag: str) -> list[dict[str, Any]]:
        """Oldest first."""
        found: list[dict[str, Any]] = self._get(f"/dags/{dag}/dagRuns", limit=100, order_by="id")["dag_runs"]
        return found

    def tasks(self, dag: str, run: str) -> list[dict[str, Any]]:
        """The run's task instances, each with `task_id`, `state`, `try_number`, `duration`."""
        found: list[dict[str, Any]] = self._get(f"/dags/{dag}/dagRuns/{run}/taskInstances", limit=100)["task_instances"]
        return found

    def task_states(self, dag: str, run: str) -> dict[str, str | None]:
        return {task["task_id"]: task["state"] for task in self.tasks(dag, run)}

    def items(self, dag: str, run: str, task: str) -> dict[str, str | None]:
        """The instances of a mapped task: what each is called -> its state."""
        found = [one for one in self.tasks(dag, run) if one["task_id"] == task]
        return {one["rendered_map_index"] or str(one["map_index"]): one["state"] for one in found}

    def log(self, dag: str, run: str, task: str, attempt: int = 1, index: int = -1) -> str:
        """What an attempt has written, one event a line, with the message of what was raised. `index`: which instance
        of a mapped task."""
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{attempt}"
        content = self._get(path, full_content=True, map_index=index)["content"]
        return "\n".join(line for event in content for line in _lines(event))

    def xcom(self, dag: str, run: str, task: str) -> Any:
        """What the task returned."""
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries/return_value"
        return self._get(path, deserialize=True)["value"]

    def versions(self, dag: str) -> int:
        """How many versions of a DAG there are."""
        return len(self._get(f"/dags/{dag}/dagVersions")["dag_versions"])

    def asset_events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = self._get("/assets/events", limit=1000)["asset_events"]
        return events

    def wait(self, dag: str, count: int = 1, seconds: float = 120) -> list[dict[str, Any]]:
        """The DAG's runs, as soon as `count` of them have ended.

        Raises:
            TimeoutError: they have not; it says what is still going on.
        """
        until = time.monotonic() + seconds
        while True:
            runs = self.runs(dag)
            if sum(run["state"] in FINISHED for run in runs) >= count:
                return runs
            if time.monotonic() > until:
                states = {run["dag_run_id"]: self.task_states(dag, run["dag_run_id"]) for run in runs}
                raise TimeoutError(f"{dag}: fewer than {count} runs have ended after {seconds:.0f} s: {states}")
            time.sleep(0.5)

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        return self._answer(self._client.get(path, params=query))

    def _send(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._answer(self._client.request(method, path, json=body))

    def close(self) -> None:
        if "_client" in vars(self):
            self._client.close()

    @staticmethod
    def _answer(response: httpx.Response) -> dict[str, Any]:
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    @cached_property
    def _client(self) -> httpx.Client:
        login = httpx.post(f"{self.url}/auth/token", json={"username": self.user, "password": self.password})
        token = self._answer(login)["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        return httpx.Client(base_url=f"{self.url}/api/v2", headers=headers, timeout=30)
