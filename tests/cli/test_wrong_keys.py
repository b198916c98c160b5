"""Keys that a real store does not take: what a run says of them, and that it says nothing else."""

import subprocess
import sys

import pytest

from tests.cli.shop import Shop
from tests.warehouse import Lakehouse

pytestmark = pytest.mark.lakehouse

FILE = """\
apiVersion: levada/v1
kind: Environment
landing: data
catalog:
  type: rest
  uri: URI
  warehouse: WAREHOUSE
  credential: {secret: lake_credential}
  oauth2-server-uri: URI/v1/oauth/tokens
  s3.endpoint: STORE
  s3.access-key-id: {secret: lake_key}
  s3.secret-access-key: {secret: lake_secret}
"""


@pytest.fixture
def far(shop: Shop, lakehouse: Lakehouse) -> Shop:
    """A project whose tables are to lie there; there are none yet."""
    said = dict(lakehouse.environment().catalogue)
    text = FILE.replace("URI", said["uri"]).replace("WAREHOUSE", said["warehouse"])
    shop.write("include/environments/local.yaml", text.replace("STORE", said["s3.endpoint"]))
    return shop


def test_a_run_says_so_and_nothing_else(far: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKE_SECRET", "wrong")
    command = [sys.executable, "-m", "levada.cli", "--root", str(far.root), "run", "shop", "--date", "2024-01-01"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "the object store does not take our keys" in ended.stdout + ended.stderr
    assert (ended.returncode, "nanobind" in ended.stderr) == (1, False)
