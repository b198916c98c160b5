"""The Spark of this process: one JVM, started when a step first needs it, and a session of its own for each step."""

import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import Any

from py4j.protocol import Py4JError  # type: ignore[import-untyped]
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException, PySparkRuntimeError
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from levada.engines.spark import archive, log
from levada.engines.spark.catalogues import catalogue
from levada.engines.spark.java import java
from levada.engines.spark.reach import refuse_absent_jars, refuse_absent_master
from levada.engines.spark.settings import ALWAYS, FETCHED, OPTIONS, settings, written
from levada.errors import Permanent, Retryable
from levada.names import CATALOGUE

SUBMITTED = "PYSPARK_GATEWAY_PORT"
"""In the environment of a driver that spark-submit has started: its JVM is there, with the settings it was given."""
DYING = 2
"""Seconds that a JVM has to end, once it does not answer."""
ARGUMENTS = "PYSPARK_SUBMIT_ARGS"


@dataclass(frozen=True, slots=True)
class Running:
    """A Spark that was started here, and what it was told. `owner`: the process; one that is forked has none."""

    context: Any
    said: Mapping[str, str]
    owner: int

    @property
    def alive(self) -> bool:
        """Whether its JVM is there, and nobody has ended it."""
        process = self.process
        return self.context._jsc is not None and (process is None or process.poll() is None)

    @property
    def process(self) -> Any:
        return getattr(self.context._gateway, "proc", None)


_running: list[Running] = []
"""At most one."""


def session(
    said: Mapping[str, str],
    properties: Mapping[str, str],
    root: Path,
    announce: Callable[[str], None] = lambda text: None,
) -> Any:
    """A session that sees the tables of a catalogue, by its `properties`. `said`: Spark's settings. `announce`: told
    that a JVM is started, and how long that took.

    What is secret of the catalogue is told to a JVM that runs already: no command line and no file has it.

    Raises:
        Permanent: there is no JDK that will do, or Spark does not start; the message says why.
        Retryable: the cluster that is meant does not answer.
    """
    context = _context(said, properties, root, announce)
    try:
        begun = SparkSession(context).newSession()
    except (Py4JError, PySparkException) as error:
        ended, why = context._jsc.sc().isStopped(), log.sentence(error)
        stop()
        file = log.opened(root)
        if ended:  # by a thread of the JVM's: PySpark takes no notice
            raise Retryable(f"Spark has ended at once: {log.reason(file)} (its log: {file})") from None
        raise Permanent(f"Spark does not start: {why} (its log: {file})") from None
    log.hush()
    for key, value in catalogue(CATALOGUE, properties).items():
        begun.conf.set(key, value)
    SparkSession._instantiatedSession = begun  # what a job gets that asks for the session
    known: Any = begun._jvm
    known.SparkSession.setDefaultSession(begun._jsparkSession)
    known.SparkSession.setActiveSession(begun._jsparkSession)
    return begun


def lost() -> bool:
    """Whether there was a Spark, and its JVM is gone, or going."""
    for each in _running:
        with suppress(subprocess.TimeoutExpired):
            if each.process:
                each.process.wait(timeout=DYING)
    return any(not each.alive for each in _running)


def stop() -> None:
    """End the Spark of this process; the next session starts another."""
    while _running:
        ended = _running.pop()
        if ended.alive:
            ended.context.stop()
        if process := ended.process:
            process.stdin.close()
            process.wait()
    _forget()


def _forget() -> None:
    _running.clear()
    SparkContext._active_spark_context = SparkContext._gateway = SparkContext._jvm = None
    SparkSession._instantiatedSession = None


def _context(
    said: Mapping[str, str], properties: Mapping[str, str], root: Path, announce: Callable[[str], None]
) -> Any:
    whole = settings(said, properties)
    if _running and _running[0].owner != os.getpid():
        _forget()
    if _running and not (_running[0].alive and _running[0].said == whole):
        stop()
    if not _running:
        with _uninterrupted():
            made = _joined(said) if SUBMITTED in os.environ else _started(whole, root, announce)
        _running.append(Running(made, whole, os.getpid()))
    return _running[0].context


def _joined(said: Mapping[str, str]) -> Any:
    """The Spark that spark-submit has begun: what it was not told, it is told now."""
    SparkContext._ensure_initialized()
    conf = SparkConf()
    for key, value in (ALWAYS | dict(said)).items():
        conf.setIfMissing(key, value)
    return SparkContext(conf=conf)


def _started(whole: Mapping[str, str], root: Path, announce: Callable[[str], None]) -> Any:
    refuse_absent_jars(whole)
    refuse_absent_master(whole)
    kept = archive.options(whole, root, java())
    file, begun = log.opened(root), time.monotonic()
    fetching = ", and fetches those of its jars that are not here yet" if whole.get(FETCHED) else ""
    announce(f"Spark is starting{fetching} (its log: {file})")
    with _arguments_of({**whole, OPTIONS: f"{whole[OPTIONS]} {kept}".rstrip()}, root), file.open("ab") as stream:
        gateway = _launched({"stdout": stream, "stderr": stream})
    if gateway is None:
        raise Permanent(f"Spark does not start: {log.reason(file)} (its log: {file})")
    context = _made(gateway, file)
    context.pythonExec = os.environ.get("PYSPARK_PYTHON", sys.executable)
    announce(f"Spark runs, after {time.monotonic() - begun:.0f} s")
    return context


def _made(gateway: Any, file: Path) -> Any:
    """The context of a JVM that listens.

    Raises:
        Permanent: Spark does not take its settings.
    """
    try:
        context = SparkContext(gateway=gateway)
        _refuse_misfits(context)
    except (Py4JError, PySparkException) as error:
        why = log.sentence(error)
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
        _forget()
        raise Permanent(f"Spark does not start: {why} (its log: {file})") from None
    return context


def _refuse_misfits(context: Any) -> None:
    """Whether settings of Spark SQL have values of their kind is asked before there is a session: one that was made
    with a wrong value fails at whatever PySpark asks it, also when it asks how to tell the error."""
    trial = context._jvm.org.apache.spark.sql.internal.SQLConf()
    for key, value in context.getConf().getAll():
        if key.startswith("spark.sql."):
            trial.setConfString(key, value)


def _launched(streams: dict[str, Any]) -> Any:
    """A JVM that listens; None: it has ended. PySpark leaves its end of a pipe to the garbage collector, which Python
    would warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            return launch_gateway(popen_kwargs=streams)  # type: ignore[no-untyped-call]
        except PySparkRuntimeError:
            return None


@contextmanager
def _arguments_of(whole: Mapping[str, str], root: Path) -> Iterator[None]:
    """What the JVM is started with: the name of a file, not what stands in it. The file is for us only, and goes when
    the JVM runs; where we are killed before, the next attempt removes it."""
    scratch = root.resolve() / ".levada" / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    before = os.environ.get(ARGUMENTS)
    with TemporaryDirectory(prefix="spark-", dir=scratch) as folder:
        told = Path(folder) / "settings"
        told.touch(mode=0o600)
        told.write_text(written(whole), encoding="ascii")
        os.environ[ARGUMENTS] = f"--properties-file {quote(str(told))} pyspark-shell"
        try:
            yield
        finally:
            del os.environ[ARGUMENTS]
            if before is not None:
                os.environ[ARGUMENTS] = before


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A context takes Ctrl-C for itself: what this process does about it stays as it is."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if main else None
    yield
    if before:
        signal.signal(signal.SIGINT, before)
