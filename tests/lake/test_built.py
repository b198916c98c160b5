"""Tables that another engine builds: on `main`, while readers follow the tag `published`."""

from collections.abc import Mapping
from contextlib import suppress

import pyarrow as pa
import pytest
from pyiceberg.exceptions import NamespaceAlreadyExistsError
from pyiceberg.io.pyarrow import _pyarrow_to_schema_without_ids
from pyiceberg.schema import assign_fresh_schema_ids

from levada.errors import Permanent, Retryable
from levada.lake import building, ledger, showing
from levada.lake.branches import audits
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer, find
from levada.lake.history import history
from levada.lake.publication import Published, publish, published
from levada.lake.reading import added, readable
from levada.lake.rollback import rollback
from levada.plan.tables import Column, Table
from tests.lake.bench import mark, never, seen

NAME = "marts.sums"
BUILT = Table(NAME)
BY = "by"


@pytest.fixture(autouse=True)
def _views(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite keeps none."""
    monkeypatch.setattr(showing.views, "before", lambda *_: None)
    monkeypatch.setattr(showing.views, "after", lambda *_: None)


def build(lake: Lake, *ids: int, who: str = "me", **more: object) -> None:
    """What another engine does: it adds rows to `main` of the table that it builds, or makes that."""
    rows = pa.table({"id": pa.array(ids, pa.int64()), **{name: [value] * len(ids) for name, value in more.items()}})
    table = lake.build(NAME)
    if table is None:
        with suppress(NamespaceAlreadyExistsError):
            lake.catalog.create_namespace("marts__build")
        schema = assign_fresh_schema_ids(_pyarrow_to_schema_without_ids(rows.schema))
        table = lake.catalog.create_table("marts__build.sums", schema)
    if set(more) - set(table.schema().column_names):
        with table.update_schema() as update:
            update.union_by_name(rows.schema)
    table.append(rows, {BY: who})


def mine(said: Mapping[str, str]) -> bool:
    return said.get(BY) == "me"


def drafted(lake: Lake, run: str, *ids: int, table: Table = BUILT, **more: object) -> tuple[Writer, int | None]:
    """One build from what is published, made a draft."""
    building.adopted(lake, NAME, {})
    began = published(lake, NAME)
    if began is not None:
        building.begin(lake, NAME, began)
    build(lake, *ids, **more)
    building.adopted(lake, NAME, {})
    writer = Writer(lake, mark(run))
    writer.take(table, began, mine)
    return writer, began


def shown(lake: Lake, writer: Writer, table: Table = BUILT) -> Published:
    return publish(lake, table, writer.drafts[NAME], writer.mark, (), lambda draft: (), never)


def test_what_was_built_is_seen_by_nobody_before_it_is_published(lake: Lake) -> None:
    build(lake, 1, 2)
    assert lake.load(NAME) is None
    building.adopted(lake, NAME, {})
    assert seen(lake, NAME) == []
    writer, _ = drafted(lake, "a", 3)
    assert seen(lake, NAME) == []
    shown(lake, writer)
    assert seen(lake, NAME) == [3]


def test_a_rejected_build_is_never_built_upon(lake: Lake) -> None:
    shown(lake, drafted(lake, "a", 1)[0])
    drafted(lake, "rejected", 666)
    shown(lake, drafted(lake, "b", 2)[0])
    assert seen(lake, NAME) == [1, 2]


def test_columns_of_a_rejected_build_are_not_there_for_readers_or_for_the_next_build(lake: Lake) -> None:
    shown(lake, drafted(lake, "a", 1)[0])
    drafted(lake, "rejected", 2, secret="x")
    rows = readable(lake, NAME, published(lake, NAME))
    assert rows is not None
    assert rows.schema.column_names == ["id"]
    drafted(lake, "b", 3)
    assert lake.table(NAME).schema().column_names == ["id"]


def test_a_draft_brings_just_the_rows_of_its_build(lake: Lake) -> None:
    shown(lake, drafted(lake, "a", 1, 2)[0])
    writer, _ = drafted(lake, "b", 3)
    draft = writer.drafts[NAME]
    assert draft.rows == 1
    assert len(added(lake, draft).files) == 1


def test_the_ledger_and_the_versions_follow_what_is_published(lake: Lake) -> None:
    first = shown(lake, drafted(lake, "a", 1)[0])
    shown(lake, drafted(lake, "b", 2)[0])
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["b"]
    rollback(lake, NAME, first.snapshot)
    assert seen(lake, NAME) == [1]
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["a"]
    told = [(version.run, version.operation, version.rows_added) for version in history(lake, NAME)]
    assert told == [("a", "append", 1), ("b", "append", 1), ("a", "rollback", 0)]


def test_another_build_in_between_is_found_out(lake: Lake) -> None:
    shown(lake, drafted(lake, "a", 1)[0])
    build(lake, 2)
    build(lake, 3, who="another")
    with pytest.raises(Retryable, match=r"another run has built the same table"):
        Writer(lake, mark("b")).take(BUILT, published(lake, NAME), mine)


def test_another_publication_in_between_is_found_out(lake: Lake) -> None:
    shown(lake, drafted(lake, "a", 1)[0])
    began = published(lake, NAME)
    shown(lake, drafted(lake, "b", 2)[0])
    with pytest.raises(Retryable, match=r"another run has published while load built upon it"):
        Writer(lake, mark("c")).take(BUILT, began, mine)


def test_a_killed_attempt_s_draft_is_found_again(lake: Lake) -> None:
    writer, _ = drafted(lake, "a", 1)
    assert find(lake, BUILT, writer.mark) == writer.drafts[NAME]
    shown(lake, writer)
    assert list(audits(lake.table(NAME).metadata)) == []


def test_a_wider_type_is_promised_and_kept_without_writing_anew(lake: Lake) -> None:
    table = Table(NAME, (Column("id", "long"), Column("n", "double")))
    writer, _ = drafted(lake, "a", 1, table=table, n=pa.scalar(1.5, pa.float32()))
    shown(lake, writer, table)
    assert str(lake.table(NAME).schema().find_type("n")) == "double"
    assert seen(lake, NAME, "n") == [1.5]


def test_columns_that_were_not_promised_are_refused_by_name(lake: Lake) -> None:
    table = Table(NAME, (Column("id", "string"), Column("when", "date")))
    with pytest.raises(Permanent, match=r"built without when; id as long, and string was promised"):
        drafted(lake, "a", 1, table=table)


def test_a_name_that_another_engine_s_table_has_is_refused(lake: Lake) -> None:
    rows = pa.table({"id": [1]})
    Writer(lake, mark("a")).write(BUILT, rows.to_reader())
    with pytest.raises(Permanent, match=r"marts\.sums is a table that was written by another engine"):
        building.adopted(lake, NAME, {})


def test_datasets_are_listed_by_the_names_that_readers_know(lake: Lake) -> None:
    build(lake, 1)
    assert lake.datasets() == ()
    building.adopted(lake, NAME, {})
    assert lake.datasets() == (NAME,)
