"""The real Trino that tests may ask."""

import json
import os
from pathlib import Path

import pytest

from levada.plan.environment import Trino


def where() -> Trino:
    """How the cluster is reached, or a skip."""
    if not (said := os.environ.get("LEVADA_TEST_LAKEHOUSE")):
        pytest.skip("no Trino: LEVADA_TEST_LAKEHOUSE names no file that says where one is")
    trino = json.loads(Path(said).read_text(encoding="utf-8"))["trino"]
    return Trino(trino["uri"], user=trino["user"])
