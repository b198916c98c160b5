"""A page's transcripts, typed again: `$ ` begins a command, `> ` goes on with it, other lines are what it says.

`…` in what it says stands for anything on that line. A command whose output is not shown may say what it likes; none
may fail, except where the page shows that it does: `# fails` behind it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
FAILS = "# fails"


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed, and the lines that it says, as the page shows them."""

    text: str
    said: tuple[str, ...]

    @property
    def fails(self) -> bool:
        return self.text.splitlines()[0].endswith(FAILS)

    def fits(self, output: str) -> bool:
        """Whether an output is the one that is shown."""
        lines = "\n".join(self.said).strip().split("…")
        return not self.said or bool(re.fullmatch(r"[^\n]*".join(map(re.escape, lines)), plain(output)))


def plain(output: str) -> str:
    """Without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in output.strip().splitlines())


def commands(page: Path) -> Iterator[Command]:
    """Every command of a page, in order."""
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        typed: list[str] = []
        said: list[str] = []
        for line in block.splitlines():
            if line.startswith("> ") or line == ">":
                typed.append(line[2:])
            elif line.startswith("$ "):
                if typed:
                    yield Command("\n".join(typed), tuple(said))
                typed, said = [line[2:]], []
            else:
                said.append(line.rstrip())
        yield Command("\n".join(typed), tuple(said))


class Shell:
    """A folder, and a shell that is in it; the commands of this environment come first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def type(self, text: str) -> tuple[bool, str]:
        """Whether it succeeded, and what it said, errors included. Where it goes, the next command begins."""
        place = self.folder / ".place"
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "200"}
        done = subprocess.run(
            ["bash", "-c", f"{text}\ncode=$?; pwd > {place}; exit $code"],
            cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        if place.exists():
            folder, self.folder = Path(place.read_text().strip()), self.folder
            place.unlink()
            self.folder = folder
        return done.returncode == 0, done.stdout
