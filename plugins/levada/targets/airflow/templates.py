"""What stands in an operator's arguments for Airflow to fill in: whether it can be read, and what it asks for."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from levada.names import ITEM

if TYPE_CHECKING:
    from jinja2 import Environment

DATED = frozenset({
    "logical_date", "ds", "ds_nodash", "ts", "ts_nodash", "ts_nodash_with_tz", "task_instance_key_str",
    "data_interval_start", "data_interval_end", "prev_data_interval_start_success", "prev_data_interval_end_success",
})  # fmt: skip
"""What a run without a logical date does not have, as those that assets set off."""
RAW = "correct it; what is meant as it stands goes between {% raw %} and {% endraw %}"


def texts(value: Any) -> Iterator[str]:
    """Every text in a value that may be a template, as deep as Airflow fills them."""
    if isinstance(value, str) and "{" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


def unread(text: str) -> str:
    """Why a text is no template. Airflow would tell the run; a shell's `${#names[@]}` begins a comment of templates."""
    from jinja2 import TemplateSyntaxError

    try:
        _environment().parse(text)
    except TemplateSyntaxError as error:
        return f"is no template that Airflow can fill, line {error.lineno}: {(error.message or '').rstrip('.')}"
    return ""


def unknown(text: str, known: Collection[str]) -> list[str]:
    """The names in a template that are not known, and not Jinja's own."""
    from jinja2.meta import find_undeclared_variables

    environment = _environment()
    return sorted(find_undeclared_variables(environment.parse(text)) - {*known, *environment.globals})


def known() -> list[str]:
    """What a run's templates may ask for, the item of a step with `for_each` included."""
    from airflow.sdk import Context

    return [*Context.__annotations__, ITEM]


def _environment() -> "Environment":
    from jinja2 import Environment

    return Environment(autoescape=True, extensions=["jinja2.ext.do"])
