"""What of a build on Trino cannot be published, and which failures may go away by themselves."""

import re

from levada.engines.dbt.build import Built
from levada.engines.trino.failures import BY_NAME, BY_TYPE, CURES
from levada.errors import Permanent, Retryable
from levada.names import built_as
from levada.plan.graph import Task

SAID = re.compile(r"\(type=(\w+), name=(\w+),")
UNREACHED = re.compile(
    r"failed to (?:execute|fetch): (?!.*SSLError)|Failed to establish a new connection|error (?:40[14]|429|50[234])\b"
)
"""What the client says of a cluster that is not there, is busy, or does not know a query any more; or who asks: that it
took the same token just before we know, for we have asked too."""

GONE = "the cluster does not answer, or not any more: models that were built stay for the next attempt of this run"


def worth_another_try(message: str) -> bool:
    """Whether what dbt says of a failed node is of the cluster's doing."""
    if found := SAID.search(message):
        return BY_NAME.get(found[2], BY_TYPE.get(found[1], Retryable)) is Retryable
    return UNREACHED.search(message) is not None


def cured(message: str) -> str:
    """What dbt says of a failed node, and what helps."""
    if found := SAID.search(message):
        return f"{message}\n{CURES[found[2]]}" if found[2] in CURES else message
    return f"{message}\n{GONE}" if UNREACHED.search(message) else message


def refuse_other_tables(task: Task, built: Built) -> None:
    """Let nodes pass whose tables keep their identity, under the dataset's name.

    Raises:
        Permanent: a node drops or renames its table, or fills one of another name."""
    for output in task.into:
        node = built.node(output)
        kept = built.manifest.nodes[node]["config"].get("on_table_exists", "replace")
        if kept != "replace":
            raise Permanent(
                f"{built.manifest.file(node)}: with on_table_exists: {kept} what was published is lost: leave it out"
            )
        place = built.manifest.place(node)
        if place != built_as(output.table.name):
            raise Permanent(
                f"{output.table.name}: dbt builds it as {place}, and on Trino a table keeps the name that dbt gives "
                "it: say its schema and alias in the model, without `target_schema`"
            )
