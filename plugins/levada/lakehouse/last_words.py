"""Why a server has ended: one line of its log."""

import re
from pathlib import Path

COMPLAINS = re.compile(r"F\d{4} |panic: |fatal error: |\S.*(\bERROR\b|Exception\b)")
"""What a line begins with, or has, that says what is wrong; the stacks of Go and Java stand below it."""
MOST = 200


def last_words(log: Path) -> str:
    """The last line that complains; if none does, the last."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    found = [line for line in lines if COMPLAINS.match(line)] or lines
    return found[-1].strip()[:MOST] if found else "it has said nothing"
