"""In which columns files differ from the contract, and which is the first with each: as Spark's workers tell it.

PySpark keeps what is defined here until the process ends: so nothing heavy is imported."""

from typing import Any

from pyspark.accumulators import AccumulatorParam

Firsts = dict[tuple[str, str], tuple[int, str]]
"""Difference -> number and name of the first file that has it."""


class Union(AccumulatorParam[Firsts]):
    """Of what several workers have found first, the very first."""

    def zero(self, value: Firsts) -> Firsts:
        return {}

    def addInPlace(self, value1: Firsts, value2: Firsts) -> Firsts:
        for difference, first in value2.items():
            value1[difference] = min(first, value1.get(difference, first))
        return value1


def firsts(session: Any) -> Any:
    """Something to which workers may add, and of which the driver knows the value."""
    return session.sparkContext.accumulator({}, Union())
