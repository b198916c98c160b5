"""What Spark itself says: one file a process, in `.levada/logs`, so that people's terminals stay theirs."""

import os
import re
import time
from pathlib import Path

OF_ERRORS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
WEEK = 7 * 24 * 3600
CONFIGURATION = Path(__file__).with_name("log4j2.properties")
UNFETCHED = re.compile(r"unresolved dependency: ([^\s:]+#[^\s:]+;[^\s:]+)")
FAILURE = re.compile(r"^(?:Exception in thread .*?|Caused by: )?((?:[\w.$]+Exception|[\w.$]*Error): .+)$", re.M)


CODED = re.compile(r"\[([A-Z][A-Z0-9_.]*)\] ([^\n]*)")
"""Spark's own errors: a name, and a sentence."""
UNSAID = re.compile(r"^An error occurred while calling \S+\.\n: ")
ENDED = re.compile(r"Application has been killed\. Reason: (.+)$|^(.+)\nError: Could not create the Java Virtual", re.M)


def hush() -> None:
    """PySpark tells every error itself, on standard error, with the values that it quotes: we say what may be said."""
    from pyspark.logger import PySparkLogger

    for name in OF_ERRORS:
        PySparkLogger.getLogger(name).disabled = True


def sentence(error: Exception) -> str:
    """Spark's sentence without its plans and stack traces; Java's, where PySpark says only that there was an error."""
    found = CODED.search(text := str(error))
    said = found[0] if found else UNSAID.sub("", text.strip()).split("\n")[0]
    return said.rstrip(";").strip()


def opened(root: Path) -> Path:
    """This process's file. Those that nobody has written to for a week go."""
    folder = root / ".levada" / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("spark-*.log"):
        if time.time() - old.stat().st_mtime > WEEK:
            old.unlink(missing_ok=True)
    return folder / f"spark-{os.getpid()}.log"


def reason(log: Path) -> str:
    """Why Spark did not start, in one line."""
    said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if missing := sorted(set(UNFETCHED.findall(said))):
        jars = ", ".join(name.replace("#", ":").replace(";", ":") for name in missing)
        return (
            f"the jars {jars} cannot be fetched: name a mirror under engines.spark.settings, "
            "`spark.jars.repositories: https://…`, or a folder that holds them, `spark.jars: /folder/*.jar`"
        )
    if ended := ENDED.findall(said):
        return "".join(ended[-1])
    found = FAILURE.findall(said)
    return found[-1] if found else (said.strip().splitlines() or ["it says nothing"])[-1]
