"""For people who write DAGs in Python: the DAG of a spec, or its steps inside a DAG of their own.

```python
from airflow.sdk import DAG
from levada.targets.airflow.api import steps

with DAG("nightly", schedule="@daily"):
    steps("flights", root="/opt/project") >> notify()
```"""

import os
from pathlib import Path

from airflow.sdk import DAG, TaskGroup

from levada.targets.airflow.artefact import Artefact
from levada.targets.airflow.compiled import Compiled
from levada.targets.airflow.dag import dag
from levada.targets.airflow.tasks import asked, chained, ends


def pipeline(name: str, root: str | Path, environment: str = "local") -> DAG:
    """The DAG of the spec `name` under `root/include/pipelines/`; assign it to a name of your DAG file.

    Raises:
        SpecError: with every mistake of its files.
    """
    return dag(_artefact(name, root, environment), _folder(root))


def steps(name: str, root: str | Path, environment: str = "local", group_id: str = "") -> TaskGroup:
    """The steps of a spec as a group (called after the spec if nothing else is said), in the DAG whose `with` this is
    called in. Their schedule is that DAG's: its data interval is what a run stands for, where it has one. What the spec
    asks of a run, the DAG asks, unless it has params of those names itself.

    Raises:
        SpecError: with every mistake of its files.
    """
    artefact = _artefact(name, root, environment)
    with TaskGroup(group_id or name) as group:
        chained(artefact, {task["step"]: ends(task, artefact, _folder(root)) for task in artefact["tasks"]})
    for question, param in asked(artefact).items():
        if question not in group.dag.params:
            group.dag.params[question] = param
    return group


def _artefact(name: str, root: str | Path, environment: str) -> Artefact:
    compiled = Compiled(_folder(root), environment)
    return compiled.artefact(name) or compiled.compile(name)


def _folder(root: str | Path) -> Path:
    return Path(os.path.abspath(root))
