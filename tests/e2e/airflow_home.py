"""A real Airflow inside a project's `.levada/airflow`: scheduler, DAG processor, triggerer, API server, each a process.

Nothing is written outside the project, and nothing is left running when `start` ends, however it ends.
"""

import contextlib
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.e2e.airflow_api import Airflow
from tests.e2e.airflow_settings import USER, settings

REPOSITORY = Path(__file__).resolve().parents[2]
COMMANDS = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}


@dataclass(frozen=True, slots=True)
class Installation:
    """An Airflow that levada is installed beside: its Python, its folders of DAGs by their bundles' names, its plugins,
    what is set otherwise than in all of them (section, option -> value), and variables of its processes. Unsaid: the
    Airflow of this process, over this checkout."""

    python: Path = Path(sys.executable)
    bundles: Mapping[str, Path] = field(default_factory=lambda: {"dags-folder": REPOSITORY / "dags"})
    plugins: Path = REPOSITORY / "plugins"
    settings: Mapping[tuple[str, str], object] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def airflow(self) -> list[str | Path]:
        """The command line."""
        return [self.python, "-m", "airflow"]


CHECKOUT = Installation()


class AirflowFailed(Exception):
    """Airflow did not start, or died; the message names the log."""


@contextlib.contextmanager
def start(
    root: Path, port: int | None = None, fresh: bool = True, patience: float = 120, what: Installation = CHECKOUT
) -> Iterator[Airflow]:
    """Airflow over the specs of a project, healthy, until the block ends. `fresh`: without what it knew before.

    Raises:
        AirflowFailed: the port is taken, or Airflow is not healthy after `patience` seconds.
    """
    home = root / ".levada" / "airflow"
    port = _free_port(port)
    environment = prepare(root, home, port, fresh, what)
    with _terminated_by_exit(), _processes(home, environment, what) as running:
        password = json.loads((home / "passwords.json").read_text())[USER]
        with contextlib.closing(Airflow(f"http://127.0.0.1:{port}", USER, password)) as airflow:
            _wait(airflow, running, home, time.monotonic() + patience)
            yield airflow


def prepare(root: Path, home: Path, port: int, fresh: bool = True, what: Installation = CHECKOUT) -> dict[str, str]:
    """The folder that Airflow lives in, and the environment of its processes."""
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    (home / "logs").mkdir(parents=True, exist_ok=True)
    (root / ".levada" / "lineage").mkdir(parents=True, exist_ok=True)
    _private(home / "airflow.cfg", settings(root, home, what.bundles, what.plugins, port, what.settings))
    if not (home / "passwords.json").exists():
        _private(home / "passwords.json", json.dumps({USER: secrets.token_urlsafe(12)}))
    environment = _environment(home) | what.variables
    if not (home / "airflow.db").exists():
        shutil.copy(_template(environment, what), home / "airflow.db")
    return environment


def _environment(home: Path) -> dict[str, str]:
    """What the caller has set for an Airflow or a project of their own must not reach this one."""
    foreign = ("AIRFLOW__", "LEVADA_", "PYTHONPATH")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    quiet = {"DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "true", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    return inherited | quiet | {"AIRFLOW_HOME": str(home)}


VERSION = "from importlib.metadata import version; print(version('apache-airflow-core'))"


def _template(environment: dict[str, str], what: Installation) -> Path:
    """An empty metadata database of this Airflow's version, made once: migrating takes longer than everything else."""
    version = subprocess.run([what.python, "-c", VERSION], capture_output=True, text=True, check=True).stdout.strip()
    template = REPOSITORY / ".levada" / "templates" / f"airflow-{version}.db"
    if template.exists():
        return template
    template.parent.mkdir(parents=True, exist_ok=True)
    draft = template.with_suffix(f".{os.getpid()}")
    made = environment | {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{draft}"}
    done = subprocess.run([*what.airflow, "db", "migrate"], env=made, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AirflowFailed(f"airflow db migrate failed:\n{done.stderr[-3000:]}")
    draft.replace(template)
    return template


@contextlib.contextmanager
def _processes(
    home: Path, environment: dict[str, str], what: Installation
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in COMMANDS.items():
            with (home / "logs" / f"{name}.log").open("ab") as log:
                running[name] = subprocess.Popen(
                    [*what.airflow, *command],
                    env=environment,
                    cwd=home,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=_end_with_us,
                )
        yield running
    finally:
        _stop([process.pid for process in running.values()])
        for process in running.values():
            process.wait()


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def _end_with_us() -> None:
    """Where the kernel can (Linux), a process of ours is told to end when we are killed and cannot stop it."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(pids: list[int], patience: float = 8) -> None:
    """End processes and all that they have started: Airflow's own children are not in its group."""
    family = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(pid)
            family += [parent, *parent.children(recursive=True)]
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(family, timeout=patience)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


@contextlib.contextmanager
def _terminated_by_exit() -> Iterator[None]:
    """SIGTERM ends the block like Ctrl-C does, so that the processes are stopped."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait(airflow: Airflow, running: dict[str, subprocess.Popen[bytes]], home: Path, until: float) -> None:
    while not airflow.healthy():
        dead = next((name for name, process in running.items() if process.poll() is not None), None)
        if dead or time.monotonic() > until:
            name = dead or "api-server"
            log = home / "logs" / f"{name}.log"
            tail = log.read_text(errors="replace")[-1500:]
            raise AirflowFailed(f"airflow {name} {'ended' if dead else 'is not healthy'}; see {log}\n{tail}")
        time.sleep(0.3)


def _free_port(wanted: int | None) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError:
            raise AirflowFailed(f"port {wanted} is taken: choose another with AIRFLOW_PORT") from None
        return int(probe.getsockname()[1])


def _private(path: Path, text: str) -> None:
    """Written for its owner's eyes only."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
