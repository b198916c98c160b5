"""What a cluster's failures mean for whoever asked: whether trying again may help, and what to do."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from levada.errors import LevadaError, Permanent, Retryable
from levada.lake.outages import complaint

if TYPE_CHECKING:
    from requests import RequestException
    from trino.dbapi import Cursor
    from trino.exceptions import HttpError, TrinoConnectionError, TrinoQueryError

BY_TYPE: Mapping[str, type[LevadaError]] = {
    "USER_ERROR": Permanent,
    "INTERNAL_ERROR": Retryable,
    "INSUFFICIENT_RESOURCES": Retryable,
    "EXTERNAL": Retryable,
}
"""Trino's four kinds of errors."""
BY_NAME: Mapping[str, type[LevadaError]] = {
    "ABANDONED_QUERY": Retryable,
    "TRANSACTION_CONFLICT": Retryable,
    "ICEBERG_COMMIT_ERROR": Retryable,
    "COMPILER_ERROR": Permanent,
    "FUNCTION_IMPLEMENTATION_ERROR": Permanent,
    "EXCEEDED_LOCAL_MEMORY_LIMIT": Permanent,
    "EXCEEDED_GLOBAL_MEMORY_LIMIT": Permanent,
    "EXCEEDED_SPILL_LIMIT": Permanent,
    "EXCEEDED_CPU_LIMIT": Permanent,
    "EXCEEDED_SCAN_LIMIT": Permanent,
    "ADMINISTRATIVELY_KILLED": Permanent,
    "ICEBERG_INVALID_METADATA": Permanent,
    "ICEBERG_BAD_DATA": Permanent,
}
"""Errors that are otherwise than their kind."""
CURES: Mapping[str, str] = {
    "EXCEEDED_LOCAL_MEMORY_LIMIT": "let the query hold less at once, or give it more: query_max_memory_per_node "
    "of engines.trino.session_properties, as far as the cluster's query.max-memory-per-node goes",
    "EXCEEDED_GLOBAL_MEMORY_LIMIT": "let the query hold less at once, or give it more: query_max_memory "
    "of engines.trino.session_properties, as far as the cluster's query.max-memory goes",
    "EXCEEDED_TIME_LIMIT": "let the query do less, or give it longer: engines.trino.session_properties",
    "ADMINISTRATIVELY_KILLED": "ask whoever looks after the cluster",
    "USER_CANCELED": "run it again if that was not meant",
    "PERMISSION_DENIED": "let this user or role read the inputs, and write tables where the outputs lie",
    "INVALID_SESSION_PROPERTY": "correct it in engines.trino.session_properties; SHOW SESSION names those there are",
    "CATALOG_NOT_FOUND": "SHOW CATALOGS names those it has; which of them is ours, engines.trino.catalog says",
}
ANEW = "its step begins anew"
"""Why another attempt ends a query that it took for left; whoever still waited for it tries again."""
OF_THE_QUERY = frozenset({
    "SYNTAX_ERROR", "COLUMN_NOT_FOUND", "COLUMN_TYPE_UNKNOWN", "TYPE_MISMATCH", "TYPE_NOT_FOUND", "FUNCTION_NOT_FOUND",
    "TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "AMBIGUOUS_NAME", "EXPRESSION_NOT_AGGREGATE",
    "EXPRESSION_NOT_SCALAR", "NOT_SUPPORTED", "DIVISION_BY_ZERO", "PERMISSION_DENIED", "MISSING_ALIAS",
    "DUPLICATE_COLUMN_NAME", "MISMATCHED_COLUMN_ALIASES", "NESTED_WINDOW", "MISSING_GROUP_BY",
})  # fmt: skip
"""Errors of the user's whose messages speak of the query; those of the others may quote values."""
STATUS = re.compile(r"error (\d{3})")
PLACE = re.compile(r"^line \d+:\d+: ")


@contextmanager
def classified(cursor: "Cursor") -> Iterator[None]:
    """What the client raises becomes ours, but for what the cluster says of a query: that is `failed`'s."""
    from requests import RequestException
    from trino.exceptions import HttpError, TrinoConnectionError

    try:
        yield
    except HttpError as error:
        raise refused(error, begun=cursor.query_id is not None) from error
    except (TrinoConnectionError, RequestException) as error:
        raise unreached(error) from error


def failed(error: "TrinoQueryError", what: str, hidden: bool = False) -> LevadaError:
    """What to raise for a query that failed. `what`: whose query it was, and where in it. `hidden`: its values are not
    for everybody."""
    name = error.error_name or ""
    if name == "ADMINISTRATIVELY_KILLED" and ANEW in error.message:
        return Retryable(f"{what}: this process was silent for long, and another one has begun anew [{error.query_id}]")
    kind = BY_NAME.get(name, BY_TYPE.get(error.error_type or "", Retryable))
    quiet = hidden and error.error_type == "USER_ERROR" and name not in OF_THE_QUERY
    said = f"{name}, whose message is not shown" if quiet else f"{PLACE.sub('', error.message)} ({name})"
    cure = f": {CURES[name]}" if name in CURES else ""
    return kind(f"{what}: Trino: {said}{cure} [{error.query_id}]")


def refused(error: "HttpError", begun: bool) -> LevadaError:
    """What to raise for an answer that is none. `begun`: the query was known to the cluster before."""
    found = STATUS.search(str(error))
    status = int(found[1]) if found else 0
    if status == 401 and begun:
        return Retryable(
            "Trino does not accept any more who asks (401): the token has run out; the next attempt reads it anew"
        )
    if status in (401, 403):
        return Permanent(
            f"Trino does not accept who asks ({status}): correct `user`, and what `password` or `token` of "
            f"engines.trino stands for"
        )
    if begun:
        return Retryable(f"Trino has forgotten the query ({status}): was it restarted? Try again")
    if status == 429 or status >= 500:
        return Retryable(f"Trino does not answer ({status}): try again")
    return Permanent(f"what answers at engines.trino.uri is no Trino ({status}): correct the address")


def unreached(error: "TrinoConnectionError | RequestException") -> LevadaError:
    """What to raise where there is no answer."""
    said = str(error)
    reason = complaint(said)[:300]
    if "SSLError" in said or "CERTIFICATE_VERIFY_FAILED" in said:
        return Permanent(
            f"Trino's certificate cannot be trusted: {reason}: name the file of its authorities as engines.trino.verify"
        )
    return Retryable(f"Trino cannot be reached: {reason}: look whether it runs, and at engines.trino.uri")
