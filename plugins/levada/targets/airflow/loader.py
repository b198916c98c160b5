"""The specs under `include/pipelines/` as DAGs; what `dags/levada.py` calls."""

import traceback
from pathlib import Path

from airflow.sdk import DAG, get_parsing_context

from levada.errors import LevadaError, SpecError
from levada.targets.airflow.broken import Broken
from levada.targets.airflow.compiled import compiled
from levada.targets.airflow.dag import dag
from levada.targets.airflow.foreign import Unfit
from levada.targets.airflow.shelf import Shelf, shelf


def dags(root: Path, environment: str = "local") -> dict[str, DAG]:
    """Pipeline -> DAG. A worker gets the one it asked for, and no other spec is read; each spec is read by itself, so
    that a broken one costs the others nothing and becomes an import error of its own file."""
    wanted, found = get_parsing_context().dag_id, shelf(root)
    names = [name for name in found.pipelines if wanted in (None, name)]
    built = {name: _dag(root, name, found, environment) for name in names}
    return {name: made for name, made in built.items() if made is not None}


def _dag(root: Path, name: str, found: Shelf, environment: str) -> DAG | None:
    """None: a pipeline without steps only describes datasets."""
    spec = Path(found.pipelines[name])
    try:
        ready = compiled(root, name, environment, found)
        return dag(ready.plan, ready.environment, root, ready.source) if ready.plan.tasks else None
    except Unfit as error:
        return Broken(name, spec, str(_placed(error, root, name, environment)))
    except LevadaError as error:
        return Broken(name, spec, str(error))
    except Exception:  # one spec that levada stumbles over must not take the other pipelines with it
        return Broken(name, spec, traceback.format_exc())


def _placed(error: Unfit, root: Path, name: str, environment: str) -> SpecError:
    """What is wrong with an operator, where the spec says it."""
    from levada.spec.reader import read_pipeline

    project = read_pipeline(root, name, environment)
    steps = [step.name for step in project.pipelines[name].steps]
    path = ("steps", steps.index(error.step), "operator")
    return SpecError(
        project.problem(name, (*path, *part), message, cure, "operator") for part, message, cure in error.found
    )
