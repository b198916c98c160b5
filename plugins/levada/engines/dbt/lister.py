"""The child in which dbt tells what selections name: `python -m … .lister request.json`. It reads the project once.

What each selection comes to stands in `listed.json` beside the request: the ids that are `selected`, or an `error`."""

import json
import sys
from pathlib import Path
from typing import Any


def main(path: Path) -> int:
    from dbt.cli.main import dbtRunner

    request = json.loads(path.read_text(encoding="utf-8"))
    parsed = dbtRunner().invoke(request["parse"])
    if not parsed.success:
        print(f"Error: {parsed.exception}" if parsed.exception else "")
        return 1
    manifest: Any = parsed.result
    told = [_told(dbtRunner(manifest=manifest).invoke(command)) for command in request["ls"]]
    (path.parent / "listed.json").write_text(json.dumps(told), encoding="utf-8")
    return 0


def _told(answer: Any) -> dict[str, object]:
    if not answer.success:
        return {"error": str(answer.exception or "it does not say why")}
    return {"selected": [json.loads(line)["unique_id"] for line in answer.result or ()]}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
