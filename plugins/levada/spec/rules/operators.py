"""Steps that Airflow does itself: what levada says for them, and what it cannot promise of their datasets."""

import re
from collections.abc import Iterator

from levada.names import nearest
from levada.spec.rules.case import Case
from levada.spec.rules.templates import inside
from levada.spec.schedule import DefaultArgs
from levada.spec.source import Mistake, Path

OURS = {
    "task_id": "the step's `id` is its name",
    "dag": "the pipeline is its DAG",
    "task_group": "the pipeline is its DAG",
    "outlets": "say it in the step: into: [raw.a]",
    "inlets": "say it in the step: reads: [raw.a]",
    "trigger_rule": "say it in the step: trigger_rule",
    "doc_md": "say it in the step: description",
    "owner": "say it in the pipeline: owner",
} | dict.fromkeys(DefaultArgs.model_fields, "say it in the step itself, beside `operator`")
"""Airflow's arguments that levada gives: what to write instead."""
FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
PARAM = re.compile(r"""(?<![.\w])params(?:\.(\w+)(?![\w(])|\[['"](\w+)['"]\])""")
"""A param in a template of Airflow's; what is called, as `params.get(…)`, is none."""
KEPT = frozenset({"event_time", "tags"})
"""What may be said of a dataset that levada does not write."""


def arguments(case: Case) -> Iterator[Mistake]:
    """Arguments that are said elsewhere, and those of a function there is not."""
    for number, step in enumerate(case.pipeline.steps):
        for name in step.operator.args if step.operator else ():
            if name in OURS:
                path: Path = ("steps", number, "operator", "args", name)
                yield Mistake(path, f"`{name}` is given by levada", OURS[name], key=True)


def params(case: Case) -> Iterator[Mistake]:
    """Params that the pipeline does not have: the task would fail."""
    has = case.pipeline.params
    for number, step in enumerate(case.pipeline.steps):
        if step.operator is None or "params" in step.operator.args or case.page.touched(("params",)):
            continue
        for path, text in inside(("steps", number, "operator", "args"), step.operator.args):
            for found in PARAM.finditer(" ".join(FILLED.findall(text))):
                if (name := found[1] or found[2]) not in has:
                    hint = nearest(name, sorted(has)) or f"add it to the pipeline: params: {{{name}: {{type: string}}}}"
                    yield Mistake(path, f"the pipeline has no param {name!r}", hint, severity="warning")


def promises(case: Case) -> Iterator[Mistake]:
    """Settings of datasets that an operator fills: nothing would come of them."""
    for _, step, dataset in case.outputs:
        spec = case.pipeline.datasets.get(dataset)
        if step.operator and spec:
            for key in sorted(spec.model_fields_set - KEPT):
                message = f"{dataset} is written by an operator: levada neither lays it out nor checks it"
                yield Mistake(("datasets", dataset, key), message, f"take `{key}` out", key=True)


def names(case: Case) -> Iterator[Mistake]:
    """Steps of Airflow's that fill nothing, and have no name of their own."""
    for number, step in enumerate(case.pipeline.steps):
        if step.operator and step.name is None and not step.outputs:
            yield Mistake(("steps", number), "a step that fills nothing has no name", "give it an `id`")


RULES = (arguments, params, promises, names)
