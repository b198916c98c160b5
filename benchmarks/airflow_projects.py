"""The same pipelines for levada and for dag-factory: one file each, a chain of nine operators."""

from pathlib import Path

STEPS = 9
CONTRACT = "[{name: id, logicalType: integer, primaryKey: true}, {name: name, logicalType: string, required: true}]"


def levada(root: Path, count: int) -> Path:
    """A project of `count` pipelines: one step loads a file, each of the others reads the one before."""
    pipelines = root / "include" / "pipelines"
    pipelines.mkdir(parents=True)
    for number in range(count):
        (pipelines / f"pipeline_{number:04}.yaml").write_text(_spec(f"p{number:04}"))
    (root / "dags").mkdir()
    (root / "dags" / "levada.py").write_text((Path(__file__).parents[1] / "dags" / "levada.py").read_text())
    return root


def _spec(space: str) -> str:
    lines = [
        "apiVersion: levada/v1", "kind: Pipeline", f"description: The pipeline {space}.", "owner: operations",
        'schedule: "0 4 * * *"', "steps:",
        "  - ingest: {files: 'orders/{{ ds }}.csv'}", f"    into: {space}.t0",
    ]  # fmt: skip
    for number in range(1, STEPS):
        lines += [f"  - spark: job_{number}", f"    reads: [{space}.t{number - 1}]", f"    into: {space}.t{number}"]
    lines += ["datasets:", f"  {space}.t0: {{contract: {CONTRACT}, write: replace}}"]
    return "\n".join(lines) + "\n"


def dag_factory(root: Path, count: int) -> Path:
    """A folder of `count` YAML files, and the Python file that loads them as its documentation says."""
    root.mkdir(parents=True)
    for number in range(count):
        (root / f"pipeline_{number:04}.yaml").write_text(_config(f"pipeline_{number:04}"))
    load = f"load_yaml_dags(globals_dict=globals(), dags_folder={str(root)!r})"
    (root / "load.py").write_text(f"from airflow.sdk import DAG\nfrom dagfactory import load_yaml_dags\n{load}\n")
    return root


def _config(name: str) -> str:
    lines = [
        f"{name}:", f"  description: The pipeline {name}.", '  schedule: "0 4 * * *"', "  catchup: false",
        "  default_args: {owner: operations, start_date: 2026-01-01}", "  tasks:",
    ]  # fmt: skip
    for number in range(STEPS):
        lines += [
            f"    - task_id: step_{number}",
            "      operator: airflow.providers.standard.operators.bash.BashOperator",
            "      bash_command: echo {{ ds }}",
            *([f"      dependencies: [step_{number - 1}]"] if number else []),
        ]
    return "\n".join(lines) + "\n"
