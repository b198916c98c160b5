"""Contracts: ODCS as the standard has it, each complaint once and with its place."""

from collections.abc import Callable

import pytest

from levada.spec.reader import read
from tests.spec.conftest import Problems, Write
from tests.spec.shop import CONTRACT, SHOP

FILE = "contracts/sales.odcs.yaml"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("version: 1.0.0", "version: 1.0", "5:10 version: must be text"),
        ("id: 5358", "uid: 5358", "1:1 : `id` is missing"),
        ("apiVersion: v3.2.0", "apiVersion: v2.2.2", "1:13 apiVersion: 'v2.2.2' is not ODCS v3.1 or v3.2"),
        ("name: Sales", "5: Sales", "4:1 5: the key 5 is not text"),
        ("status: active", "x-status: active", "6:1 x-status: `x-status` is not a key that ODCS has here"),
        ("required: true}", "required: yes}", "13:59 …required: must be true or false"),
        (
            "logicalType: integer",
            "logicalTipe: integer",
            "11:25 …logicalTipe: `logicalTipe` is not a key that ODCS has here",
        ),
        (
            "logicalType: integer",
            "logicalType: int",
            "11:38 …logicalType: 'int' is not one of: string, date, timestamp",
        ),
        ("pattern:", "patern:", "12:80 …patern: `patern` is not a key that ODCS has here"),
        ("mustBeGreaterThan: 0", "mustBeGreaterThan: few", "15:57 …mustBeGreaterThan: must be a number"),
        (", mustBeGreaterThan: 0", "", "15:9 schema.0.quality.0: none of these is given: mustBe, mustBeBetween"),
        (
            "mustBeGreaterThan: 0",
            "mustBe: 1, mustBeLessThan: 2",
            "15:9 schema.0.quality.0: several of its keys exclude",
        ),
        ("metric: rowCount", "metric: rowCont", "15:28 …metric: 'rowCont' is not one of: nullValues"),
        ("[receipt, shop]", "[receipt, shops]", "16:79 …properties.1: sold has no column shops"),
        ("name: sold_at", "name: shop", "13:16 …name: 'shop' is already the name of another one"),
        (
            "name: sold_at",
            "name: Shop",
            "13:16 …name: 'Shop' is already the name of another one, shop; capitals",
        ),
        ("  - name: clean\n", "  - name: sold\n", "17:11 schema.1.name: 'sold' is already the name of another one"),
    ],
)
def test_complaints(problems: Problems, before: str, after: str, problem: str) -> None:
    assert before in CONTRACT
    found = problems({**SHOP, FILE: CONTRACT.replace(before, after, 1)})
    place, _, message = problem.partition(" ")
    path, _, words = message.partition(": ")
    about = [p for p in found if p.message.startswith(words) and p.path.endswith(path.lstrip("…"))]
    assert [f"{p.line}:{p.column}" for p in about] == [place], "\n".join(map(str, found))
    assert len(found) == 1 + ("uid" in after)


def test_a_column_needs_no_type(write: Write) -> None:
    """The schema of v3.2 asks for `map` and `dimensions` where no logicalType is said."""
    sales = read(write(SHOP)).contracts["sales"].objects[1]
    assert [item["name"] for item in sales.properties] == ["shop", "sold_at", "euros"]


def test_an_inline_contract_is_odcs_too(problems: Problems) -> None:
    body = (
        "datasets: {raw.a: {loader: x, contract: [{name: a, logicalType: text}, {nam: b}, {name: a}], event_time: c}}"
    )
    found = problems({"pipelines/p.yaml": "apiVersion: levada/v1\nkind: Pipeline\n" + body})
    assert [(p.path, p.message.split(":")[0]) for p in found] == [
        ("datasets.raw.a.contract.0.logicalType", "'text' is not one of"),
        ("datasets.raw.a.contract.1", "`name` is missing"),
        ("datasets.raw.a.contract.1.nam", "`nam` is not a key that ODCS has here"),
        ("datasets.raw.a.contract.2.name", "'a' is already the name of another one"),
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("contract: sale", "there is no contract 'sale'"),
        ("contract: sales#cleen", "include/contracts/sales.odcs.yaml has no object 'cleen'"),
        ("contract: sales", "no object of include/contracts/sales.odcs.yaml is raw.a"),
    ],
)
def test_references_to_contracts(problems: Problems, said: str, message: str) -> None:
    body = f"steps: [{{ingest: {{files: a.csv}}, into: raw.a}}]\ndatasets: {{raw.a: {{write: append, {said}}}}}"
    found = problems({FILE: CONTRACT, "pipelines/p.yaml": "apiVersion: levada/v1\nkind: Pipeline\n" + body})
    assert [p.message for p in found] == [message]


