"""What differs between settings by nature, with the reason: everything else that is observed has to be the same."""

from collections.abc import Mapping

from levada.lake import marks

RANDOM = "a name that is made anew for each draft"
PLACE = "snapshots are numbered by chance"
SIZE = "how many bytes rows take is the writer's: Arrow's, Spark's or Trino's"
CATALOGUE = "a catalogue may say by itself how columns of files without numbers are found"
NAMES = "a digest in which names of datasets are, and the namespace is a setting's own"
TIME = "when it was"

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
