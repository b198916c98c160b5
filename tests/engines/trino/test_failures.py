"""What a cluster's failures mean."""

import pytest
from trino.exceptions import HttpError, TrinoConnectionError, TrinoQueryError

from levada.engines.trino.failures import ANEW, failed, refused, unreached
from levada.errors import LevadaError, Permanent, Retryable


def error(kind: str, name: str, message: str = "line 2:1: because of 'Ada'") -> TrinoQueryError:
    return TrinoQueryError({"errorType": kind, "errorName": name, "message": message}, "q1")


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("USER_ERROR", "SYNTAX_ERROR", Permanent),
        ("USER_ERROR", "DIVISION_BY_ZERO", Permanent),
        ("USER_ERROR", "USER_CANCELED", Permanent),
        ("USER_ERROR", "ABANDONED_QUERY", Retryable),
        ("USER_ERROR", "TRANSACTION_CONFLICT", Retryable),
        ("INTERNAL_ERROR", "GENERIC_INTERNAL_ERROR", Retryable),
        ("INTERNAL_ERROR", "SERVER_SHUTTING_DOWN", Retryable),
        ("INTERNAL_ERROR", "COMPILER_ERROR", Permanent),
        ("INSUFFICIENT_RESOURCES", "CLUSTER_OUT_OF_MEMORY", Retryable),
        ("INSUFFICIENT_RESOURCES", "EXCEEDED_LOCAL_MEMORY_LIMIT", Permanent),
        ("INSUFFICIENT_RESOURCES", "EXCEEDED_TIME_LIMIT", Retryable),
        ("INSUFFICIENT_RESOURCES", "ADMINISTRATIVELY_PREEMPTED", Retryable),
        ("INSUFFICIENT_RESOURCES", "ADMINISTRATIVELY_KILLED", Permanent),
        ("EXTERNAL", "ICEBERG_CATALOG_ERROR", Retryable),
        ("EXTERNAL", "ICEBERG_INVALID_METADATA", Permanent),
        ("OF_TOMORROW", "WHATEVER", Retryable),
    ],
)
def test_whether_to_try_again_follows_from_trino_s_own_words(kind: str, name: str, expected: type[LevadaError]) -> None:
    assert type(failed(error(kind, name), "step s")) is expected


def test_who_was_taken_for_gone_by_another_attempt_tries_again() -> None:
    killed = error("INSUFFICIENT_RESOURCES", "ADMINISTRATIVELY_KILLED", f"Query killed. Message: {ANEW}")
    assert isinstance(failed(killed, "step s"), Retryable)


def test_a_message_names_the_query_and_the_cure() -> None:
    said = str(failed(error("INSUFFICIENT_RESOURCES", "EXCEEDED_LOCAL_MEMORY_LIMIT", "too much"), "step s"))
    assert said == (
        "step s: Trino: too much (EXCEEDED_LOCAL_MEMORY_LIMIT): let the query hold less at once, or give it more: "
        "query_max_memory_per_node of engines.trino.session_properties, as far as the cluster's "
        "query.max-memory-per-node goes [q1]"
    )


@pytest.mark.parametrize(
    ("name", "quoted"), [("INVALID_CAST_ARGUMENT", False), ("GENERIC_USER_ERROR", False), ("COLUMN_NOT_FOUND", True)]
)
def test_values_that_only_some_may_see_are_not_quoted(name: str, quoted: bool) -> None:
    assert ("Ada" in str(failed(error("USER_ERROR", name), "step s", hidden=True))) is quoted


@pytest.mark.parametrize(
    ("status", "begun", "expected", "message"),
    [
        (401, False, Permanent, "does not accept who asks"),
        (404, False, Permanent, "is no Trino"),
        (404, True, Retryable, "was it restarted"),
        (401, True, Retryable, "the token has run out"),
        (503, False, Retryable, "does not answer"),
        (429, False, Retryable, "does not answer"),
    ],
)
def test_an_answer_that_is_none(status: int, begun: bool, expected: type[LevadaError], message: str) -> None:
    told = refused(HttpError(f"error {status}: b'no'"), begun)
    assert (type(told), message in str(told)) == (expected, True)


@pytest.mark.parametrize(
    ("said", "expected", "reason"),
    [
        ("SSLError(SSLCertVerificationError(1, 'self-signed (_ssl.c:1006)'))", Permanent, ": self-signed: name"),
        (
            "NewConnectionError(\"HTTPSConnection(host='h', port=1): no connection: [Errno 111] refused\")",
            Retryable,
            "reached: no connection: [Errno 111] refused: look",
        ),
    ],
)
def test_no_answer(said: str, expected: type[LevadaError], reason: str) -> None:
    told = unreached(TrinoConnectionError(f"failed to execute: … (Caused by {said})"))
    assert (type(told), reason in str(told)) == (expected, True)


def test_a_catalogue_that_is_not_there_may_be_any() -> None:
    told = str(failed(error("USER_ERROR", "CATALOG_NOT_FOUND", "line 2:1: Catalog 'pgg' not found"), "step s"))
    assert told == (
        "step s: Trino: Catalog 'pgg' not found (CATALOG_NOT_FOUND): SHOW CATALOGS names those it has; "
        "which of them is ours, engines.trino.catalog says [q1]"
    )
