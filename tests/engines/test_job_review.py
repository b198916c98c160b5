"""What a step says of its function, held against the function's file. Nothing is imported or called here."""

import ast
from pathlib import Path

import pytest

from levada.engines.functions.review import review
from levada.engines.functions.signatures import names
from levada.plan.planner import plan
from levada.spec.reader import read

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - {verb}: {job}
    reads: [raw.orders]
    with: {{{given}}}
    into: staging.orders
{more}datasets:
  raw.orders: {{loader: somebody else}}
  staging.orders: {{write: append}}
"""
JOB = "def clean(orders, currency): ..."


def problems(
    root: Path, text: str = JOB, job: str = "clean", given: str = "currency: EUR", verb: str = "spark", more: str = ""
):
    (root / "include/pipelines").mkdir(parents=True)
    (root / "spark_jobs").mkdir()
    (root / "include/pipelines/p.yaml").write_text(SPEC.format(verb=verb, job=job, given=given, more=more))
    (root / "spark_jobs/clean.py").write_text(text)
    project = read(root)
    return list(review(project, plan(project), root))


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (JOB, "currency: EUR"),
        ("def clean(orders, currency='EUR', *, rate=1): ...", ""),
        ("def clean(**tables): ...", "currency: EUR"),
        ("def clean(orders, *currencies, **rest): ...", "rate: 1"),
        ("@cached\ndef clean(): ...", ""),
        ("clean = made(orders=1)", ""),
        ("from elsewhere import clean", ""),
        ("from elsewhere import *", ""),
        ("try:\n    import fast\nexcept ImportError:\n    def clean(orders): ...", ""),
        ("if True:\n    def clean(): ...\nelse:\n    def clean(orders): ...", ""),
        ("'\\d'\n" + JOB, "currency: EUR"),
    ],
)
def test_what_fits(tmp_path: Path, text: str, given: str) -> None:
    assert problems(tmp_path, text, given=given) == []


@pytest.mark.parametrize(
    ("text", "job", "given", "line", "message", "hint"),
    [
        (JOB, "cleen", "", 4, "there is no spark_jobs/cleen.py", "did you mean `clean`?"),
        (JOB, "clean.clean", "", 4, "there is no spark_jobs/clean/clean.py", "a function of a file stands behind"),
        (JOB, "a.b", "", 4, "there is no spark_jobs/a/b.py", "write the job, or correct its name"),
        (JOB, "clean:cleen", "", 4, "spark_jobs/clean.py has no function cleen", "did you mean `clean`?"),
        ("x = 1", "clean", "", 4, "spark_jobs/clean.py has no function clean", "write it, or name another as"),
        (JOB, "clean", "curency: E", 6, "clean(orders, currency) takes no argument curency", "did you mean"),
        ("def clean(): ...", "clean", "", 5, "clean() takes no argument orders", "give the function a parameter"),
        ("def clean(raw_orders): ...", "clean", "", 5, "clean(raw_orders) takes no argument orders",
            "rename the parameter raw_orders to orders, or say reads: {raw_orders: raw.orders}"),
        (JOB, "clean", "", 4, "clean(orders, currency) needs the argument currency", "say it under `with`, or"),
    ],
)  # fmt: skip
def test_what_does_not_fit(tmp_path: Path, text: str, job: str, given: str, line: int, message: str, hint: str) -> None:
    (found,) = problems(tmp_path, text, job, given)
    assert (found.line, found.message, found.id) == (line, message, "job")
    assert found.hint.startswith(hint)


def test_a_torn_file_is_told_once_with_its_own_place(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "import x\ndef clean(orders)\n    return 1\n")
    assert str(found).splitlines()[0] == "spark_jobs/clean.py:2:18: is not Python: expected ':' [job]"


def test_a_python_function_may_ask_for_the_run(tmp_path: Path) -> None:
    assert problems(tmp_path, "def clean(orders, ds, run_id): ...", given="", verb="python") == []


def test_names_of_a_module() -> None:
    found = names(ast.parse("import a.b, c as d\nx = y = 1\nclass Z: ...\ndef f(p, /, q, *, r, s=1): ..."))
    assert list(found.found) == ["a", "d", "x", "y", "Z", "f"]
    assert found.found["f"] is not None
    assert (found.found["f"].takes, found.found["f"].needs) == (("q", "r", "s"), ("q", "r"))
    assert not found.open


@pytest.mark.parametrize("verb", ["spark", "python"])
@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        ("def clean(orders, item): ...", "", ""),
        ("def clean(orders, code): ...", "code: '{{ item }}'", ""),
        ("def clean(**anything): ...", "", ""),
        ("def clean(orders): ...", "", "clean(orders) is not told for which item it is called"),
    ],
)
def test_a_function_is_told_for_which_item_it_is_called(
    tmp_path: Path, verb: str, text: str, given: str, message: str
) -> None:
    found = problems(tmp_path, text, given=given, verb=verb, more="    for_each: [1, 2]\n")
    assert [(one.path, one.message[: len(message)]) for one in found] == [("steps.0.for_each", message)] * bool(message)


@pytest.mark.parametrize(
    ("when", "path", "message"),
    [
        ("python: clean", "", ""),
        ("any: [{weekday: [mon]}, {python: 'clean:ask'}]", "steps.0.when.any.1.python", "ask(day) needs the argument"),
        ("python: clean:nix", "steps.0.when.python", "spark_jobs/clean.py has no function nix"),
        ("python: nix", "steps.0.when.python", "there is no spark_jobs/nix.py"),
    ],
)
def test_a_condition_s_function_is_there_and_asks_for_what_a_run_has(
    tmp_path: Path, when: str, path: str, message: str
) -> None:
    text = "def clean(orders='', ds='', *, run_id): ...\ndef ask(day): ..."
    found = problems(
        tmp_path,
        text,
        "clean:go",
        given="",
        more=f"    when: {{{when}}}\nschedule: '@daily'\n",
    )
    assert [(one.path, one.message[: len(message)]) for one in found[1:]] == [(path, message)] * bool(message)
