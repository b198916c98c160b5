"""How a dataset is kept: partitions, order, event time, writing. dag-factory knows tasks only, no datasets."""

from benchmarks.mistakes.seed import Seed
from benchmarks.mistakes.seeds.making import seed, swap


def kept(name: str, what: str, says: tuple[str, ...], old: str, new: str, step: str = "clean") -> Seed:
    """The same words in levada, Blueprint and dg."""
    return seed(name, what, says, levada=swap(old, new), blueprint=swap(old, new), dg=swap(old, new, step))


SEEDS = (
    kept(
        "partition-column",
        "a partition by a column that is not there",
        ("month(sold)", "sold"),
        "month(sold_at)",
        "month(sold)",
    ),
    kept("partition-transform", "a transform misspelt", ("monht",), "month(sold_at)", "monht(sold_at)"),
    kept("partition-type", "the month of a text", ("month(branch)",), "month(sold_at)", "month(branch)"),
    kept("partition-size", "buckets without their number", ("bucket(branch)",), "bucket(4, branch)", "bucket(branch)"),
    kept(
        "sort-column",
        "an order by a column that is not there",
        ("brnch",),
        "[branch, sold_at desc]",
        "[brnch, sold_at desc]",
        "load_orders",
    ),
    kept("sort-direction", "an order that is none", ("sold_at down",), "sold_at desc", "sold_at down", "load_orders"),
    kept("write", "a strategy misspelt", ("apend",), "write: append", "write: apend", "load_orders"),
    kept("write-later", "a strategy of a later release", ("scd2",), "write: append", "write: scd2", "load_orders"),
    kept(
        "write-interval",
        "one interval's rows replace the whole table",
        ("replace", "interval"),
        "write: insert_overwrite",
        "write: replace",
    ),
    kept(
        "on-failure",
        "what to do on failure, in a word that is none",
        ("ignore",),
        "on_failure: warn",
        "on_failure: ignore",
        "load_orders",
    ),
    seed(
        "event-time",
        "an event time that is not a column",
        ("solde_at",),
        levada=swap("raw.orders:\n    event_time: sold_at", "raw.orders:\n    event_time: solde_at"),
        blueprint=swap("into: raw.orders\n    event_time: sold_at", "into: raw.orders\n    event_time: solde_at"),
        dg=swap("event_time: sold_at", "event_time: solde_at", "load_orders"),
    ),
    seed(
        "no-event-time",
        "rows of an interval, of a table that does not say by which column",
        ("event_time",),
        levada=swap("raw.orders:\n    event_time: sold_at\n", "raw.orders:\n"),
        blueprint=swap("into: raw.orders\n    event_time: sold_at\n", "into: raw.orders\n"),
        dg=swap("  event_time: sold_at\n", "", "load_orders"),
        also=("rows: interval",),
    ),
    seed(
        "format",
        "a file whose name does not tell its format, and nobody does",
        ("format",),
        levada=swap("{{ ds }}.csv", "{{ ds }}.txt"),
        blueprint=swap("{{ context.ds }}.csv", "{{ context.ds }}.txt"),
        dg=swap("{day}.csv", "{day}.txt", "load_orders"),
    ),
)
