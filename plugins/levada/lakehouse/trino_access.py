"""Who may do what in Trino: one user fills tables, another is shown datasets and nothing that lies beneath them."""

import json

from levada.lakehouse.state import READER, USER
from levada.names import BUILD, CATALOGUE

SAMPLES = "tpch"
"""The catalogue of generated tables to try queries on."""
RULES = "rules.json"
ACCESS = {
    "catalogs": [
        {"user": USER, "allow": "all"},
        {"user": READER, "catalog": f"{CATALOGUE}|{SAMPLES}|system", "allow": "read-only"},
    ],
    "schemas": [{"user": USER, "owner": True}, {"owner": False}],
    "tables": [
        {"user": USER, "privileges": ["SELECT", "INSERT", "UPDATE", "DELETE", "OWNERSHIP", "GRANT_SELECT"]},
        {"user": READER, "schema": f".*{BUILD}", "privileges": []},
        {"user": READER, "table": r".*\$.*", "privileges": []},
        {"user": READER, "privileges": ["SELECT"]},
    ],
    "functions": [
        {"user": USER, "privileges": ["EXECUTE", "GRANT_EXECUTE", "OWNERSHIP"]},
        {"catalog": "system", "schema": "builtin", "privileges": ["EXECUTE"]},
    ],
    "procedures": [{"user": USER, "privileges": ["EXECUTE", "GRANT_EXECUTE"]}],
    "queries": [{"user": USER, "allow": ["execute", "view", "kill"]}, {"allow": ["execute"]}],
    "system_information": [{"user": USER, "allow": ["read", "write"]}],
}
"""Who may do what: the first rule that fits has the say. Datasets are read through views whose owner may read what lies
beneath and let others see it (GRANT_SELECT); a table's `$` names tell of rows that nobody was to be shown. Clients ask
`system` what there is, and are told of what they may read."""


def rules() -> str:
    """As Trino's file-based access control wants them."""
    return json.dumps(ACCESS, indent=1)
