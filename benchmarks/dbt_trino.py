"""One `dbt build` on Trino by hand, the same as a step of levada, and as a DAG of Cosmos' in its watcher mode: what the
build costs, and what is done besides.

`python -m benchmarks.dbt_trino PLACES [--models 10] [--rows 1000000] [--rounds 3]`. PLACES is a JSON file that says
where an object store, a REST catalogue and Trino are, as the one that `LEVADA_TEST_LAKEHOUSE` names. All have read the
project before, replace tables that are there and read the same table; levada reads it as of its snapshot, checks, and
publishes what it has built, shown beside it."""

import json
import os
import sys
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.dbt import PIPELINE, SCHEMA, TESTS, WATCHER, airflow, landed, options, told
from benchmarks.measure import Figure, peer, process, rounds

MODEL = """{{{{ config(schema='SPACE', materialized='table') }}}}
select k % {n} as k, sum(v) as v from {{{{ source('SPACE_raw', 'o') }}}} group by 1"""
COSMOS = ("astronomer-cosmos==1.15.*", "apache-airflow==3.3.2", "dbt-core<1.12", "dbt-trino==1.11.*")
SECRETS = ("credential", "s3.access-key-id", "s3.secret-access-key")
READY = """
import json, os, shutil, subprocess, sys, time
from pathlib import Path
from levada.engines.base import Work
from levada.engines.dbt import project
from levada.engines.trino.dbt_profile import profile, variables
from levada.engines.registry import ABILITIES
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.plan.run import Run
from levada.spec.reader import read
root, scratch, space = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
read_ = read(root, "lakehouse")
where = environment(read_)
(made,) = (bind(one, where, ABILITIES) for one in plan(read_))
"""
BARE = (
    READY
    + """
work = Work(made.tasks[-1], Run("bare"), where, None, root, scratch)
replacing = lambda said, copied: said | {"models": {"+on_table_exists": "replace"}}
shutil.rmtree(scratch / "project", ignore_errors=True)  # the target folder stays, and what dbt has read with it
copied = project.copy(root, scratch, [f"{space}_raw.o"], profile(work, where.trino), replacing)
for path in copied.rglob("*.sql"):
    path.write_text(path.read_text().replace(f"schema='{space}'", f"schema='{space}_bare'"))
os.environ |= variables(where.trino, root)
begun = time.perf_counter()
if not sys.argv[4:]:
    words = project.command(scratch, "build", "*", "")
    subprocess.run([sys.executable, "-m", "dbt.cli.main", *words], cwd=copied, check=True, stdout=subprocess.DEVNULL)
print("\\n" + json.dumps({"build": time.perf_counter() - begun}))
"""
)
STEP = (
    READY
    + """
from levada.engines.trino import dbt
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from benchmarks.dbt import landed
landed(root, int(sys.argv[4]) + int(sys.argv[5]))  # else there is nothing to do
took, build = {}, dbt.build
def timed(*given):
    begun = time.perf_counter()
    built = build(*given)
    took["build"] = time.perf_counter() - begun
    return built
dbt.build = timed
for task in made.tasks:
    outcome = perform(task, Run(f"run{sys.argv[5]}"), where, root, Listener(lambda _: None))
stages = dict(outcome.usage.stages)
rest = {"drafts": stages["write"] - took["build"], "gate": stages["check"], "publication": stages["publish"]}
print("\\n" + json.dumps(took | rest))
"""
)


def main() -> None:
    asked = options(__doc__)
    asked.add_argument("places", type=Path, help="where the servers are, as JSON")
    said = asked.parse_args()
    with TemporaryDirectory() as folder:
        _compare(Path(folder), json.loads(said.places.read_text()), said.models, said.rows, said.rounds)


def _compare(folder: Path, places: dict[str, Any], models: int, rows: int, times: int) -> None:
    space = f"bench_{token_hex(4)}"
    root = _project(folder / "project", places, space, models, rows)
    secrets = _secrets(places)
    numbers = iter(range(10**6))

    def scratch(name: str) -> Path:
        (folder / name).mkdir(exist_ok=True)
        return folder / name

    def bare() -> Figure:
        return process([sys.executable, "-c", BARE, root, scratch("bare"), space], **secrets)

    def step() -> Figure:
        return process([sys.executable, "-c", STEP, root, scratch("step"), space, rows, next(numbers)], **secrets)

    python = peer("cosmos-trino", *COSMOS)
    home = airflow(folder / "airflow", python)

    def watched() -> Figure:
        there = scratch("watched")
        process([sys.executable, "-c", BARE, root, there, space, "copied"], **secrets)
        said = {"COSMOS_PROJECT": f"{there}/project", "COSMOS_PROFILES": f"{there}/profiles.yml"}
        return process([python, "-P", WATCHER], **home, **said, **_proof(places))

    for warming in (step, bare, step, watched):  # the first: the table that all read, and tables to replace
        warming()
    told(rounds({"dbt build": bare, "levada": step, "Cosmos, watcher mode": watched}, times), models, rows)


def _project(root: Path, places: dict[str, Any], space: str, models: int, rows: int) -> Path:
    names = ", ".join(f"{space}.a{n}" for n in range(models))
    pipeline = PIPELINE.replace("NAMES", names).replace("raw.o", f"{space}_raw.o")
    files = {
        "dbt_project/dbt_project.yml": "name: demo\nversion: 1.0.0\nprofile: levada\n",
        "dbt_project/macros/generate_schema_name.sql": SCHEMA,
        "include/pipelines/p.yaml": pipeline,
        "include/environments/lakehouse.yaml": _environment(places),
        **{f"dbt_project/models/a{n}.sql": MODEL.format(n=1000 + n).replace("SPACE", space) for n in range(models)},
        **{f"dbt_project/models/a{n}.yml": TESTS.replace("MODEL", f"a{n}") for n in range(models)},
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "data").mkdir()
    landed(root, rows)
    return root


def _environment(places: dict[str, Any]) -> str:
    rest, trino = places["rest"], dict(places["trino"])
    if trino.pop("password", ""):
        trino["password"] = {"secret": "bench_password"}
    catalog = {
        "type": "rest",
        "uri": rest["uri"],
        "warehouse": rest["warehouse"],
        "oauth2-server-uri": rest["oauth2_server_uri"],
        "s3.endpoint": places["s3"]["endpoint"],
        **{name: {"secret": f"bench_{number}"} for number, name in enumerate(SECRETS)},
    }
    said = {"apiVersion": "levada/v1", "kind": "Environment", "catalog": catalog, "verbs": {"dbt": "trino"}}
    return json.dumps(said | {"engines": {"trino": trino}})


def _secrets(places: dict[str, Any]) -> dict[str, str]:
    keys = places["s3"]
    values = (places["rest"]["credential"], keys["access_key"], keys["secret_key"])
    return {f"BENCH_{number}": value for number, value in enumerate(values)} | {
        "BENCH_PASSWORD": places["trino"].get("password", "")
    }


def _proof(places: dict[str, Any]) -> dict[str, str]:
    """What Cosmos' dbt has to know, as levada tells its own: the password, and whose certificate to trust."""
    said = places["trino"]
    found = said.get("password", os.environ.get("DBT_ENV_SECRET_LEVADA_TRINO", ""))
    trusted = {"REQUESTS_CA_BUNDLE": said["verify"]} if isinstance(said.get("verify"), str) else {}
    return {"DBT_ENV_SECRET_LEVADA_TRINO": found} | trusted


if __name__ == "__main__":
    main()
