"""Foreign keys: what ODCS' notations name, and what they must not."""

import pytest

from levada.plan.graph import Task
from levada.plan.measures import OrphanValues
from levada.plan.planner import plan
from levada.spec.reader import read
from tests.spec.conftest import HEAD, Problems, Write

CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: shop
name: Shop
version: 1.0.0
status: active
schema:
  - name: sales
    physicalName: raw.sales
    relationships: [{RELATIONSHIP}]
    properties:
      - {name: shop, logicalType: string, relationships: [{to: TO}]}
      - {name: till, logicalType: integer}
  - id: shops_tbl
    name: shops
    physicalName: raw.shops
    properties:
      - {id: shop_pk, name: shop, logicalType: string}
      - {name: till, logicalType: integer}
"""
PAIR = "from: [sales.shop, sales.till], to: [shops.shop, shops.till]"
PIPELINE = (
    HEAD
    + """\
steps:
  - ingest: {files: sales.csv}
    into: raw.sales
  - ingest: {files: shops.csv}
    into: raw.shops
"""
)


def shop(to: str = "shops.shop", relationship: str = PAIR, pipeline: str = PIPELINE) -> dict[str, str]:
    contract = CONTRACT.replace("TO", to).replace("RELATIONSHIP", relationship)
    return {"pipelines/shop.yaml": pipeline, "contracts/shop.odcs.yaml": contract}


def sales(write: Write, **said: str) -> tuple[Task, tuple[str, ...]]:
    (made,) = plan(read(write(shop(**said))))
    return made.task("raw_sales"), made.unchecked


@pytest.mark.parametrize(
    "to",
    ["shops.shop", "raw.shops.shop", "schema/shops_tbl/properties/shop_pk", "/schema/shops_tbl/properties/shop_pk"],
)
def test_a_column_refers_by_name_or_by_id(write: Write, to: str) -> None:
    checks = sales(write, to=to)[0].tables[0].checks
    assert [check.measure for check in checks] == [
        OrphanValues(("shop",), "raw.shops", ("shop",)),
        OrphanValues(("shop", "till"), "raw.shops", ("shop", "till")),
    ]
    assert [check.id for check in checks] == ["shop_foreign_key", "shop_till_foreign_key"]


def test_a_step_comes_after_those_that_fill_what_it_refers_to(write: Write) -> None:
    assert sales(write)[0].after == ("raw_shops",)


@pytest.mark.parametrize("to", ["other.odcs.yaml#/schema/shops/properties/shop", "shops.address.street"])
def test_what_lies_elsewhere_is_listed(write: Write, to: str) -> None:
    task, unchecked = sales(write, to=to)
    assert len(task.tables[0].checks) == 1
    assert unchecked == (
        f"raw.sales.shop: shop_foreign_key (refers to {to}, which is not known to be a dataset of the project)",
    )


@pytest.mark.parametrize(
    ("to", "relationship", "message"),
    [
        ("shop.shop", PAIR, "12:64 there is no object with the name 'shop'"),
        ("shops.shopp", PAIR, "12:64 there is no column of shops with the name 'shopp'"),
        ("schema/shops/properties/shop", PAIR, "12:64 there is no object with the id 'shops'"),
        ("shops.shop", "from: shops.shop, to: shops.shop", "10:28 these columns are not sales's"),
        ("shops.shop", PAIR.replace(", shops.till", ""), "10:58 2 columns refer to 1"),
        ("shops.shop", PAIR.replace("shops.till", "sales.till"), "10:58 these columns are not of one object"),
        ("shops.shop", PAIR.replace("sales.till", "sales.tiller"), "10:41 there is no column of sales"),
    ],
)
def test_what_cannot_be_referred_to(problems: Problems, to: str, relationship: str, message: str) -> None:
    (found,) = problems(shop(to, relationship))
    assert f"{found.line}:{found.column} {found.message}".startswith(message)


def test_nothing_provides_what_is_referred_to(problems: Problems) -> None:
    (found,) = problems(shop(pipeline=PIPELINE[: PIPELINE.index("  - ingest: {files: shops")]))
    assert (found.line, found.message) == (5, "nothing provides raw.shops, to which a foreign key refers")


def test_two_that_refer_to_one_another_cannot_be_filled(problems: Problems) -> None:
    read_back = PIPELINE.replace("into: raw.shops", "into: raw.shops\n    depends_on: [raw_sales]")
    (found,) = problems(shop(pipeline=read_back))
    assert found.message.startswith("steps wait for one another: raw_sales → raw_shops → raw_sales (a foreign key")


INLINE = """\
steps:
  - ingest: {{files: sales.csv}}
    into: raw.sales
  - ingest: {{files: shops.csv}}
    into: raw.shops
datasets:
  raw.sales: {{contract: [{{name: shop, relationships: [{{to: {to}}}]}}]}}
  raw.shops: {{contract: [{{name: shop}}]}}
"""


def test_columns_written_in_the_pipeline_refer_to_datasets(write: Write) -> None:
    (made,) = plan(read(write({"pipelines/shop.yaml": HEAD + INLINE.format(to="raw.shops.shop")})))
    (check,) = made.task("raw_sales").tables[0].checks
    assert check.measure == OrphanValues(("shop",), "raw.shops", ("shop",))


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("shops.shop", "shops.shop is not a column of a dataset"),
        ("raw.shops.shopp", "the contract of raw.shops has no column shopp"),
        ("raw.shop.shop", "nothing provides raw.shop, to which a foreign key refers"),
    ],
)
def test_columns_written_in_the_pipeline_that_refer_to_nothing(problems: Problems, to: str, message: str) -> None:
    (found,) = problems({"pipelines/shop.yaml": HEAD + INLINE.format(to=to)})
    assert found.message == message
