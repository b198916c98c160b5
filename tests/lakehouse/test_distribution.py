"""Of Trino's archive, what is needed is unpacked, what is linked from elsewhere too."""

import io
import tarfile
from pathlib import Path

import pytest

from levada.errors import Permanent
from levada.lakehouse import distribution
from levada.lakehouse.artefacts import Artefact

TOP = f"trino-server-{distribution.VERSION}"


def archive(path: Path) -> Path:
    """A jar of `lib`, one of a plugin that nobody wants, and the wanted plugin's links to both."""
    with tarfile.open(path, "w:gz") as made:
        for name in ("lib/core.jar", "plugin/hudi/shared.jar", "plugin/hudi/own.jar", "bin/launcher"):
            member = tarfile.TarInfo(f"{TOP}/{name}")
            member.size = len(name)
            made.addfile(member, io.BytesIO(name.encode()))
        for name, target in (("core.jar", "lib/core.jar"), ("shared.jar", "plugin/hudi/shared.jar")):
            link = tarfile.TarInfo(f"{TOP}/plugin/iceberg/{name}")
            link.type, link.linkname = tarfile.LNKTYPE, f"{TOP}/{target}"
            made.addfile(link)
    return path


def test_what_is_wanted_is_there_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(artefact: Artefact, folder: Path, told: object) -> Path:
        return archive(folder / artefact.file)

    monkeypatch.setattr(distribution, "fetched", fetched)
    folder = distribution.installed(tmp_path, lambda have, whole: None, lambda text: None)
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert found == {"lib/core.jar", "plugin/iceberg/core.jar", "plugin/iceberg/shared.jar"}
    assert (folder / "plugin/iceberg/shared.jar").read_text() == "plugin/hudi/shared.jar"
    assert not list(tmp_path.glob("*.tar.gz*"))


def test_room_is_asked_for_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "ROOM", 1 << 60)
    with pytest.raises(Permanent, match="GiB of room"):
        distribution.installed(tmp_path, lambda have, whole: None, lambda text: None)
