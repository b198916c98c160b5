"""One process a tool: what is heavy is imported once, then a child is forked for each project with a mistake."""

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

SECONDS = 120


def each(check: Callable[[], bool]) -> None:
    """Judge every folder under the one that was named, standing in it: whether `check` was content, and what it wrote.

    The answers go to `said.json` beside the folders: name -> {"noticed": bool, "text": str}.
    """
    top = Path(sys.argv[1])
    folders = sorted(folder for folder in top.iterdir() if folder.is_dir())
    answers = {folder.name: _answer(folder, check) for folder in folders}
    (top / "said.json").write_text(json.dumps(answers))


def _answer(folder: Path, check: Callable[[], bool]) -> dict[str, object]:
    output = folder.with_suffix(".txt")
    child = os.fork()
    if child == 0:
        _child(folder, output, check)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise SystemExit(f"{folder}: no answer within {SECONDS} seconds, or killed")
    text = output.read_bytes().decode("utf-8", "replace").replace(str(folder.resolve()), "").replace(str(folder), "")
    return {"noticed": status != 0, "text": text}


def _child(folder: Path, output: Path, check: Callable[[], bool]) -> None:
    import signal

    signal.alarm(SECONDS)
    os.chdir(folder)
    file = os.open(output, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    content = False
    try:
        content = check()
    except SystemExit as end:
        content = not end.code
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if content else 1)
