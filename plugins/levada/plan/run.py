"""Which run of a plan this is, and what its templates can say."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levada.errors import Permanent
from levada.intervals import Interval
from levada.names import INTERVAL_WORDS, ITEM, PARAMS, RUN_WORDS, TEMPLATE, WRITTEN_OUT

Item = str | int | float
"""What a step with `for_each` is done for; items are told apart by their texts."""


@dataclass(frozen=True, slots=True)
class Run:
    """`interval` None: a run without one. `params`: a JSON object. `began`: when (UTC), if that is known. `reload`:
    what was loaded before, and has changed or is computed otherwise, is loaded anew in place of what it brought.
    `item`: what a step is done for that is done once for each of several."""

    id: str
    interval: Interval | None = None
    params: str = "{}"
    began: datetime | None = None
    reload: bool = False
    item: Item | None = None

    @property
    def part(self) -> str | None:
        """The item as text, by which it is told from others; None: the step is done as a whole."""
        return None if self.item is None else str(self.item)

    def render(self, text: str) -> str:
        """Fill the templates of a text: `RUN_WORDS`, `params.*` and `item`, the same with and without Airflow.

        Raises:
            Permanent: a word that is not on the list, or one that needs an interval in a run that has none.
        """
        return TEMPLATE.sub(lambda found: self._word(found[1], text), text)

    def value(self, text: str) -> Any:
        """A text with its templates filled; a param or an item that stands alone keeps its type.

        Raises:
            Permanent: as `render`.
        """
        alone = TEMPLATE.fullmatch(text.strip())
        params = json.loads(self.params)
        if alone and alone[1] == ITEM and self.item is not None:
            return self.item
        if alone and alone[1].startswith(PARAMS) and (name := alone[1].removeprefix(PARAMS)) in params:
            return params[name]
        return self.render(text)

    def _word(self, word: str, text: str) -> str:
        written = WRITTEN_OUT.fullmatch(word)
        if written or word in INTERVAL_WORDS:
            if self.interval is None:
                raise Permanent(
                    f"{text!r} needs an interval, and run {self.id} has none: "
                    "give the run a date, or the schedule a cron; a DAG of your own, a timetable with intervals"
                )
            start, end = self.interval.local
            if written:
                moment = {"data_interval_start": start, "data_interval_end": end}[written["moment"]]
                return moment.strftime(written["form"])
            return {
                "ds": start.date().isoformat(),
                "ds_nodash": start.strftime("%Y%m%d"),
                "data_interval_start": start.isoformat(),
                "data_interval_end": end.isoformat(),
            }[word]
        if word == "run_id":
            return self.id
        if word == ITEM and self.part is not None:
            return self.part
        params = json.loads(self.params)
        if word.startswith(PARAMS) and (name := word.removeprefix(PARAMS)) in params:
            return str(params[name])
        raise Permanent(f"{{{{ {word} }}}} in {text!r} is not known here: known are {', '.join(RUN_WORDS)}, params.*")


def manual(interval: Interval | None, at: datetime) -> Run:
    """A run started by hand: named after its interval, so that it can be repeated; else after the moment."""
    return Run(f"manual__{interval.local[0].isoformat() if interval else at.isoformat()}", interval, began=at)
