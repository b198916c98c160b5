"""A ledger's file: what an earlier release wrote is understood, what a later one wrote is left alone."""

import json
from pathlib import Path

import pytest

from levada.errors import Permanent
from levada.lake import formats, ledger
from levada.lake.catalogue import Lake
from levada.lake.publication import published
from tests.lake.bench import EVENTS, NAME, OVERWRITTEN, days, events, load, mark

FIRST = (Path(__file__).parent / "ledgers/format-1.json").read_bytes()


def put(lake: Lake, text: bytes) -> None:
    """Let a text be the ledger of the published table."""
    table = lake.table(NAME)
    name = ledger.name_of(table.metadata, published(lake, NAME))
    with table.io.new_output(table.location_provider().new_metadata_location(name or "")).create(True) as stream:
        stream.write(text)


def later() -> bytes:
    return json.dumps({"format": formats.FORMAT + 1, "entries": {"in other words": []}}).encode()


def test_the_first_format_says_what_was_loaded() -> None:
    one, other = formats.parsed(FIRST, "l")
    assert (one.files[0].url, one.rows, one.checks[0].check) == ("file:///data/a.csv", 2, "id_required")
    assert (other.interval, other.inputs) == (days(1), (("raw.other", 7),))


def test_its_fingerprints_cannot_be_compared() -> None:
    assert [(entry.fingerprint, entry.terms) for entry in formats.parsed(FIRST, "l")] == [("", "")] * 2


def test_what_is_written_is_of_today_and_comes_back_as_it_went() -> None:
    entries = formats.parsed(FIRST, "l")
    assert json.loads(formats.written(entries))["format"] == formats.FORMAT
    assert formats.parsed(formats.written(entries), "l") == entries


def test_every_older_format_has_a_way_to_today() -> None:
    assert sorted(formats.UPGRADES) == list(range(1, formats.FORMAT))


def test_what_an_earlier_release_appended_is_not_appended_again(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    put(lake, FIRST)
    known = ledger.read(lake, NAME)
    assert ledger.admit(known, EVENTS, mark("b", file=("file:///data/a.csv", "1")))
    assert ledger.admit(known, EVENTS, mark("b", days(1)))
    assert not ledger.admit(known, OVERWRITTEN, mark("b", days(1)))


def test_a_publication_takes_an_older_ledger_along(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    put(lake, FIRST)
    load(lake, EVENTS, events((2, 5)), mark("b"))
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == [
        "scheduled__2024-01-01", "scheduled__2024-01-02", "b"]  # fmt: skip


def test_a_later_release_s_ledger_is_refused_and_kept(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    put(lake, later())
    with pytest.raises(Permanent, match=r"ledger-\S+ has format 3, and this levada knows up to 2.*Upgrade levada"):
        ledger.read(lake, NAME)
    with pytest.raises(Permanent, match="Upgrade levada"):
        load(lake, EVENTS, events((2, 0)), mark("b"))
    assert published(lake, NAME) == first.snapshot


def test_a_later_release_s_draft_of_a_ledger_is_not_overwritten(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    table, known = lake.table(NAME), ledger.read(lake, NAME)
    name = ledger.name_of(table.metadata, published(lake, NAME))
    put(lake, later())
    with pytest.raises(Permanent, match="Upgrade levada"):
        ledger.keep(table, name or "", known)


def test_half_a_file_is_not_a_format() -> None:
    with pytest.raises(ValueError, match=r"EOF|Unterminated|Expecting"):
        formats.parsed(FIRST[:200], "l")


@pytest.mark.parametrize(
    "text", [b"", FIRST[:200], b"{}", b"[]", b'{"format":"x"}', b'{"format":2,"entries":[{}]}', b"\xff"]
)
def test_a_damaged_ledger_is_told_with_its_place(lake: Lake, text: bytes) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    put(lake, text)
    with pytest.raises(Permanent, match=r"the ledger \S+/ledger-\S+ is damaged: put it back from a backup"):
        load(lake, EVENTS, events((2, 0)), mark("b"))
    assert published(lake, NAME) == first.snapshot
