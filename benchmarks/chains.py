"""The same chains of eight steps for a real scheduler: written by hand, for dag-factory, and for levada."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STEPS = 8
NOTHING = """\
from airflow.sdk import BaseOperator


class Nothing(BaseOperator):
    def execute(self, context):
        return None
"""
IMPORTS = "from airflow.sdk import DAG\nfrom dagfactory import load_yaml_dags\n"
"""Airflow passes over files that have not the words airflow and dag in them."""
BY_HAND = """\
from airflow.sdk import DAG
from nothing import Nothing

for number in range({count}):
    with DAG(f"chain_{{number:04}}", schedule=None) as dag:
        before = None
        for step in range({steps}):
            task = Nothing(task_id=f"step_{{step}}")
            if before:
                before >> task
            before = task
    globals()[dag.dag_id] = dag
"""
CONTRACT = "[{name: id, logicalType: integer, required: true}, {name: name, logicalType: string, required: true}]"


def names(count: int) -> list[str]:
    """The DAGs of each of them."""
    return [f"chain_{number:04}" for number in range(count)]


def plugins(folder: Path) -> Path:
    """A folder of plugins with the operator that does nothing, and levada as in this checkout."""
    folder.mkdir(parents=True)
    (folder / "nothing.py").write_text(NOTHING)
    for name in ("levada", "levada_plugin.py", ".airflowignore"):
        os.symlink(ROOT / "plugins" / name, folder / name)
    return folder


def by_hand(root: Path, count: int) -> Path:
    """One Python file that makes them all in a loop."""
    return _written(root, {"dags/chains.py": BY_HAND.format(count=count, steps=STEPS)})


def dag_factory(root: Path, count: int) -> Path:
    """A YAML file each, and the Python file that loads them as its documentation says."""
    loader = f"load_yaml_dags(globals_dict=globals(), dags_folder={str(root / 'dags')!r})"
    files = {f"dags/{name}.yaml": _config(name) for name in names(count)}
    return _written(root, {**files, "dags/load.py": f"{IMPORTS}{loader}\n"})


def _config(name: str) -> str:
    lines = [f"{name}:", "  default_args: {start_date: 2026-01-01}", "  schedule: null", "  tasks:"]
    for step in range(STEPS):
        lines += [f"    - task_id: step_{step}", "      operator: nothing.Nothing"]
        lines += [f"      dependencies: [step_{step - 1}]"] if step else []
    return "\n".join(lines) + "\n"


def operators(root: Path, count: int) -> Path:
    """levada's specs of the same operator."""
    steps = [f"  - id: step_{step}\n    operator: {{class: nothing.Nothing}}\n" for step in range(STEPS)]
    chained = [text + (f"    depends_on: [step_{step - 1}]\n" if step else "") for step, text in enumerate(steps)]
    return _levada(root, {name: "".join(["steps:\n", *chained]) for name in names(count)})


def tables(root: Path, count: int) -> Path:
    """levada's specs of steps that work: the first loads a file, each of the others queries the table before; each
    checks and publishes a table."""
    return _levada(root, {name: _queries(f"s{number:04}") for number, name in enumerate(names(count))})


def _queries(space: str) -> str:
    lines = ["steps:", f"  - {{id: step_0, ingest: {{files: names.csv}}, into: {space}.t0}}"]
    for step in range(1, STEPS):
        query = f"SELECT id, name FROM {space}.t{step - 1}"
        lines.append(f'  - {{id: step_{step}, sql: "{query}", into: {space}.t{step}}}')
    lines.append("datasets:")
    lines += [f"  {space}.t{step}: {{write: replace, contract: {CONTRACT}}}" for step in range(STEPS)]
    return "\n".join(lines) + "\n"


def _levada(root: Path, bodies: dict[str, str]) -> Path:
    head = "apiVersion: levada/v1\nkind: Pipeline\n"
    files = {f"include/pipelines/{name}.yaml": head + body for name, body in bodies.items()}
    loader = (ROOT / "dags" / "levada.py").read_text()
    return _written(root, {**files, "dags/levada.py": loader, "data/names.csv": "id,name\n1,Ana\n2,Rui\n3,Ema\n"})


def _written(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root
