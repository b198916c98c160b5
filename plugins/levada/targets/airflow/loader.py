"""The specs under `include/pipelines/` as DAGs; what `dags/levada.py` calls."""

import traceback
from pathlib import Path

from airflow.sdk import DAG, get_parsing_context

from levada.engines.registry import ABILITIES
from levada.errors import LevadaError
from levada.plan.binding import bind
from levada.plan.binding import environment as bound_environment
from levada.plan.planner import plan
from levada.spec.folders import DEFAULTS
from levada.spec.reader import read_pipeline
from levada.targets.airflow.broken import Broken
from levada.targets.airflow.dag import dag

PIPELINES = Path("include", "pipelines")


def dags(root: Path, environment: str = "local") -> dict[str, DAG]:
    """Pipeline -> DAG. A worker gets the one it asked for, and no other spec is read; each spec is read by itself, so
    that a broken one costs the others nothing and becomes an import error of its own file."""
    wanted = get_parsing_context().dag_id
    specs = {path.stem: path for path in sorted((root / PIPELINES).rglob("*.y*ml"))
             if path.name != DEFAULTS}  # fmt: skip
    names = [name for name in specs if wanted in (None, name)]
    built = {name: _dag(root, name, specs[name], environment) for name in names}
    return {name: made for name, made in built.items() if made is not None}


def _dag(root: Path, name: str, spec: Path, environment: str) -> DAG | None:
    """None: a pipeline without steps only describes datasets."""
    try:
        project = read_pipeline(root, name, environment)
        (found,) = plan(project)
        where = bound_environment(project)
        ready = bind(found, where, ABILITIES)
        return dag(ready, where, root, project.sources[name].text) if ready.tasks else None
    except LevadaError as error:
        return Broken(name, spec.relative_to(root), str(error))
    except Exception:  # one spec that levada stumbles over must not take the other pipelines with it
        return Broken(name, spec.relative_to(root), traceback.format_exc())
