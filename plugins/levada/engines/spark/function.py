"""Perform a `spark` step: call its function with real DataFrames, and write those that it returns."""

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from levada.engines.base import Prepared, Work
from levada.engines.column_names import spelled_as, table_columns
from levada.engines.functions.arguments import itemised, rendered
from levada.engines.functions.calling import called, load, named, wanted
from levada.engines.functions.modules import FOLDER, digest
from levada.engines.lineage import told_or_not
from levada.errors import Permanent
from levada.lake.drafts import Writer
from levada.plan.actions import Spark
from levada.plan.checks import CheckResult

if TYPE_CHECKING:
    from levada.engines.spark.home import Home


def spark(work: Work) -> Prepared:
    """Ready to call the function of the step.

    Raises:
        Permanent: PySpark is not installed, or the job's file is missing.
    """
    action = work.task.action
    assert isinstance(action, Spark)
    if find_spec("pyspark") is None:
        raise Permanent(f"step {work.task.step} needs PySpark: pip install 'levada[pyspark]'")
    return Prepared(partial(_write, work, action), code=digest(work.root / FOLDER, action.module))


def _write(work: Work, action: Spark, writer: Writer) -> tuple[CheckResult, ...]:
    """A draft of everything the function returns."""
    from levada.engines.spark.complaints import classified
    from levada.engines.spark.driver import session
    from levada.engines.spark.frames import frames
    from levada.engines.spark.home import at_home
    from levada.engines.spark.lineage import traced
    from levada.engines.spark.making import adopt
    from levada.engines.spark.settings import told

    begun = session(told(work.environment), work.lake.catalog.properties, work.root, work.announce)
    with at_home(work.root / FOLDER, work.say) as home:
        failing = partial(classified, work, action)
        with failing():
            given = frames(begun, work)
            made = _called(work, action, given, home)
        for output in work.task.into:
            with told_or_not(output.table.name):
                inputs = ((read.dataset, given[read.argument]) for read in work.task.reads)
                work.traced[output.table.name] = traced(made[output.name], inputs)
            with failing():
                rows = made[output.name]
                rows = rows.toDF(*spelled_as(rows.columns, table_columns(work, output.table)))
            adopt(work, writer, output.table, rows, failing)
    return ()


def _called(work: Work, action: Spark, inputs: dict[str, Any], home: "Home") -> dict[str, Any]:
    """The DataFrames that the function returns, by the names of the step's outputs."""
    from pyspark.sql import DataFrame

    function = load(str(home.folder), action.module, action.function)
    home.pack()
    given = {
        **wanted(function, itemised(work.run)),
        **inputs,
        **rendered(work.run, action.arguments),
    }
    outputs = [output.name for output in work.task.into]
    made = named(called(function, given), outputs, lambda one: isinstance(one, DataFrame), "a DataFrame")
    home.pack()  # what the function has imported
    return made
