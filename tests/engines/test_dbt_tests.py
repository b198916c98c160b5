"""What dbt's tests show of rows whose values only some may see."""

from levada.engines.dbt.tests import guarded
from levada.plan.actions import Dbt
from levada.plan.checks import CheckResult
from levada.plan.graph import Output, Task
from levada.plan.tables import Column, Table

FAILED = CheckResult("marts.people", "there", "error", False, 1, 2, "mustBe 0", ('{"id":1,"value_field":"Ana"}',))


def shown(*columns: Column, dataset: str = "marts.people") -> tuple[str, ...]:
    task = Task("p", "s", Dbt("x"), into=(Output("people", Table(dataset, columns)),))
    return guarded(FAILED, task).sample


def test_rows_are_shown_where_nothing_is_guarded() -> None:
    assert shown(Column("id", "long")) == FAILED.sample


def test_columns_of_a_test_s_own_making_are_hidden_where_something_is() -> None:
    assert shown(Column("id", "long"), Column("who", "string", guarded=True)) == ('{"id":1,"value_field":"***"}',)


def test_rows_of_other_tables_are_not_shown() -> None:
    assert shown(Column("id", "long"), dataset="marts.others") == ()
