"""What a process costs: wall and CPU seconds, peak memory, and what it says of itself."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".levada" / "peers"
PLUGINS = ROOT / "plugins"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, every start would be a measure of Python's compiler


@dataclass(frozen=True, slots=True)
class Figure:
    """Wall and CPU seconds, peak resident bytes of the largest process, and the JSON object it ended with, if any."""

    seconds: float
    cpu_seconds: float
    peak_memory: int
    said: Mapping[str, Any] = field(default_factory=dict)


def process(command: Sequence[str | Path], cwd: Path = ROOT, **environment: str) -> Figure:
    """Run a command to its end.

    Raises:
        SystemExit: it failed; what it wrote is shown.
    """
    begun = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": f"{PLUGINS}{os.pathsep}{ROOT}", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert child.stdout
    with child.stdout as stream:
        output = stream.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{output}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Figure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, _said(output))


def _said(output: str) -> Mapping[str, Any]:
    last = output.rstrip().rpartition("\n")[2]
    if not last.startswith("{"):
        return {}
    said: Mapping[str, Any] = json.loads(last)
    return said


def rounds(contenders: Mapping[str, Callable[[], Figure]], count: int) -> dict[str, list[Figure]]:
    """Each contender in turn, again and again: what the machine does meanwhile meets all of them alike."""
    figures: dict[str, list[Figure]] = {name: [] for name in contenders}
    for number in range(count):
        for name, run in contenders.items():
            print(f"  round {number + 1} of {count}: {name}", file=sys.stderr, flush=True)
            figures[name].append(run())
    return figures


def middle(figures: Sequence[Figure], of: Callable[[Figure], float]) -> float:
    """The median of one of the measures."""
    return median(map(of, figures))


def peer(name: str, *requirements: str) -> Path:
    """The Python of an environment that holds a peer alone; made once, under `.levada/peers`."""
    folder = PEERS / name
    python = folder / "bin" / "python"
    wanted = "\n".join((sys.version, *requirements))
    made = folder / "made.txt"
    if not made.exists() or made.read_text() != wanted:
        uv = [sys.executable, "-m", "uv"]
        outside = Path(folder.anchor)  # our own overrides of requirements are not the peer's
        subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder], check=True)
        install = [*uv, "pip", "install", "--quiet", "--python", python, *requirements]
        subprocess.run(install, check=True, cwd=outside)
        made.write_text(wanted)
    return python


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column flush left, figures flush right."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    print(f"\n{title}")
    for row in (header, *rows):
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        print("  ".join((row[0].ljust(widths[0]), *cells)).rstrip())


def ratio(figures: Sequence[Figure], floor: Sequence[Figure], of: Callable[[Figure], float]) -> float:
    """By how much one costs more than the floor: the median of the rounds' ratios, for a machine that is slower for
    some minutes is so for both of a round."""
    return median(of(one) / of(other) for one, other in zip(figures, floor, strict=True))
