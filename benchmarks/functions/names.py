"""What PySpark offers to a job: every public function, and what DataFrames, columns, groups and windows can do."""

import inspect

UNTRIED = {"DataFrame.toPandas", "DataFrame.write"}
"""Both engines have them; pandas need not be there, and what a job makes is written by levada."""


def names() -> frozenset[str]:
    """As `functions.abs`, `DataFrame.join`."""
    from pyspark.sql import Column, DataFrame, GroupedData, Window, functions

    owners = {"Column": Column, "DataFrame": DataFrame, "GroupedData": GroupedData, "Window": Window}
    called = {name for name in functions.__all__ if inspect.isfunction(getattr(functions, name))}
    methods = {f"{owner}.{name}" for owner, has in owners.items() for name in dir(has) if not name.startswith("_")}
    return frozenset({f"functions.{name}" for name in called} | methods) - UNTRIED
