"""Files of a Maven repository: fetched over HTTPS, gone on with where they were cut off, and known by their content."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from levada.errors import Permanent, Retryable

CENTRAL = "https://repo.maven.apache.org/maven2"
VARIABLE = "LEVADA_MAVEN_REPOSITORY"
"""Names another repository with the same files, a company's own for example."""
PIECE = 1 << 20
SECONDS = 60
"""Without a byte, after which a connection is taken for lost."""
ATTEMPTS = 4

Told = Callable[[int, int], None]
"""Takes bytes that have come, and bytes in all (0: not known)."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """`kind`: `jar`, `tar.gz`, … `sha256`: of the file."""

    group: str
    name: str
    version: str
    sha256: str
    kind: str = "jar"

    @property
    def file(self) -> str:
        return f"{self.name}-{self.version}.{self.kind}"

    @property
    def path(self) -> str:
        """In a repository."""
        return f"{self.group.replace('.', '/')}/{self.name}/{self.version}/{self.file}"

    @property
    def coordinates(self) -> str:
        """As Maven's own commands take them."""
        return f"{self.group}:{self.name}:{self.version}:{self.kind}"


def fetched(artefact: Artefact, folder: Path, told: Told = lambda come, all_: None) -> Path:
    """Where the file is: in `folder`, in which it is put if neither that nor Maven's own folder has it.

    Raises:
        Retryable: it cannot be fetched now; the next call goes on from there.
        Permanent: what is delivered there is another file.
    """
    for there in (folder / artefact.file, Path.home() / ".m2" / "repository" / artefact.path):
        if there.exists() and _digest(there) == artefact.sha256:
            return there
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{artefact.file}.part"
    address = f"{os.environ.get(VARIABLE, CENTRAL).rstrip('/')}/{artefact.path}"
    _download(address, part, artefact, told)
    if _digest(part) != artefact.sha256:
        part.unlink()
        raise Permanent(f"{address} delivers another file than {artefact.coordinates} is known to be (by its SHA-256): "
                        f"look what stands between, or name another repository in ${VARIABLE}")  # fmt: skip
    return part.replace(folder / artefact.file)


def _download(address: str, part: Path, artefact: Artefact, told: Told) -> None:
    """Until it is whole; what has come is kept for another attempt."""
    for _ in range(ATTEMPTS):
        try:
            if _go_on(address, part, told):
                return
            why = "the connection was cut off"
        except HTTPError as error:
            why = f"HTTP {error.code} {error.reason}"
            if error.code < 500:
                break
        except (URLError, HTTPException, OSError) as error:
            why = str(getattr(error, "reason", error)) or type(error).__name__
    raise Retryable(f"{address} cannot be fetched ({why}): the same command goes on from there; ${VARIABLE} names "
                    "another repository; what Maven itself has fetched is found too: "
                    f"mvn dependency:get -Dtransitive=false -Dartifact={artefact.coordinates}")  # fmt: skip


def _go_on(address: str, part: Path, told: Told) -> bool:
    """Fetch what is missing. True: the file is whole."""
    have = part.stat().st_size if part.exists() else 0
    try:
        answer = urlopen(Request(address, headers={"Range": f"bytes={have}-"} if have else {}), timeout=SECONDS)
    except HTTPError as error:
        if error.code == 416:  # there is no more of it
            return True
        raise
    with answer:
        return _written(answer, part, have if answer.status == 206 else 0, told)


def _written(answer: HTTPResponse, part: Path, have: int, told: Told) -> bool:
    whole = have + int(answer.headers.get("Content-Length") or 0)
    with part.open("ab" if have else "wb") as file:
        while piece := answer.read(PIECE):
            have += file.write(piece)
            told(have, whole)
    return have >= whole


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
