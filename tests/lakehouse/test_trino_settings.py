"""What Trino is told beside what levada tells it."""

from pathlib import Path

from levada.lakehouse.home import home
from levada.lakehouse.keys import Keys
from levada.lakehouse.ports import Ports
from levada.lakehouse.state import State
from levada.lakehouse.trino_settings import LISTENERS, settings


def listeners(folder: Path) -> list[str]:
    told = settings(home(folder), folder, folder / "trino-476", State(Ports(), Keys()))["config.properties"]
    return [line for line in told.splitlines() if line.startswith("event-listener")]


def test_whoever_has_a_file_hears_of_queries(tmp_path: Path) -> None:
    assert listeners(tmp_path) == []
    (tmp_path / LISTENERS).mkdir()
    for name in ("b", "a"):
        (tmp_path / LISTENERS / f"{name}.properties").touch()
    files = ",".join(f"{tmp_path}/listener/{name}.properties" for name in "ab")
    assert listeners(tmp_path) == [f"event-listener.config-files={files}"]
