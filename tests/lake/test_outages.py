"""What a catalogue and an object store do to a run: what is tried again, what is said, and that nothing is lost or
twice. A proxy that misbehaves stands before the real ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from levada.errors import Permanent, Retryable
from levada.lake import ledger, races
from levada.lake.catalogue import Lake, open_lake
from levada.lake.drafts import Writer
from levada.lake.outages import in_store, told
from levada.lake.publication import publish, published
from levada.lake.registration import registered
from levada.lake.rollback import rollback
from levada.lake.snapshots import Fork
from tests.lake.bench import EVENTS, MERGED, NAME, branches, days, events, load, mark, never, seen
from tests.proxy import STORE, Asked, Proxy, proxy
from tests.warehouse import Lakehouse

pytestmark = pytest.mark.lakehouse

ROWS = events((3, 1), (4, 1)).read_all()


@pytest.fixture
def catalogue(warehouse: Lakehouse) -> Iterator[Proxy]:
    with proxy(warehouse.places["rest"]["uri"]) as made:
        yield made


@pytest.fixture
def store(warehouse: Lakehouse) -> Iterator[Proxy]:
    with proxy(warehouse.places["s3"]["endpoint"], STORE) as made:
        yield made


@pytest.fixture
def lake(lakehouse: Lakehouse, catalogue: Proxy, store: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """One behind both proxies, with a table in it; nobody waits long."""
    monkeypatch.setattr(races, "sleep", lambda seconds: None)
    load(open_lake(lakehouse.environment(), tmp_path), EVENTS, events((1, 0)), mark("first"))
    return open_lake(behind(lakehouse, catalogue, store), tmp_path)


def behind(lakehouse: Lakehouse, catalogue: Proxy, store: Proxy) -> Any:
    token = f"{catalogue.address}/v1/oauth/tokens"
    soon = {"s3.retry-strategy-impl": "pyarrow.fs.AwsStandardS3RetryStrategy"}
    said = {"uri": catalogue.address, "oauth2-server-uri": token, "s3.endpoint": store.address}
    return lakehouse.environment(**said | soon)


def commits(asked: Asked) -> bool:
    return asked[0] == "POST" and asked[1].endswith("/tables/events")


def data(asked: Asked) -> bool:
    return "/data/" in asked[1]


def run(lake: Lake, table: Any = EVENTS) -> Any:
    said = mark("mine", file=("a.csv", "1"))
    draft = Writer(lake, said).write(table, ROWS.to_reader())
    return publish(lake, table, draft, said, (), lambda draft: (), never)


def is_whole(lake: Lake, done: Any) -> None:
    assert (done.rows, done.snapshot) == (2, published(lake, NAME))
    assert seen(lake) == [1, 3, 4]
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["first", "mine"]
    assert branches(lake) == ["main"]


@pytest.mark.parametrize("how", [503, ("after", 504), "lost"])
def test_a_copy_for_another_engine_goes_though_the_catalogue_does_not_say_so(
    lake: Lake, catalogue: Proxy, how: Any
) -> None:
    start = published(lake, NAME)
    assert start
    with registered(lake, EVENTS, Fork(lake.table(NAME), "audit_1", start), uuid4()) as sketch:
        assert lake.catalog.table_exists(sketch)
        catalogue.once(lambda asked: asked[0] == "DELETE", how)
    assert not lake.catalog.table_exists(sketch)


@pytest.mark.parametrize("how", [503, 409, 500, ("after", 504), ("after", 409), "lost"])
@pytest.mark.parametrize("number", [1, 2, 3], ids=["fork", "draft", "publication"])
def test_a_commit_that_is_not_answered_as_it_ended(lake: Lake, catalogue: Proxy, number: int, how: Any) -> None:
    catalogue.once(commits, how, number)
    done = run(lake)
    is_whole(lake, done)
    assert sum(map(commits, catalogue.asked)) in (3, 4)


@pytest.mark.parametrize("how", [503, ("after", 500)])
def test_what_is_asked_is_asked_again(lake: Lake, catalogue: Proxy, how: Any) -> None:
    catalogue.once(lambda asked: asked[0] == "GET", how)
    is_whole(lake, run(lake))


def test_503_then_409_then_no_answer_after_it_committed(lake: Lake, catalogue: Proxy) -> None:
    answers = iter([503, 409, "lost"])
    catalogue.misbehave = lambda asked: next(answers, None) if commits(asked) else None
    is_whole(lake, run(lake, MERGED))


def test_a_rollback_of_which_nobody_was_told(lake: Lake, catalogue: Proxy) -> None:
    before = published(lake, NAME)
    assert before is not None
    done = run(lake)
    catalogue.once(commits, "lost")
    assert rollback(lake, NAME, before).previous == done.snapshot
    assert seen(lake) == [1]


def test_a_token_that_ran_out_is_fetched_anew(lake: Lake, catalogue: Proxy) -> None:
    before = sum("oauth" in path for _, path, _ in catalogue.asked)
    catalogue.once(commits, 401, 2)
    is_whole(lake, run(lake))
    assert sum("oauth" in path for _, path, _ in catalogue.asked) == before + 1


def test_a_catalogue_that_stays_away_may_come_back(lake: Lake, catalogue: Proxy) -> None:
    catalogue.always(commits, 503)
    with pytest.raises(Retryable, match=r"the catalogue does not answer \(Proxy: by the proxy\): it may .* try again"):
        run(lake)
    catalogue.misbehave = lambda asked: None
    is_whole(lake, run(lake))


@pytest.mark.parametrize(("how", "said"), [(401, "take our credentials"), (403, "let us"), (422, "refuses")])
def test_a_refusal_is_not_tried_again(lake: Lake, catalogue: Proxy, how: int, said: str) -> None:
    catalogue.always(commits, how)
    with pytest.raises(Permanent, match=f"the catalogue .*{said}"):
        run(lake)
    assert sum(map(commits, catalogue.asked)) <= 2


def test_a_wrong_secret_is_not_repeated(lakehouse: Lakehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKE_CREDENTIAL", "somebody:unspeakable")
    with pytest.raises(Permanent, match="the catalogue does not take our credentials") as raised:
        open_lake(lakehouse.environment(), tmp_path)
    assert "unspeakable" not in str(raised.value)


def test_keys_may_be_lent_or_the_machine_s_own() -> None:
    said = in_store("AWS Error SIGNATURE_DOES_NOT_MATCH during PutObject operation: no")
    assert str(said).endswith(
        "where it names none, the catalogue lends them, or this machine has them: correct them there"
    )


@pytest.mark.parametrize(
    ("reason", "means"),
    [
        ("", "refuses, as it does when keys have run out"),
        ("Unable to parse ExceptionName: ExpiredToken Message: expired", "says that our keys have run out"),
        ("Unable to parse ExceptionName: InvalidRequest Message: no", "does not answer"),
    ],
)
def test_the_client_does_not_always_pass_on_why(reason: str, means: str) -> None:
    said = in_store(f"AWS Error UNKNOWN (HTTP status 400) during GetObject operation: {reason}")
    assert isinstance(said, Retryable)
    assert str(said).startswith(f"the object store {means} (")


@pytest.mark.parametrize("code", ["6, Could not resolve hostname", "7, Could not connect to server"])
def test_a_store_that_is_elsewhere_is_told_where_that_is_said(code: str) -> None:
    said = in_store(f"AWS Error NETWORK_CONNECTION during HeadObject operation: curlCode: {code}; Details: …")
    assert isinstance(said, Retryable)
    assert "`s3.endpoint`" in str(said)


def test_nobody_there(lakehouse: Lakehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "sleep", lambda seconds: None)
    nowhere = lakehouse.environment(**{"uri": "http://127.0.0.1:9", "oauth2-server-uri": "http://127.0.0.1:9/t"})
    with pytest.raises(Retryable, match=r"cannot be reached \(http://127\.0\.0\.1:9/t: .*refused\): look whether"):
        open_lake(nowhere, tmp_path)


def test_no_such_warehouse(lakehouse: Lakehouse, tmp_path: Path) -> None:
    lake = open_lake(lakehouse.environment(warehouse="s3://not-there"), tmp_path)
    with pytest.raises(Permanent, match="not-there"):
        load(lake, EVENTS, events((1, 0)), mark())


def test_a_store_that_is_asked_too_often_is_asked_again(lake: Lake, store: Proxy) -> None:
    store.word = "SlowDown"
    store.once(data, 503)
    is_whole(lake, run(lake))
    store.once(lambda asked: asked[0] == "GET", 503)
    assert seen(lake) == [1, 3, 4]


@pytest.mark.parametrize(
    ("status", "word", "kind", "said"),
    [
        (503, "SlowDown", Retryable, "does not answer .*SLOW_DOWN.*try again"),
        (500, "InternalError", Retryable, "does not answer .*INTERNAL_FAILURE"),
        (403, "AccessDenied", Permanent, "does not let us, or has no such file .*ACCESS_DENIED"),
        (403, "InvalidAccessKeyId", Permanent, "does not take our keys"),
        (403, "SignatureDoesNotMatch", Permanent, "does not take our keys"),
        (400, "ExpiredToken", Retryable, "says that our keys have run out"),
        (404, "NoSuchBucket", Permanent, "has no such bucket .*: make it, or correct `warehouse`"),
    ],
)
def test_what_a_store_says(lake: Lake, store: Proxy, status: int, word: str, kind: Any, said: str) -> None:
    store.word = word
    store.always(data, status)
    with pytest.raises(kind, match=f"the object store {said}"), told():
        run(lake)
    store.misbehave = lambda asked: None
    is_whole(lake, run(lake))


def test_a_store_that_does_not_answer_a_query(lake: Lake, store: Proxy) -> None:
    run(lake)
    store.word = "SlowDown"
    store.always(data, 503)
    with pytest.raises(Retryable, match="the object store does not answer"), told():
        seen(lake)


def test_an_interval_goes_on_where_it_stopped(lake: Lake, catalogue: Proxy) -> None:
    said = mark("mine", days(1))
    catalogue.always(lambda asked: commits(asked) and sum(map(commits, catalogue.asked)) > 2, 503)
    with pytest.raises(Retryable):
        load(lake, EVENTS, ROWS.to_reader(), said)
    assert seen(lake) == [1]