ONCE = "metric: duplicateValues, arguments: {properties: [receipt, shop]}, mustBe: 0"


@pytest.mark.parametrize(
    ("item", "path", "message"),
    [
        ("metric: nullValues, mustBe: 0", "metric", "nullValues is about a column, not the table"),
        ("metric: duplicateValues, mustBe: 0", "metric", "duplicateValues needs an argument: `properties`"),
        (ONCE.replace("properties", "columns"), "arguments.columns", "duplicateValues has no argument `columns`"),
        (ONCE.replace("[receipt, shop]", "shop"), "arguments.properties", "must be a list of values"),
        (ONCE.replace("0", "no"), "mustBe", "must be a number"),
        (ONCE.replace("mustBe: 0", "mustBeBetween: [2, 1]"), "mustBeBetween", "nothing lies between 2 and 1"),
        ("type: sql, query: 'SELECT 1 FROM {obejct}', mustBe: 1", "query", "{obejct} stands for nothing"),
        (
            "type: sql, query: 'SELECT 1 FROM {object} WHERE {property} = 1', mustBe: 1",
            "query",
            "{property} stands for a",
        ),
        ("type: sql, query: 'SELECT 1 FROM ${TARGET:-x}', mustBe: 1", "query", "${TARGET:-x} stands for nothing"),
        ("metric: rowCount, mustBe: 1, unit: percent", "unit", "rowCount is all rows"),
    ],
)
def test_quality_items_that_mean_nothing(problems: Problems, item: str, path: str, message: str) -> None:
    assert ONCE in CONTRACT
    (found,) = problems({**SHOP, FILE: CONTRACT.replace(ONCE, item)})
    assert (found.line, found.path) == (16, f"schema.0.quality.1.{path}")
    assert found.message.startswith(message)


def test_a_deprecated_key_is_refused_with_its_new_name(problems: Problems) -> None:
    (found,) = problems({**SHOP, FILE: CONTRACT.replace(ONCE, "rule: rowCount, mustBe: 1")})
    assert (found.path, found.hint) == ("schema.0.quality.1.rule", "it is called `metric` by now: write `metric:`")


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("metric: rowCount, mustBe: 0", "rowCount is about the table, not a column"),
        ("metric: missingValues, mustBe: 0", "missingValues needs an argument: `missingValues`"),
        ("metric: invalidValues, arguments: {pattern: 5}, mustBe: 0", "must be text"),
        ("metric: invalidValues, arguments: {pattern: '[A-Z'}, mustBe: 0", "'[A-Z' is no regular expression: untermin"),
    ],
)
def test_quality_items_of_a_column_that_mean_nothing(said: Callable[[str], list[str]], item: str, message: str) -> None:
    (found,) = said(f"datasets: {{raw.a: {{loader: x, contract: [{{name: a, quality: [{{{item}}}]}}]}}}}")
    assert found.split(": ", 1)[1].startswith(message)


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("^[A-Z]+$", ""),
        ("(?<year>[0-9]{4})", ""),
        (r"\p{L}+\z", ""),
        ("[[:alpha:]]", ""),
        ("^[A-Z+$", "unterminated character set at position 1"),
        ("(a", "missing ), unterminated subpattern at position 0"),
        ("*a", "nothing to repeat at position 0"),
    ],
)
def test_patterns(said: Callable[[str], list[str]], pattern: str, wrong: str) -> None:
    column = f"{{name: a, logicalType: string, logicalTypeOptions: {{pattern: '{pattern}'}}}}"
    found = said(f"datasets: {{raw.a: {{loader: x, contract: [{column}]}}}}")
    place = "1:103 datasets.raw.a.contract.0.logicalTypeOptions.pattern"
    assert found == [f"{place}: {pattern!r} is no regular expression: {wrong}"] * bool(wrong)


@pytest.mark.parametrize(
    ("servers", "dialect"),
    [
        ("", "trino"),
        ("servers: [{server: a, type: postgresql, host: h, port: 5432, database: d, schema: s}]", "postgres"),
    ],
)
def test_the_dialect_is_that_of_the_server(write: Write, servers: str, dialect: str) -> None:
    contract = read(write({**SHOP, FILE: f"{CONTRACT}{servers}\n"})).contracts["sales"]
    assert [item.dialect for item in contract.objects] == [dialect, dialect]
