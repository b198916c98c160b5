"""Whether a step's turn comes, judged by how those before it ended: Airflow's trigger rules, without Airflow too."""

from collections.abc import Collection
from typing import Literal, assert_never

from levada.names import TriggerRule

End = Literal["success", "skipped", "failed", "upstream_failed"]
"""How a step ended, in Airflow's words. `upstream_failed`: it was not tried, for another one failed."""

Turn = Literal["run", "skipped", "upstream_failed"]

WORDS: dict[TriggerRule, str] = {
    "all_success": "all of them have succeeded",
    "all_done": "all of them have ended, however",
    "all_failed": "all of them have failed",
    "all_skipped": "all of them were skipped",
    "always": "whatever they do",
    "none_failed": "none of them has failed",
    "none_failed_min_one_success": "none of them has failed, and one has succeeded",
    "none_skipped": "none of them was skipped",
    "one_success": "one of them has succeeded",
    "one_failed": "one of them has failed",
    "one_done": "one of them has succeeded or failed",
    "all_done_min_one_success": "all of them have ended, none was skipped and one has succeeded",
}
"""When a step's turn comes, in words."""


def turn(rule: TriggerRule, ends: Collection[End]) -> Turn:
    """What becomes of a step once all that come before it have ended; one that nothing comes before runs."""
    if not ends:
        return "run"
    succeeded, skipped = "success" in ends, "skipped" in ends
    failed = "failed" in ends or "upstream_failed" in ends
    match rule:
        case "always" | "all_done":
            return "run"
        case "all_success":
            return "upstream_failed" if failed else "skipped" if skipped else "run"
        case "none_failed":
            return "upstream_failed" if failed else "run"
        case "none_failed_min_one_success":
            return "upstream_failed" if failed else "run" if succeeded else "skipped"
        case "all_failed":
            return "skipped" if succeeded or skipped else "run"
        case "all_skipped":
            return "skipped" if succeeded or failed else "run"
        case "none_skipped":
            return "skipped" if skipped else "run"
        case "one_success":
            return "run" if succeeded else "upstream_failed" if failed else "skipped"
        case "one_failed":
            return "run" if failed else "skipped"
        case "one_done":
            return "run" if succeeded or "failed" in ends else "skipped"
        case "all_done_min_one_success":
            return "skipped" if skipped else "run" if succeeded else "upstream_failed"
        case _:
            assert_never(rule)
