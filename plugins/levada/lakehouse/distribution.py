"""Trino's own distribution, of which we keep what a lakehouse needs: a third of it."""

import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

from levada.errors import Permanent
from levada.lakehouse.artefacts import Artefact, Told, fetched
from levada.lakehouse.home import alone

VERSION = "476"
ARTEFACT = Artefact(
    "io.trino", "trino-server", VERSION, "cfd5accde17e8ebd251eeeb78aed1f490e77bb3a164d95a0f454bf8a7c1cbd3f", "tar.gz"
)
"""The last one on Maven Central."""
PLUGINS = frozenset(
    ("geospatial", "http-event-listener", "iceberg", "memory", "openlineage", "password-authenticators", "postgresql",
     "resource-group-managers", "session-property-managers", "tpch")
)  # fmt: skip
"""The connector `postgresql` does not start without `geospatial`, whose types it has."""
ROOM = 3 << 30
"""Bytes that the archive and what is unpacked of it take for a while."""


def installed(programs: Path, told: Told, say: Callable[[str], None]) -> Path:
    """The folder of the unpacked distribution; whoever comes while it is being made waits for it.

    Raises:
        Retryable, Permanent: as `fetched`; no room.
    """
    folder = programs / f"trino-{VERSION}"
    with alone(programs, say):
        if not all((folder / "plugin" / name).is_dir() for name in PLUGINS):
            _room(programs)
            archive = fetched(ARTEFACT, programs, told)
            say("unpacking Trino")
            _unpack(archive, folder)
            (programs / ARTEFACT.file).unlink(missing_ok=True)
    return folder


def _room(programs: Path) -> None:
    free = shutil.disk_usage(programs).free
    if free < ROOM:
        raise Permanent(f"Trino needs {ROOM / 2**30:.0f} GiB of room while it is installed, and {programs} has "
                        f"{free / 2**30:.1f}: make some")  # fmt: skip


def _unpack(archive: Path, folder: Path) -> None:
    """Twice through the archive: a file that we want may be a link to one of a plugin that we do not want."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    with tarfile.open(archive) as whole:
        linked = {member.linkname for member in whole if member.islnk() and _wanted(member.name)}
    with tarfile.open(archive) as whole:
        # Python knows filters from 3.11.4 on; before, the checksum has to be enough
        if careful := getattr(tarfile, "data_filter", None):
            whole.extraction_filter = careful
        whole.extractall(part, members=_members(whole, linked))
    top = next(part.iterdir())
    for plugin in (top / "plugin").iterdir():
        if plugin.name not in PLUGINS:
            shutil.rmtree(plugin)
    shutil.rmtree(folder, ignore_errors=True)
    top.rename(folder)
    part.rmdir()


def _members(whole: tarfile.TarFile, linked: set[str]) -> Iterator[tarfile.TarInfo]:
    return (member for member in whole if not member.isdir() and (_wanted(member.name) or member.name in linked))


def _wanted(name: str) -> bool:
    """Whether a file of the archive is one that we use. `bin` starts Trino, which we do ourselves."""
    _, folder, *rest = [*name.split("/"), ""]
    return folder == "lib" or (folder == "plugin" and rest[0] in PLUGINS and "snowflake-jdbc" not in name)
