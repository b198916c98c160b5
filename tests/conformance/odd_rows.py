"""Rows with everything odd in them, and checks of every sort: what each gate must find the same."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pyarrow as pa

from levada.plan.checks import Check, Threshold, Unit
from levada.plan.measures import (
    Answer,
    DuplicateValues,
    Freshness,
    InvalidValues,
    Measure,
    MissingValues,
    NotMultiple,
    NullValues,
    OrphanValues,
    OutOfRange,
    RowCount,
    WrongFormat,
    WrongLength,
)
from levada.plan.tables import Column
from tests.engines.test_patterns import CASES

ODD, KNOWN, NOTHING = "gates.odd", "gates.known", "gates.nothing"
"""Datasets: the one that is checked, one that it refers to, and one that nobody has ever filled."""
NAN, END = float("nan"), float("inf")
WORDS = ("", " ", "a", "A", "aa", "é", "e\u0301", "\U0001f600", "a\U0001f600b", "it's", 'say "x"', "back\\slash",
         "a\nb", "N1\n", "%", "N/A", "ß", "null", None)  # fmt: skip
SOME: dict[str, tuple[object, ...]] = {
    "flag": (True, False, None),
    "small": (0, -1, 5, 2**31 - 1, -(2**31), None),
    "long": (0, -1, 5, 2**63 - 1, -(2**63), 2**53 + 1, None),
    "single": (0.0, -0.0, 0.1, 1.5, NAN, END, -END, None),
    "double": (0.0, -0.0, 0.3, 0.35, 1e300, NAN, END, -END, None),
    "price": (*map(Decimal, ("0.00", "-0.01", "0.15", "0.16", "9999999.99")), None),
    "wide": (*map(Decimal, ("0.0000", f"{'9' * 34}.9999", f"-{'9' * 34}.9999", "1.0001")), None),
    "day": (date(1, 1, 1), date(1969, 12, 31), date(2013, 1, 1), date(2013, 1, 2), date(9999, 12, 31), None),
    "at": (datetime(1969, 12, 31, 23, 59, 59, 999999), datetime(2013, 1, 1, 17), datetime(2013, 1, 1, 17, 0, 0, 1),
           datetime(2013, 1, 2), datetime(2099, 1, 1), None),
    "zoned": (datetime(1969, 12, 31, 23, 59, 59, 999999, UTC), datetime(2013, 1, 2, 1, tzinfo=UTC),
              datetime(2013, 1, 2, 5, tzinfo=UTC), datetime(2013, 1, 2, 5, 0, 0, 1, UTC), None),
    "word": WORDS,
    "number": (UUID(int=0), UUID(int=2**127 + 1), UUID(int=2**128 - 1), None),
    "bytes": (b"", b"a", b"\x00\xff", "é".encode(), None),
}  # fmt: skip
"""Column -> its values; a row has the next of each, so that the shorter ones come again."""
TYPES = {
    "flag": ("boolean", pa.bool_()),
    "small": ("int", pa.int32()),
    "long": ("long", pa.int64()),
    "single": ("float", pa.float32()),
    "double": ("double", pa.float64()),
    "price": ("decimal(9, 2)", pa.decimal128(9, 2)),
    "wide": ("decimal(38, 4)", pa.decimal128(38, 4)),
    "day": ("date", pa.date32()),
    "at": ("timestamp", pa.timestamp("us")),
    "zoned": ("timestamptz", pa.timestamp("us", "UTC")),
    "word": ("string", pa.string()),
    "number": ("uuid", pa.uuid()),
    "bytes": ("binary", pa.binary()),
}
COUNT = 24
FLOATS = ("single", "double")

MEASURES: dict[str, tuple[Measure, ...]] = {
    "nulls": tuple(NullValues(name) for name in TYPES),
    "missing": (
        MissingValues("word", ("", "N/A", "null"), null=True),
        MissingValues("word", ("it's", "back\\slash", "a\nb", 'say "x"', "%")),
        MissingValues("word", ("é",)),
        MissingValues("flag", ("true",)),
        MissingValues("small", ("-1", "x", "1.5", str(2**40))),
        MissingValues("long", (str(2**63 - 1), str(-(2**63)), str(2**63), str(2**53 + 1), str(2**53))),
        MissingValues("single", ("0.1", "NaN", "-Infinity")),
        MissingValues("double", ("0", "nan", "1e300", "inf")),
        MissingValues("price", ("0.15", "0.151", "-0.010")),
        MissingValues("wide", (f"{'9' * 34}.9999", "1.0001", "1.00011")),
        MissingValues("day", ("2013-01-01", "soon", "0001-01-01")),
        MissingValues("at", ("2013-01-01T17:00", "2013-01-02")),
        MissingValues("zoned", ("2013-01-02T01:00:00Z", "2013-01-02T00:00:00-05:00")),
        MissingValues("number", (str(UUID(int=2**128 - 1)).upper(), "nobody")),
        MissingValues("bytes", ("a", "é")),
    ),
    "valid": (
        InvalidValues("word", ("a", "é", "it's")),
        InvalidValues("word", ("a", "aa"), "^a+$"),
        InvalidValues("small", ("0", "5", "x")),
        InvalidValues("double", ("0.3", "NaN")),
        InvalidValues("small", ("x",)),
    ),
    "pattern": (
        *(InvalidValues("word", pattern=pattern) for pattern, *_ in CASES),
        InvalidValues("small", pattern="^-?[05]$"),
        InvalidValues("flag", pattern="^true$"),
        InvalidValues("price", pattern=r"^-?\d+\.\d{2}$"),
        InvalidValues("wide", pattern=r"^1\.0001$"),
        InvalidValues("day", pattern="^2013-01-0[12]$"),
        InvalidValues("at", pattern=r"^2013-01-01 17:00:00(\.000001)?$"),
        InvalidValues("zoned", pattern=r"^2013-01-02 0[15]:00:00(\.000001)?\+00$"),
        InvalidValues("number", pattern="^0{8}-"),
        InvalidValues("bytes", pattern="^(61)?$"),
    ),
    "length": (
        WrongLength("word", 1, 2),
        WrongLength("word", maximum=0),
        WrongLength("day", 10, 10),
        WrongLength("at", maximum=19),
        WrongLength("number", 36, 36),
    ),
    "format": tuple(WrongFormat("word", name) for name in ("email", "uuid", "hostname", "byte", "uri", "ipv4", "ipv6")),
    "range": (
        OutOfRange("small", "0", "5"),
        OutOfRange("small", exclusive_minimum="-0.5", exclusive_maximum="4.5"),
        OutOfRange("small", str(-(2**31) - 1), str(2**31)),
        OutOfRange("long", str(-(2**63)), str(2**63 - 1)),
        OutOfRange("long", str(-(2**63) + 1), str(2**53)),
        OutOfRange("long", "1" + "0" * 30),
        OutOfRange("single", "0", "0.1"),
        OutOfRange("single", exclusive_minimum="-1e300", exclusive_maximum="1e300"),
        OutOfRange("double", "0", "0.3"),
        OutOfRange("double", maximum="1e301"),
        OutOfRange("double", exclusive_maximum="Infinity"),
        OutOfRange("double", "-Infinity", "Infinity"),
        OutOfRange("price", "0.145", "0.155"),
        OutOfRange("price", exclusive_minimum="-0.01", exclusive_maximum="0.16"),
        OutOfRange("wide", f"-{'9' * 34}.99985", f"{'9' * 34}.99985"),
        OutOfRange("day", "2013-01-01", "2013-01-01"),
        OutOfRange("day", "1969-12-31T12:00:00", "2013-01-01T12:00:00"),
        OutOfRange("day", exclusive_minimum="2013-01-01T12:00:00", exclusive_maximum="2013-01-02T00:00:00"),
        OutOfRange("at", "2013-01-01T17:00:00.000001", "2013-01-02"),
        OutOfRange("zoned", "2013-01-02", "2013-01-02T00:00:00-05:00"),
        OutOfRange("word", "a", "b"),
        OutOfRange("number", str(UUID(int=1)), str(UUID(int=2**127 + 1))),
    ),
    "multiple": (
        NotMultiple("small", "5"),
        NotMultiple("small", "2.5"),
        NotMultiple("long", "0.5"),
        NotMultiple("long", str(2**53 + 1)),
        NotMultiple("long", "1" + "0" * 30),
        NotMultiple("price", "0.05"),
        NotMultiple("price", "0.015"),
        NotMultiple("wide", "0.0003"),
        NotMultiple("double", "0.1"),
        NotMultiple("single", "0.5"),
    ),
    "unique": (
        *(DuplicateValues((name,)) for name in TYPES),
        DuplicateValues(("flag", "small")),
        DuplicateValues(("word", "double", "wide")),
        DuplicateValues(("day", "at", "zoned", "number", "bytes")),
    ),
    "keys": (
        OrphanValues(("word",), KNOWN, ("word",)),
        OrphanValues(("long",), KNOWN, ("long",)),
        OrphanValues(("small",), KNOWN, ("long",)),
        OrphanValues(("small",), KNOWN, ("word",)),
        OrphanValues(("double",), KNOWN, ("double",)),
        OrphanValues(("price", "word"), KNOWN, ("price", "word")),
        OrphanValues(("day",), KNOWN, ("day",)),
        OrphanValues(("number",), KNOWN, ("number",)),
        OrphanValues(("id",), ODD, ("id",)),
        OrphanValues(("id",), NOTHING, ("id",)),
    ),
    "rows": (RowCount(),),
}
"""What is counted; a threshold and a unit for each come by turns."""

QUERIES = (
    ("SELECT count(*) FROM {object} WHERE word = 'it''s'", "trino"),
    ("SELECT count(*) FROM {object} WHERE small % 5 <> 0", "trino"),
    ("SELECT count(*) / 7 FROM {object}", "trino"),
    ("SELECT count(*) / 7 FROM {object}", "spark"),
    ("SELECT count(*) / 7 FROM {object}", "duckdb"),
    ("SELECT avg(CAST(price AS double)) FROM {object}", "trino"),
    ("SELECT bool_and(id >= 0) FROM {object}", "duckdb"),
    ("SELECT max(id) FROM {object} WHERE id < 0", "trino"),
    ("WITH some AS (SELECT id FROM {object} WHERE flag) SELECT count(DISTINCT id) FROM some", "trino"),
    ("SELECT count(*) FROM gates.odd AS o WHERE length(o.word) > 1", "trino"),
    ("SELECT COUNT(*) FROM `{object}` WHERE SAFE_CAST({property} AS INT64) IS NULL", "bigquery"),
    ("SELECT COUNT(*) FROM {object} WHERE word ~ '^a'", "postgres"),
)  # fmt: skip
OPERATORS = (
    Threshold(), Threshold("mustNotBe", (1,)), Threshold("mustBeGreaterThan", (3,)), Threshold("mustBeBetween", (1, 4)),
    Threshold("mustBeGreaterOrEqualTo", (2,)), Threshold("mustBeLessThan", (5,)),
    Threshold("mustBeLessOrEqualTo", (2.5,)), Threshold("mustNotBeBetween", (2, 3)),
)  # fmt: skip
ANY = Threshold("mustBeGreaterOrEqualTo", (0,))
UNITS: tuple[Unit, ...] = ("rows", "rows", "percent")


def rows() -> pa.Table:
    """As many rows as it takes."""
    values = {name: [SOME[name][number % len(SOME[name])] for number in range(COUNT)] for name in TYPES}
    columns = {name: _array(values[name], kind) for name, (_, kind) in TYPES.items()}
    return pa.table({"id": pa.array(range(COUNT), pa.int64()), **columns})


def _array(values: list[object], kind: pa.DataType) -> pa.Array:
    if kind != pa.uuid():
        return pa.array(values, kind)
    stored = [value.bytes if isinstance(value, UUID) else None for value in values]
    return pa.ExtensionArray.from_storage(kind, pa.array(stored, pa.binary(16)))


def known() -> pa.Table:
    """What foreign keys refer to."""
    return rows().slice(1, 3)


COLUMNS = (Column("id", "long"), *(Column(name, kind) for name, (kind, _) in TYPES.items()))


def checks() -> tuple[Check, ...]:
    """Every measure, with thresholds and units by turns."""
    found = [(f"{name}_{number}", one) for name, some in MEASURES.items() for number, one in enumerate(some)]
    counted = [
        Check(name, measure, _threshold(number, name), unit=UNITS[number % 3] if name != "rows_0" else "rows")
        for number, (name, measure) in enumerate(found)
    ]
    asked = [
        Check(f"query_{number}", Answer(text, dialect, "word"), ANY if number % 2 else Threshold(), unit="answer")
        for number, (text, dialect) in enumerate(QUERIES)
    ]
    fresh = [
        Check(f"fresh_{name}", Freshness(name), Threshold("mustBeLessOrEqualTo", (6 * 3600,)), unit="seconds")
        for name in ("day", "at", "zoned")
    ]
    return (*counted, *asked, *fresh)


def _threshold(number: int, name: str) -> Threshold:
    """Of most, that the count is the same is enough: rows are shown of each third."""
    shown = not name.startswith(("pattern", "format")) and number % 3 == 0
    return OPERATORS[number // 3 % len(OPERATORS)] if shown else ANY


def times() -> pa.Table:
    values = [time(0), time(12), time(12), time(23, 59, 59, 500000), None]
    return pa.table({"id": pa.array(range(5), pa.int64()), "v": pa.array(values, pa.time64("us"))})


OF_TIMES = (
    Check("early", OutOfRange("v", "12:00")),
    Check("short", WrongLength("v", maximum=8)),
    Check("noon", InvalidValues("v", ("12:00:00", "23:59:59.5"))),
    Check("once", DuplicateValues(("v",))),
)
