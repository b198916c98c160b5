"""What is kept of a project's servers from start to start: their ports and their secrets."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from levada.errors import Permanent
from levada.lakehouse.home import write_private
from levada.lakehouse.keys import Identity, Keys
from levada.lakehouse.ports import HOST, Ports

USER, READER = "levada", "reader"
"""Of Trino: who fills tables, and who is shown no more than datasets."""
BUCKET, WAREHOUSE = "landing", "warehouse"
"""Where files are landed, and where tables lie."""
REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class State:
    ports: Ports
    keys: Keys

    @property
    def s3(self) -> str:
        return f"http://{HOST}:{self.ports.s3}"

    @property
    def rest(self) -> str:
        return f"http://{HOST}:{self.ports.rest}"

    @property
    def tokens(self) -> str:
        """Where the catalogue gives tokens for a credential."""
        return f"{self.rest}/v1/oauth/tokens"

    @property
    def trino(self) -> str:
        return f"https://{HOST}:{self.ports.trino}"


def load(path: Path) -> State | None:
    """None: nothing was ever started here.

    Raises:
        Permanent: the file is not what `save` has written.
    """
    try:
        said = json.loads(path.read_text())
        return State(Ports(**said["ports"]), _keys(said["keys"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise Permanent(f"{path} cannot be read: levada lakehouse reset begins anew, without the data") from None


def save(state: State, path: Path) -> None:
    write_private(path, json.dumps(asdict(state), indent=1))


def _keys(said: dict[str, Any]) -> Keys:
    made: dict[str, Any] = {name: Identity(**one) if isinstance(one, dict) else one for name, one in said.items()}
    return Keys(**made)
