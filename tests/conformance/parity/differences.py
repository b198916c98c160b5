"""What differs between settings by nature, with the reason: everything else that is observed has to be the same."""

from collections.abc import Mapping

from levada.lake import marks

RANDOM = "a name that is made anew for each draft"
PLACE = "snapshots are numbered by chance"
SIZE = "how many bytes rows take is the writer's: Arrow's, Spark's or Trino's"
CATALOGUE = "a catalogue may say by itself how columns of files without numbers are found"
NAMES = "a digest in which names of datasets are, and the namespace is a setting's own"
TIME = "when it was"

ITS_OWN = "Trino makes the table that dbt builds, in snapshots of its own, with properties of its own"
SCD = "dbt's adapters digest a row as text, and each writes texts as its database does"

BY_NATURE: Mapping[str, Mapping[str, str]] = {
    "properties": {marks.LEDGER: RANDOM, "schema.name-mapping.default": CATALOGUE},
    "snapshots": {
        marks.LEDGER: RANDOM,
        marks.WRITTEN: RANDOM,
        marks.FORK: PLACE,
        marks.FINGERPRINT: PLACE,
        marks.BYTES: SIZE,
        "added-files-size": SIZE,
        "removed-files-size": SIZE,
        "total-files-size": SIZE,
    },
    "files": {"order": "pyiceberg does not say of a file by which order it is sorted"},
    "ledger": {"fingerprint": PLACE, "inputs": PLACE, "at": TIME, "written": RANDOM, "terms": NAMES},
    "history": {"snapshot": PLACE, "at": TIME, "bytes_total": SIZE},
}
"""What is observed -> key -> why it may differ."""

OF_DBT: Mapping[str, str] = {
    "properties": ITS_OWN,
    "references": "Trino cannot write branches: `main` is where dbt works, and readers follow `published`",
    "numbers": ITS_OWN,
    "schemas": ITS_OWN,
    "lies": "how many files rows come in is the writer's",
}
"""What is observed of every other table, and not of one that dbt builds, and why."""
OF_PUBLICATIONS = ("levada.run", "levada.step", "levada.rows", "levada.unchanged", "total-records")
"""What is observed of the published snapshot of a table that dbt builds; of earlier ones, what its history says. Beside
them stand the empty one with which levada begins a table, and those that Trino makes, which begins anew."""
DIGESTS: Mapping[str, str] = {"dbt_scd_id": SCD}
"""Columns of which no more is observed than that they hold something."""
