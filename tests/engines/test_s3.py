"""Files in an object store, against a real server."""

import gzip
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from levada.cli.examine import specs
from levada.engines.files import arrival
from levada.errors import Permanent, Retryable
from levada.lake.catalogue import open_lake
from levada.lake.drafts import Writer
from levada.plan import environment
from levada.plan.environment import Environment
from levada.plan.graph import Plan
from levada.runtime.failures import kind
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.engines.bench import Bench, ingest, mark, table
from tests.engines.store import BUCKET, Store
from tests.runtime.tasks import RUN, task

pytestmark = pytest.mark.s3
NUMBERS = table(id="long")


@pytest.fixture
def far(bench: Bench, store: Store, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench whose environment has the store."""
    monkeypatch.setenv("LAKE_KEY", store.keys[0])
    monkeypatch.setenv("LAKE_SECRET", store.keys[1])
    bench.environment = reaching(bench.environment, store.endpoint)
    return bench


def reaching(there: Environment, endpoint: str) -> Environment:
    return replace(
        there,
        storage=(environment.Store("s3://", endpoint, access_key_id="lake_key", secret_access_key="lake_secret"),),
    )


def test_an_object_is_loaded_and_known_by_its_content(far: Bench, store: Store) -> None:
    url = store.put("one/a.csv.gz", gzip.compress(b"id\n1\n2\n", mtime=0))
    (source,) = far.prepare(ingest(url), NUMBERS).files
    assert (source.url, source.digest[:7], source.size) == (url, "sha256:", len(store.client().cat_file(url)))
    far.perform(ingest(url), NUMBERS)
    assert [row["id"] for row in far.rows("raw.flights")] == [1, 2]
    assert not list(far.scratches[-1].glob("*a.csv*"))


def test_the_landing_may_be_a_bucket(far: Bench, store: Store) -> None:
    store.put("day/2013-01-01.jsonl", '{"id": 7}\n')
    far.environment = replace(far.environment, landing=f"s3://{BUCKET}/day/")
    far.perform(ingest("{{ ds }}.jsonl", "jsonl"), NUMBERS)
    assert far.rows("raw.flights") == [{"id": 7}]


@pytest.mark.parametrize(
    ("landing", "says"),
    [
        (f"s3://{BUCKET}", "answers"),
        (f"s3://{BUCKET}/nothing/", "is not there"),
        ("s3://elsewhere", "has no bucket elsewhere"),
    ],
)
def test_the_doctor_asks_for_the_landing(far: Bench, landing: str, says: str) -> None:
    plans = {"p": Plan("p", "p.yaml", tasks=(task(),))}
    place = SimpleNamespace(environment=replace(far.environment, landing=landing), plans=plans, environment_name="far")
    assert says in specs.landing(place).says


def test_wildcards_match_as_they_do_on_a_disk(far: Bench, store: Store) -> None:
    for name in ("b.csv", "a.csv", "sub/c.csv", ".hidden.csv", "d.txt"):
        store.put(f"many/{name}", "id\n1\n")

    def named(path: str) -> list[str]:
        found = far.prepare(ingest(f"s3://{BUCKET}/many/{path}"), NUMBERS).files
        return [file.url.rpartition("many/")[2] for file in found]

    assert named("*.csv") == named("?.csv") == ["a.csv", "b.csv"]
    assert named("**/*.csv") == ["a.csv", "b.csv", "sub/c.csv"]


def test_a_fault_is_told_by_object_and_line(far: Bench, store: Store) -> None:
    store.put("bad/x/a.csv", "id\n1\nx\n")
    with pytest.raises(Permanent, match=r"x/a\.csv, line 3: column id is 'x'"):
        far.perform(ingest(f"s3://{BUCKET}/bad/*/a.csv"), NUMBERS)


@pytest.mark.parametrize("path", ["none.csv", "none*.csv"])
def test_what_is_not_there_may_come_later(far: Bench, path: str) -> None:
    with pytest.raises(Retryable, match=r"\(yet\)") as error:
        far.prepare(ingest(f"s3://{BUCKET}/{path}"), NUMBERS)
    assert kind(error.value) == "missing-file"


@pytest.mark.parametrize("path", ["none.csv", "none*.csv"])
def test_a_bucket_does_not_come_later(far: Bench, path: str) -> None:
    with pytest.raises(Permanent, match="the store has no bucket elsewhere: correct the address"):
        far.prepare(ingest(f"s3://elsewhere/{path}"), NUMBERS)
    with pytest.raises(Permanent, match="no bucket elsewhere"):
        arrival.first(f"s3://elsewhere/{path}", far.environment)


@pytest.mark.parametrize("path", ["denied.csv", "denied*.csv"])
def test_wrong_keys_are_refused_for_good(far: Bench, store: Store, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    store.put("denied.csv", "id\n1\n")
    monkeypatch.setenv("LAKE_SECRET", "wrong")
    with pytest.raises(Permanent, match=rf"s3://{BUCKET}/denied.* may not be read with these keys") as error:
        far.prepare(ingest(f"s3://{BUCKET}/{path}"), NUMBERS)
    assert kind(error.value) == "access"


def test_a_secret_that_is_not_set_is_named(far: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAKE_SECRET")
    with pytest.raises(Permanent, match=r"s3://: the secret lake_secret is not known: set .* LAKE_SECRET"):
        far.prepare(ingest("s3://b/a.csv"), NUMBERS)


def test_a_store_that_does_not_answer_may_do_so_later(far: Bench) -> None:
    far.environment = reaching(far.environment, "http://127.0.0.1:9")
    with pytest.raises(Retryable, match=r"s3://b/a\.csv: EndpointConnectionError"):
        far.prepare(ingest("s3://b/a.csv"), NUMBERS)


def test_an_object_changed_between_digest_and_reading_is_not_loaded(far: Bench, store: Store) -> None:
    url = store.put("changing/a.csv", "id\n1\n")
    prepared = far.prepare(ingest(url), NUMBERS)
    for copy in far.scratches[-1].iterdir():
        copy.unlink()  # as after a publication that has to write again
    store.put("changing/a.csv", "id\n2\n")
    with pytest.raises(Retryable, match="was changed while it was read"):
        prepared.write(Writer(far.lake, mark("changed", prepared.files)))


def test_append_loads_what_is_new(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKE_KEY", store.keys[0])
    monkeypatch.setenv("LAKE_SECRET", store.keys[1])
    catalogue = (("type", "sql"), ("uri", "sqlite:///.levada/catalog.db"), ("warehouse", "w"))
    there = reaching(Environment("local", catalogue), store.endpoint)
    step = replace(task(), action=ingest(f"s3://{BUCKET}/daily/*.csv"))
    store.put("daily/1.csv", "id,at\n1,\n")
    perform(step, RUN, there, tmp_path, Listener(str))
    store.put("daily/2.csv", "id,at\n2,\n")
    outcome = perform(step, RUN, there, tmp_path, Listener(str))
    assert [Path(file.url).name for file in outcome.files] == ["2.csv"]
    store.put("daily/1.csv", "id,at\n1,\n")
    assert perform(step, RUN, there, tmp_path, Listener(str)).status == "unchanged"
    store.put("daily/1.csv", "id,at\n3,\n")
    with pytest.raises(Permanent, match=r"daily/1\.csv was loaded by run r1 with another content"):
        perform(step, RUN, there, tmp_path, Listener(str))
    assert sorted(open_lake(there, tmp_path).table("raw.t").scan().to_arrow()["id"].to_pylist()) == [1, 2]


def test_what_was_loaded_is_not_copied_again(far: Bench, store: Store) -> None:
    url = store.put("known/a.csv", "id\n1\n")
    far.perform(ingest(url), NUMBERS)
    far.prepare(ingest(url), NUMBERS)
    assert list(far.scratches[-1].iterdir()) == []


def test_spark_s_workers_copy_objects_themselves(far: Bench, store: Store, real: Environment) -> None:
    far.environment, far.engine = reaching(real, store.endpoint), "spark"
    store.put("far/a.csv.gz", gzip.compress(b"id\n1\n"))
    store.put("far/b.csv", "id,seat\n2,3A\n")
    growing = replace(NUMBERS, on_schema_change="append_new_columns")
    far.perform(ingest(f"s3://{BUCKET}/far/*.csv*"), growing)
    assert [tuple(row.values()) for row in far.rows("raw.flights")] == [(1, None), (2, "3A")]
    assert not list(far.scratches[-1].glob("**/*.csv*"))
