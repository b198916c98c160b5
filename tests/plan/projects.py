"""Projects from YAML texts, for tests of plans."""

from pathlib import Path

from levada.plan.binding import bind, environment
from levada.plan.graph import Plan
from levada.plan.planner import plan
from levada.spec.reader import read

ABILITIES = {
    "embedded": frozenset({"ingest", "spark", "dbt", "python", "sql", "check"}),
    "trino": frozenset({"dbt", "check"}),
}
HEAD = "apiVersion: levada/v1\nkind: Pipeline\n"


def planned(root: Path, text: str, environment_text: str = "") -> Plan:
    """The bound plan of one pipeline, called `p`."""
    (root / "include/pipelines").mkdir(parents=True)
    (root / "include/pipelines/p.yaml").write_text(HEAD + text)
    if environment_text:
        (root / "include/environments").mkdir()
        (root / "include/environments/local.yaml").write_text(
            "apiVersion: levada/v1\nkind: Environment\n" + environment_text
        )
    project = read(root)
    (made,) = plan(project)
    return bind(made, environment(project), ABILITIES)
