"""`reads` and `into` of dbt steps, which nobody need type: dbt's manifest has them."""

from collections.abc import Iterator
from contextlib import suppress

import click
from pydantic import ValidationError

from levada.cli.project import Place
from levada.errors import Permanent
from levada.spec.filling import filled
from levada.spec.pipeline import Pipeline
from levada.spec.shorthand import long_form
from levada.spec.source import Source
from levada.spec.step import Dbt


def with_lists(place: Place, source: Source) -> str:
    """The text of a file in which dbt steps have `reads` and `into`; where dbt cannot be asked, a note says why."""
    wanted: dict[int, dict[str, tuple[str, ...]]] = {}
    for number, step, missing in _lacking(source):
        from levada.engines.dbt.lists import lists

        try:
            found = lists(place.root, place.environment_name, step.select, step.exclude)
        except Permanent as error:
            what = f"{' and '.join(missing)} of step {number + 1} are not written"
            click.echo(f"note: {source.file}: {what}: {error}", err=True)
            continue
        wanted[number] = {key: found[key] for key in missing if found[key]}
    return filled(source, "dbt", wanted) if any(wanted.values()) else source.text


def _lacking(source: Source) -> Iterator[tuple[int, Dbt, list[str]]]:
    """The dbt steps of a pipeline that lack a list: number, what is selected, which lists. A selection with a
    variable in it is only known once that is filled in."""
    if (source.value or {}).get("kind") != "Pipeline":
        return
    steps = long_form(Pipeline, source.value).get("steps")
    for number, step in enumerate(steps if isinstance(steps, list) else ()):
        missing = [key for key in ("reads", "into") if isinstance(step, dict) and key not in step]
        if missing and "dbt" in step:
            with suppress(ValidationError):  # `levada validate` says what is wrong with it
                asked = Dbt.model_validate(step["dbt"])
                if "${" not in asked.select + asked.exclude:
                    yield number, asked, missing
