"""dbt on the real Trino: whatever is built, readers see published rows and nothing else."""

from typing import Any

import pytest

from levada.engines.trino import dbt
from levada.errors import Blocked, Permanent, Retryable
from levada.lake import ledger
from levada.lake.history import history
from levada.lake.publication import published
from levada.lake.rollback import rollback
from levada.plan.checks import Check, Threshold
from levada.plan.measures import RowCount
from levada.plan.tables import Table
from tests.engines.trino.marts import Marts

pytestmark = pytest.mark.lakehouse

GROWING = "config(materialized='incremental', unique_key='carrier', full_refresh=(var('full', 'no') == 'yes')"
MODELS = {
    "total__sql": "select carrier, sum(n) as n from {{ FLIGHTS }} as f group by carrier",
    "merged__sql": "{{ " + GROWING + ", incremental_strategy='merge') }} select carrier, n from {{ ref('total') }}",
    "replaced__sql": "{{ " + GROWING + ", incremental_strategy='delete+insert') }} select carrier, n "
    "{% if var('full', 'no') == 'yes' %}, 'x' as secret {% endif %} from {{ ref('total') }}",
    "kept__sql": "{% snapshot kept %}{{ config(unique_key='carrier', strategy='check', check_cols=['n']) }} "
    "select carrier, n from {{ ref('total') }}{% endsnapshot %}",
    "models__yml": "models: [{name: total, columns: [{name: carrier, data_tests: [not_null]}]}]",
}
NAMES = ("total", "merged", "replaced", "kept")
FEW = Check("few", RowCount(), Threshold("mustBeLessThan", (3,)))
HELD = Table("total", checks=(FEW,))


def state(*rows: tuple[str, int]) -> list[tuple[str, int]]:
    return sorted(rows)


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # PySpark leaves them to the garbage collector
def test_failed_failed_passed(marts: Marts, spark: Any) -> None:
    marts.write(**MODELS)
    marts.fill(carrier=["UA", "AA", "UA"], n=[1, 2, 3])
    assert marts.run("first", *NAMES).status == "published"
    before = {name: marts.lake.table(f"{marts.space}.{name}") for name in NAMES}

    def by_trino() -> object:
        return [sorted(marts.rows(f"SELECT * FROM SPACE.{name}"), key=str) for name in NAMES[:3]]

    def by_pyiceberg() -> object:
        return [sorted(tuple(row.values()) for row in marts.by_pyiceberg(name)) for name in NAMES[:3]]

    def by_spark() -> object:
        tables = (spark.table(f"lake.{marts.space}.{name}").collect() for name in NAMES[:3])
        return [sorted(map(tuple, rows)) for rows in tables]

    was = [state(("AA", 2), ("UA", 4))] * 3
    with marts.watched(by_trino, by_pyiceberg, by_spark) as seen:
        marts.fill(carrier=["UA", None], n=[10, 20])
        with pytest.raises(Blocked, match="not_null_total_carrier"):
            marts.run("a test of dbt's fails", *NAMES)
        marts.fill(carrier=["UA", "DL", "B6"], n=[10, 20, 30])
        with pytest.raises(Blocked, match="few"):
            marts.run("the gate fails", HELD, *NAMES[1:], full="yes")
    assert seen == [{str(was)}] * 3

    marts.fill(carrier=["UA", "DL"], n=[100, 200])
    with marts.watched(by_trino, by_pyiceberg, by_spark) as seen:
        assert marts.run("passed", HELD, *NAMES[1:]).status == "published"
    new, both = state(("DL", 200), ("UA", 100)), state(("AA", 2), ("DL", 200), ("UA", 100))
    allowed = {str([a, b, c]) for a in (was[0], new) for b in (was[1], both) for c in (was[2], both)}
    assert all(answers <= allowed for answers in seen)
    assert by_trino() == by_pyiceberg() == by_spark() == [new, both, both]
    kept = marts.rows("SELECT carrier, n, dbt_valid_to IS NULL FROM SPACE.kept")
    assert sorted(kept) == [("AA", 2, True), ("DL", 200, True), ("UA", 4, False), ("UA", 100, True)]
    for name, old in before.items():
        table = marts.lake.table(f"{marts.space}.{name}")
        assert table.metadata.table_uuid == old.metadata.table_uuid
        assert set(old.metadata.refs) <= set(table.metadata.refs)
        assert old.properties.items() - table.properties.items() <= {
            item for item in old.properties.items() if item[0].startswith("levada.")
        }
        assert [version.run for version in history(marts.lake, f"{marts.space}.{name}")] == ["first", "passed"]


