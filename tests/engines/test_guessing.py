"""Which type a column of texts is taken for: one that the loader would take every value as."""

from pathlib import Path

import pytest

from levada.engines.embedded.guessing import guess
from levada.lake.connection import connect


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-20", "0"], "long"),
        (["9223372036854775807"], "long"),
        (["9223372036854775808"], "decimal(38, 0)"),
        (["9" * 39], "string"),
        (["01234", "99999"], "string"),
        (["+351291700112"], "string"),
        (["007.50", "1.00"], "string"),
        (["0.50", "12.25", "-3.00"], "decimal(18, 2)"),
        (["1.5", "2.25", "3"], "double"),
        (["1e5", ".5"], "double"),
        (["0.1234567890123456", "1.5"], "decimal(18, 16)"),
        (["true", "FALSE"], "boolean"),
        (["0", "1"], "long"),
        (["t", "f"], "string"),
        (["2024-02-29", "2024-1-2"], "date"),
        (["2024-02-30"], "string"),
        (["29/02/2024"], "string"),
        (["20240229"], "long"),
        (["2024-02-29T10:00:00", "2024-02-29 10:00"], "timestamp"),
        (["2024-02-29T10:00:00Z", "2024-02-29 10:00:00.5+01:00"], "timestamptz"),
        (["2024-02-29T10:00:00Z", "2024-02-29 10:00"], "timestamptz"),
        (["2024-02-29", "2024-02-29T10:00:00"], "string"),
        (["10:30", "23:59:59"], "time"),
        (["24:30"], "string"),
        (["3,5", "4"], "string"),
        (["", "x"], "string"),
        ([None, None], "string"),
        ([None, "4"], "long"),
        (["inf", "1.5"], "string"),
    ],
)
def test_the_narrowest_type_that_loses_nothing(tmp_path: Path, values: list[str | None], kind: str) -> None:
    with connect(tmp_path) as connection:
        connection.execute("CREATE TABLE seen (c0 VARCHAR)")
        connection.executemany("INSERT INTO seen VALUES (?)", [[value] for value in values])
        assert guess(connection, "seen", "c0").type == kind
