"""What becomes of an event that somebody else has sent."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levada.relay.identity import Known
from levada.relay.normaliser import normalised, strangers
from levada.relay.paths import EACH, IN_DATASETS, IN_EVENTS

Json = Any
OURS = "iceberg://prod"
TRINO = "trino://cluster:8443"
CATALOGUE = "http://catalogue:8181"
KNOWN = Known(
    OURS,
    addresses=frozenset({CATALOGUE}),
    warehouse="s3://warehouse",
    locations={"s3://warehouse/raw/orders": "raw.orders"},
    filled=frozenset({"raw.orders"}),
)


def named(namespace: str, name: str, **facets: Json) -> Json:
    return {"namespace": namespace, "name": name, **({"facets": facets} if facets else {})}


def links(*names: tuple[str, str, str]) -> Json:
    return {"identifiers": [{"namespace": space, "name": name, "type": kind} for space, name, kind in names]}


def output(said: Json) -> Json:
    (found,) = normalised({"outputs": [said]}, KNOWN)["outputs"]
    return found


def others(said: Json) -> list[tuple[str, str, str]]:
    return [tuple(one.values()) for one in said["facets"]["symlinks"]["identifiers"]]


def test_what_spark_calls_a_table_is_kept_beside_its_name() -> None:
    found = output(named("s3://elsewhere", "raw/lines", symlinks=links((CATALOGUE, "raw.lines", "TABLE"))))
    assert (found["namespace"], found["name"]) == (OURS, "raw.lines")
    assert others(found) == [("s3://elsewhere", "raw/lines", "LOCATION")]


def test_what_trino_calls_a_table_is_kept_beside_its_name() -> None:
    found = output(named(TRINO, "lake.raw__build.lines"))
    assert (found["name"], others(found)) == ("raw.lines", [(TRINO, "lake.raw__build.lines", "ALIAS")])
    assert found["facets"]["symlinks"]["_schemaURL"].endswith("SymlinksDatasetFacet")


def test_no_consumer_is_led_to_another_name() -> None:
    told = links(("hive://x", "raw.lines", "table"), (CATALOGUE, "raw.lines", "TABLE"))
    assert others(output(named(TRINO, "lake.raw.lines", symlinks=told)))[0] == ("hive://x", "raw.lines", "ALIAS")


def test_a_dataset_is_no_other_name_of_itself() -> None:
    found = output(named("s3://elsewhere", "raw/lines", symlinks=links((OURS, "raw.lines", "ALIAS"))))
    assert others(found) == [("s3://elsewhere", "raw/lines", "LOCATION")]


def test_names_that_disagree_tell_nothing() -> None:
    said = named("s3://x", "y", symlinks=links((CATALOGUE, "raw.a", "TABLE"), (CATALOGUE, "raw.b", "TABLE")))
    assert output(said) == said


def test_a_sketch_s_place_is_not_worth_keeping() -> None:
    place = f"/p/.levada/scratch/t/sketches/{'a' * 32}"
    said = named("file", f"{place}/raw/lines", symlinks=links((f"file:{place}", "raw.lines", "TABLE")))
    assert output(said) == {**named(OURS, "raw.lines"), "facets": {}}


@pytest.mark.parametrize(
    "facet",
    [
        ("columnLineage", {"fields": {"a": {"inputFields": [named(TRINO, "lake.raw.a", field="x")]}}}),
        ("columnLineage", {"fields": {}, "dataset": [named(TRINO, "lake.raw.a", field="x")]}),
        ("lifecycleStateChange", {"previousIdentifier": named(TRINO, "lake.raw.a")}),
        ("lineage", {"inputs": [{**named(TRINO, "lake.raw.a"), "type": "DATASET"}]}),
    ],
)
def test_datasets_are_named_deep_inside(facet: tuple[str, Json]) -> None:
    found = repr(output(named(TRINO, "lake.raw.lines", **{facet[0]: facet[1]}))["facets"][facet[0]])
    assert (TRINO in found, "'name': 'raw.a'" in found) == (False, True)


def test_an_address_that_one_dataset_explains_is_understood_everywhere() -> None:
    column = {"fields": {"a": {"inputFields": [named("s3://elsewhere", "raw/lines", field="x")]}}}
    read = named("s3://elsewhere", "raw/lines", symlinks=links((CATALOGUE, "raw.lines", "TABLE")))
    event = {"inputs": [read], "outputs": [named(TRINO, "lake.raw.sums", columnLineage=column)]}
    assert "'name': 'raw.lines'" in repr(normalised(event, KNOWN)["outputs"])


def test_a_job_is_no_dataset() -> None:
    said = {"job": {**named(TRINO, "lake.raw.a"), "facets": {"lineage": {"entries": [
        {**named(TRINO, "lake.raw.a"), "type": "JOB"}]}}}}  # fmt: skip
    assert normalised(said, KNOWN) == said


def test_a_job_is_not_another_one_for_each_sketch() -> None:
    event = {"job": {"namespace": "x", "name": f"levada.append_data.sketch_{'0a' * 16}_raw_orders"}}
    assert normalised(event, KNOWN)["job"]["name"] == "levada.append_data.raw_orders"


def test_of_what_levada_fills_it_alone_tells_the_columns() -> None:
    body = {"fields": {}}
    assert "columnLineage" not in output(named(TRINO, "lake.raw.orders", columnLineage=body, schema={}))["facets"]
    assert "columnLineage" in output(named(OURS, "raw.orders", columnLineage=body))["facets"]
    assert "columnLineage" in output(named(TRINO, "lake.raw.lines", columnLineage=body))["facets"]


def test_one_dataset_by_two_names_is_one() -> None:
    view, table = named(TRINO, "lake.raw.lines", schema={"fields": [1]}), named(TRINO, "lake.raw__build.lines", a={})
    (found,) = normalised({"inputs": [view, table]}, KNOWN)["inputs"]
    assert (found["name"], found["facets"].keys(), len(others(found))) == ("raw.lines", {"schema", "a", "symlinks"}, 2)


def test_tables_that_nobody_knows_are_found() -> None:
    event = {"inputs": [named("s3://warehouse", "raw/new"), named("s3://landing", "x"), named(TRINO, "lake.raw.a")]}
    assert list(strangers(normalised(event, KNOWN), KNOWN)) == ["s3://warehouse/raw/new"]
    column = {"dataset": [named("s3://warehouse", "raw/newer", field="x")]}
    event = {"outputs": [named(TRINO, "lake.raw.a", columnLineage=column)]}
    assert list(strangers(event, KNOWN)) == ["s3://warehouse/raw/newer"]


NAMESPACES = st.sampled_from([OURS, TRINO, CATALOGUE, "s3a://warehouse", "file", "s3://other"])
SKETCH = f"/p/.levada/scratch/t/sketches/{'a' * 32}/"
NAMES = st.builds(
    lambda begin, space, between, table: f"{begin}{space}{between}{table}",
    st.sampled_from(["", "", "lake.", SKETCH]),
    st.sampled_from(["raw", "raw__build", "raw__build__build", "a.b", ""]),
    st.sampled_from("./"),
    st.sampled_from(["orders", "orders", "lines__audit_0a1b2c3d_1", "orders$files", "orders.files", ""]),
)
KEYS = st.sampled_from(["namespace", "name", "facets", "inputs", "identifiers", "type", "symlinks"])
ANY = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)
IDENTITY = st.fixed_dictionaries({"namespace": NAMESPACES, "name": NAMES})
LINK = st.fixed_dictionaries({"namespace": NAMESPACES, "name": NAMES, "type": st.sampled_from(["TABLE", "x"])})
LINKS = st.fixed_dictionaries({"identifiers": st.lists(LINK, max_size=2)}, optional={"_producer": st.text(max_size=2)})
INPUTS = st.fixed_dictionaries({"inputFields": st.lists(IDENTITY, max_size=3)})
COLUMNS = st.fixed_dictionaries({"fields": st.dictionaries(st.sampled_from("ab"), INPUTS, max_size=2)})
FACETS = st.fixed_dictionaries(
    {}, optional={"symlinks": LINKS, "columnLineage": COLUMNS, "version": st.sampled_from("ab"), "schema": ANY}
)
DATASET = st.fixed_dictionaries({"namespace": NAMESPACES, "name": NAMES}, optional={"facets": FACETS})
SAME = st.builds(
    lambda space, facets: {"namespace": TRINO, "name": f"lake.{space}.a", **facets},
    st.sampled_from(["raw", "raw__build"]),
    st.fixed_dictionaries({}, optional={"facets": FACETS | st.none(), "outputFacets": FACETS, "more": st.booleans()}),
)
"""One dataset, by two names."""
EVENT = st.fixed_dictionaries(
    {}, optional={"inputs": st.lists(DATASET, max_size=3), "outputs": st.lists(DATASET, max_size=3), "dataset": DATASET}
)


@st.composite
def spoilt(draw: st.DrawFn) -> Json:
    """An event with something else somewhere in it."""
    event: Json = {"at": draw(EVENT)}
    inside, key = event, "at"
    while isinstance(inside[key], dict | list) and inside[key] and draw(st.integers(0, 9)):
        inside = inside[key]
        key = draw(st.sampled_from(sorted(inside))) if isinstance(inside, dict) else len(inside) - 1
    inside[key] = draw(ANY)
    return event["at"]


@settings(deadline=None)
@given(EVENT)
def test_what_is_normal_stays_as_it_is(event: Json) -> None:
    once = normalised(event, KNOWN)
    assert normalised(once, KNOWN) == once


@settings(deadline=None)
@given(spoilt())
def test_whatever_is_no_event_stays_as_it_is_too(event: Json) -> None:
    once = normalised(event, KNOWN)
    assert (normalised(once, KNOWN), bool(list(strangers(once, KNOWN))) in (True, False)) == (once, True)


@pytest.mark.parametrize("path", [*IN_DATASETS, *IN_EVENTS])
def test_what_is_not_as_events_are_stays_as_it_is(path: str) -> None:
    keys = ["outputs", EACH, *path.split("/")] if path in IN_DATASETS else path.split("/")
    for depth in range(len(keys) + 1):
        for what in (None, 1, "x", [], [1], {}, {"x": None}):
            event = what
            for key in reversed(keys[:depth]):
                event = [event] if key == EACH else {key: event}
            assert normalised(event, KNOWN) == event


@settings(deadline=None)
@given(st.lists(SAME, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_datasets_makes_no_difference(said: list[Json], random: Any) -> None:
    mixed = list(said)
    random.shuffle(mixed)
    one, other = (normalised({"outputs": each}, KNOWN)["outputs"] for each in (said, mixed))
    assert sorted(map(written, one)) == sorted(map(written, other))


def written(said: Json) -> str:
    """Whatever the order of its keys."""
    return json.dumps(said, sort_keys=True)
