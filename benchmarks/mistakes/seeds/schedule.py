"""When a pipeline runs: crons, time zones, dates."""

from benchmarks.mistakes.seed import Seed
from benchmarks.mistakes.seeds.making import alike, seed, swap

CRON = '"0 4 * * *"'
DAYS = "start_date: {0}2024-01-01{0}"
LAST = "end_date: {0}2024-12-31{0}"


def cron(name: str, what: str, said: str) -> Seed:
    text = f'"{said}"'
    return alike(name, what, (said, "cron", "schedule"), CRON, text, swap(CRON, text, "daily"))


def zone(name: str, what: str, said: str) -> Seed:
    old = "timezone: Europe/Lisbon"
    return alike(
        name, what, (said, "time zone", "timezone"), old, f"timezone: {said}", swap(old, f"timezone: {said}", "daily")
    )


def day(name: str, what: str, old: str, new: str, says: tuple[str, ...]) -> Seed:
    """Blueprint's dates are quoted: its loader would make dates of them, and its models do not take those."""
    plain, quoted = swap(old.format(""), new.format("")), swap(old.format('"'), new.format('"'))
    return seed(
        name,
        what,
        says,
        levada=plain,
        dag_factory=plain,
        blueprint=quoted,
        dg=swap(old.format(""), new.format(""), "load_orders"),
    )


SEEDS = (
    cron("cron-short", "a cron of four fields", "0 4 * *"),
    cron("cron-long", "a cron of six fields: somebody's seconds", "0 0 4 * * *"),
    cron("cron-hour", "a cron at hour 25", "0 25 * * *"),
    cron("cron-preset", "a preset misspelt", "@dayly"),
    cron("cron-words", "a cron in words", "every day at 4"),
    cron("cron-never", "a cron that never comes: the 30th of February", "0 4 30 2 *"),
    zone("zone-typo", "a time zone misspelt", "Europe/Lisabon"),
    zone("zone-offset", "an offset where a time zone belongs", "UTC+1"),
    day(
        "february-30",
        "a day that is not in the calendar",
        DAYS,
        "start_date: {0}2024-02-30{0}",
        ("2024-02-30", "day", "start_date"),
    ),
    day(
        "date-form",
        "a date in another country's form",
        DAYS,
        "start_date: {0}31/01/2024{0}",
        ("31/01/2024", "start_date"),
    ),
    day(
        "backwards", "an end before the start", LAST, "end_date: {0}2023-12-31{0}", ("2023-12-31", "end_date", "before")
    ),
    seed(
        "no-start",
        "catch up, and since when is not said",
        ("start_date", "catchup"),
        levada=swap("  start_date: 2024-01-01\n", ""),
        dag_factory=swap("  start_date: 2024-01-01\n", ""),
        blueprint=swap('start_date: "2024-01-01"\n', ""),
        dg=swap("    start_date: 2024-01-01\n", "", "load_orders"),
        also=("catchup: true", "days:"),
    ),
    seed(
        "no-interval",
        "a date in a path, and no schedule that gives one",
        ("{{ ds }}", "ds", "interval"),
        levada=swap(f"cron: {CRON}", "cron: none"),
        dag_factory=swap(f"schedule: {CRON}", "schedule: null"),
        blueprint=swap(f"schedule: {CRON}", "schedule: null"),
        also=("{{ ds }}", "{{ context.ds }}"),
    ),
)
