"""EVERY SEEDED MISTAKE, by subject."""

from benchmarks.mistakes.seed import Seed
from benchmarks.mistakes.seeds import code, contracts, files, flow, keys, schedule, tables, templates, text, values

SEEDS: tuple[Seed, ...] = (
    *text.SEEDS,
    *keys.SEEDS,
    *values.SEEDS,
    *schedule.SEEDS,
    *flow.SEEDS,
    *code.SEEDS,
    *tables.SEEDS,
    *contracts.SEEDS,
    *templates.SEEDS,
    *files.SEEDS,
)
