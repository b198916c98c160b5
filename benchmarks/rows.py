"""Orders of a shop, made up: `base` is what a table holds, `arriving` changes nine rows in ten and adds the rest."""

from pathlib import Path

COLUMNS = {
    "id": "long", "customer": "long", "at": "timestamptz", "status": "string", "amount": "decimal(12, 2)",
    "note": "string",
}  # fmt: skip
SELECT = """
SELECT range AS id, (hash(range) % 1000000)::BIGINT AS customer,
    TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_seconds(range) AS at,
    ['new', 'paid', 'sent', 'back'][(hash(range + {seed}) % 4)::INT + 1] AS status,
    ((hash(range + {seed}) % 1000000) / 100)::DECIMAL(12, 2) AS amount,
    'note ' || (hash(range * 7 + {seed}) % 1000000) AS note
FROM range({first}, {last}, {stride})
"""


def base(path: Path, count: int) -> Path:
    """A Parquet file with what the table holds."""
    return _written(path, SELECT.format(seed=0, first=0, last=count, stride=1))


def arriving(path: Path, count: int, table: int, seed: int) -> Path:
    """A Parquet file with `count` rows whose keys lie all over the table, and a tenth of them behind its end."""
    known = count * 9 // 10
    old = SELECT.format(seed=seed, first=0, last=known * (table // known), stride=table // known)
    new = SELECT.format(seed=seed, first=table, last=table + count - known, stride=1)
    return _written(path, f"{old} UNION ALL {new}")


def _written(path: Path, query: str) -> Path:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path
