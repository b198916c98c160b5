"""The specs under `include/pipelines/` as DAGs; what `dags/levada.py` calls."""

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from airflow.sdk import DAG, get_parsing_context

from levada.errors import LevadaError, SpecError
from levada.targets.airflow.broken import Broken
from levada.targets.airflow.compiled import Compiled
from levada.targets.airflow.dag import dag


def dags(root: Path, environment: str = "local") -> dict[str, DAG]:
    """Pipeline -> DAG. A worker gets the one it asked for, and no other spec is read; each spec is read by itself, so
    that a broken one costs the others nothing and becomes an import error of its own file."""
    wanted, compiled = get_parsing_context().dag_id, Compiled(root, environment)
    names = (wanted,) if wanted else compiled.pipelines
    with _unswept():
        built = {name: _dag(name, compiled, name == wanted or len(compiled.pipelines[name]) == 1) for name in names}
    return {name: made for name, made in built.items() if made is not None}


@contextmanager
def _unswept() -> Iterator[None]:
    """Meanwhile nobody looks for garbage: what is built stays, and going through it again and again takes a quarter of
    the time."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def _dag(name: str, compiled: Compiled, alone: bool) -> DAG | None:
    """None: a pipeline that is not ours, or without steps: it only describes datasets. `alone`: no other file has that
    name, which would be a mistake that nothing kept tells of."""
    try:
        artefact = compiled.artefact(name) if alone else compiled.compile(name)
        return dag(artefact, compiled.root) if artefact and artefact["tasks"] else None
    except LevadaError as error:
        message = str(_placed(error, name, compiled))
    except Exception:  # one spec that levada stumbles over must not take the other pipelines with it
        message = traceback.format_exc()
    return Broken(name, Path(compiled.pipelines[name][0]), message)


def _placed(error: LevadaError, name: str, compiled: Compiled) -> LevadaError:
    """What is wrong with an operator, where the spec says it."""
    from levada.spec.reader import read_pipeline
    from levada.targets.airflow.foreign import Unfit

    if not isinstance(error, Unfit):
        return error
    project = read_pipeline(compiled.root, name, compiled.environment)
    steps = [step.name for step in project.pipelines[name].steps]
    path = ("steps", steps.index(error.step), "operator")
    return SpecError(
        project.problem(name, (*path, *part), message, cure, "operator") for part, message, cure in error.found
    )
