"""A gate whose cluster is not there."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from levada.engines.base import drafted
from levada.engines.trino.gate import check
from levada.errors import Retryable
from levada.plan.checks import Check
from levada.plan.environment import Trino
from levada.plan.measures import NullValues
from levada.plan.tables import Column, Table
from levada.runtime.failures import kind
from tests.engines.bench import LOCAL, UNTIL, Bench
from tests.servers import need


def test_a_lost_cluster_is_tried_again_and_the_checks_are_named(tmp_path: Path) -> None:
    need("trino")
    checks = tuple(Check(name, NullValues("id")) for name in "abcd")
    table = Table("raw.a", (Column("id", "long"),), checks=checks)
    bench = Bench(tmp_path, environment=replace(LOCAL, trino=Trino("http://127.0.0.1:1", user="ann")))
    draft, _ = bench.draft(table, pa.table({"id": [1]}))
    with pytest.raises(
        Retryable, match=r"check a, b, c and 1 more of raw\.a could not be made: Trino cannot"
    ) as raised:
        check(drafted(bench.work(), table, draft, UNTIL, {}))
    assert kind(raised.value) == "connection"