def test_a_full_refresh_is_published_with_its_columns_and_taken_back(marts: Marts) -> None:
    marts.write(**MODELS)
    marts.fill(carrier=["UA"], n=[1])
    marts.run("first", *NAMES)
    name = f"{marts.space}.replaced"
    old = published(marts.lake, name)
    assert old is not None
    marts.fill(carrier=["AA"], n=[2])
    marts.run("full", *NAMES, full="yes")
    assert marts.rows("SELECT * FROM SPACE.replaced") == [("AA", 2, "x")]
    assert marts.rows("SELECT * FROM SPACE.merged") == [("AA", 2)]
    rollback(marts.lake, name, old)
    assert marts.rows("SELECT * FROM SPACE.replaced") == [("UA", 1)]
    assert [entry.run for entry in ledger.read(marts.lake, name).entries] == ["first"]


def test_a_model_says_itself_whether_columns_may_go(marts: Marts) -> None:
    marts.write(a__sql="select carrier, n, n + 1 as more from {{ FLIGHTS }}")
    marts.fill(carrier=["UA"], n=[1])
    marts.run("first", "a")
    marts.write(a__sql="select carrier, n from {{ FLIGHTS }}")
    with pytest.raises(Permanent, match=r"has a column more, .* \(of a dbt model, in its config\), to drop them"):
        marts.run("refused", "a")
    marts.write(a__sql="{{ config(on_schema_change='sync_all_columns') }} select carrier, n from {{ FLIGHTS }}")
    marts.run("second", "a")
    assert marts.rows("SELECT * FROM SPACE.a") == [("UA", 1)]


def test_what_dbt_does_not_build_is_no_success(marts: Marts) -> None:
    marts.write(**MODELS, other__sql="select * from {{ FLIGHTS }} where no_such_column")
    marts.fill(carrier=["UA"], n=[1])
    with pytest.raises(Permanent, match=r"models/other\.sql: .*no_such_column"):
        marts.run("one fails", *NAMES)
    assert not marts.lake.datasets() or f"{marts.space}.total" not in marts.lake.datasets()
    marts.file("models/other.sql", "{{ config(on_table_exists='rename') }} select 1 as one")
    with pytest.raises(Permanent, match="with on_table_exists: rename what was published is lost"):
        marts.run("renamed", *NAMES, "other")


def test_a_retry_keeps_what_its_own_run_has_built(marts: Marts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbt, "worth_another_try", lambda message: True)
    models = {"b/a__sql": "select carrier, n from {{ FLIGHTS }}", "b__sql": "select n from lake.NAMESPACE_raw.late"}
    marts.write(**models, models__yml="models: [{name: a, columns: [{name: carrier, data_tests: [unique]}]}]")
    marts.fill(carrier=["UA"], n=[1])
    with pytest.raises(Retryable, match=r"models/b\.sql"):
        marts.run("one", "a", "b")
    built = marts.lake.build(f"{marts.space}.a")
    assert built is not None
    marts.rows("CREATE TABLE SPACE_raw.late AS SELECT 7 AS n")
    outcome = marts.run("one", "a", "b")
    assert (outcome.status, [check.check for check in outcome.checks]) == ("published", ["unique_a_carrier"])
    assert [node.id for node in outcome.nodes] == ["model.demo.a", "model.demo.b"]
    assert [query.rows for query in outcome.queries if query.id == outcome.nodes[-1].query] == [1]
    published_now = marts.lake.table(f"{marts.space}.a").current_snapshot()
    assert published_now is not None
    assert published_now.parent_snapshot_id == built.metadata.current_snapshot_id
    assert marts.rows("SELECT * FROM SPACE.b") == [(7,)]
