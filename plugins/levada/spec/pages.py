"""Every kind of mistake in a spec, by its id: what it means, and what to do. docs/errors.md is made of this."""

from collections.abc import Mapping
from inspect import getdoc

from levada.spec.references import ALONE, TOGETHER, id_of

Page = tuple[str, str]
"""What it means, what to do."""

GENERAL: Mapping[str, Page] = {
    "backfill": (
        "The result of a step depends on the intervals before it, and `backfill` would do them at once or backwards.",
        "Take the key out; or let the step read `rows: interval`, and fill its table by insert_overwrite.",
    ),
    "choice": ("A word is not one of those that can stand there.", "Take one of the words the message names."),
    "contract": (
        "A contract does not keep to the Open Data Contract Standard, or contradicts itself.",
        "Compare the place with ODCS v3.1 or v3.2; `levada schema DataContract` prints its schema.",
    ),
    "dbt": (
        "A dbt step and dbt's own manifest disagree, or a model is of a kind this release does not take.",
        "Name in `reads` and `into` what dbt reads and builds, or change what is selected.",
    ),
    "defaults": (
        "A defaults file speaks of a step or a dataset that no pipeline in its folder has.",
        "Correct the name, move the file up, or take the entry out.",
    ),
    "engine": (
        "The environment gives a verb to an engine that cannot do it, or says of one what is not safe or not meant.",
        "Name one of the engines that can; or write what the line says.",
    ),
    "file": (
        "A file lies where nothing reads it, is called what nothing can be called, or cannot be read.",
        "Move or rename it as the message says: pipelines/NAME.yaml, contracts/NAME.odcs.yaml, environments/NAME.yaml.",
    ),
    "job": (
        "A step and the function it calls do not fit: it is not there, its file is not Python, its arguments differ.",
        "Correct the name or the function; `reads` and `with` name its arguments.",
    ),
    "kind": (
        "`apiVersion` or `kind` is missing, wrong, of another release's language, or not that of the folder.",
        "Begin with `apiVersion: levada/v1` and the folder's kind.",
    ),
    "later-release": (
        "The word belongs to the language, and this release cannot do it yet. Nothing is ever ignored in silence.",
        "Take it out until the release that the message names.",
    ),
    "missing-key": ("A part lacks a key it cannot do without.", "Add it."),
    "name": ("The pipeline or environment that was asked for is not there.", "Take one of those the message names."),
    "operator": (
        "The class of an operator or of a channel's notifier is not there, or does not take what it is given.",
        "Compare `args` with the class's reference; install the provider that has it.",
    ),
    "override": (
        "An environment's override does not say whom it means, means nobody, or has an id twice.",
        "Compare its `select` with what pipelines and defaults say.",
    ),
    "pyspark": (
        "A job calls what the embedded engine has not, or does not do as Spark does: this is a warning. All that was "
        "tried is in docs/pyspark.md.",
        "Take the other call that the message names; or give the step to Spark: verbs: {spark: spark}.",
    ),
    "renamed": (
        "A word is called otherwise by now. The old one is read for two minor releases: this is a warning.",
        "`levada migrate` rewrites files, comments kept; `--diff` shows what would be changed.",
    ),
    "secret": (
        "A literal looks like a password, a key or a token. Messages never repeat it.",
        "Keep it out of the file; if it was committed, consider it lost and change it.",
    ),
    "sql": (
        "A query is not one SELECT over datasets, or asks for what cannot be translated or is not there.",
        "The message stands at the word that is meant; templates stand inside quotes: DATE '{{ ds }}'.",
    ),
    "unknown-key": (
        "Nobody knows this key here. Keys of your own begin with x-.",
        "Take the nearest known one, or take it out.",
    ),
    "value": ("A value is not of the type or the form that its key wants.", "Write it as the message shows."),
    "variable": (
        "`${var.x}` or `${env.x}` names what is not there, has no value, or has one that its schema does not allow.",
        "Declare it under `variables` with a default, or say it: `--var x=…`.",
    ),
    "yaml": (
        "The text is not YAML, or uses what this language leaves out: anchors, aliases, tags, a key twice.",
        "Correct the place that the message names; quote what has braces, colons or quotes.",
    ),
}
RULE = "Each message names what is wrong and says its own cure."


def pages() -> dict[str, Page]:
    """Every id, in order. What rules find is called after them, and means what their docstring says."""
    rules = {id_of(rule): (" ".join((getdoc(rule) or "").split()), RULE) for rule in (*ALONE, *TOGETHER)}
    return dict(sorted({**GENERAL, **rules}.items()))


def markdown() -> str:
    """All pages as one text."""
    parts = (section(id_, *page) for id_, page in pages().items())
    head = "# Mistakes in specs\n\nEvery message of `levada validate` ends its first line with the id of its kind. "
    return head + "`levada errors ID` prints a paragraph of this page.\n\n" + "\n".join(parts)


def section(id_: str, cause: str, cure: str) -> str:
    return f"## {id_}\n{cause}\n\n*Cure:* {cure}\n"
