"""What Spark has met of a catalogue or an object store, as an error of ours: the names of Java's errors tell."""

import re

from levada.errors import LevadaError, Permanent, Retryable
from levada.lake.outages import KEYS, LATER, STORE_KEYS

MEANINGS: tuple[tuple[str, type[LevadaError], str, str], ...] = (
    (r"[Tt]oken (?:has|is) expired|ExpiredToken", Retryable, "the object store says that our keys have run out",
     "those that are lent are renewed by trying again, others where they are kept"),
    (r"NotAuthorizedException|\(code: 419", Retryable, "the catalogue does not take Spark's token any more",
     "the next attempt gets another, unless `catalog` names just one"),
    (r"ForbiddenException", Permanent, "the catalogue does not let Spark",
     f"let whoever runs it give us the right, or {KEYS}"),
    (r"ServiceFailureException|\(code: (?:429|5\d\d)", Retryable, "the catalogue does not answer Spark", LATER),
    (r"Service: \w+, Status Code: 40[13]\b", Permanent, "the object store does not let Spark, or has no such file",
     STORE_KEYS),
    (r"NotFoundException: Location does not exist|Service: S3, Status Code: 404\b", Permanent,
     "the object store has lost a file of a table", "roll the table back, or put the file back from a backup"),
    (r"SSLHandshakeException", Permanent, "a server does not prove to Java who it is",
     "name its authorities, `spark.driver.extraJavaOptions: -Djavax.net.ssl.trustStore=…` in engines.spark.settings"),
    (r"Service: \w+, Status Code: (?:429|5\d\d)\b", Retryable, "the object store does not answer Spark", LATER),
    (r"ConnectException|SocketTimeoutException|UnknownHostException|ServiceUnavailableException|NoHttpResponseException"
     r"|SocketException", Retryable, "Spark could not reach a server", LATER),
)  # fmt: skip
"""Words of Java's, whether trying again helps, what it means, what to do; the first counts."""
PACKAGES = re.compile(r"\b(?:[a-z]\w*\.)+(?=[A-Z])")
BEFORE = re.compile(r"^(?:(?:Caused by|Suppressed)?: )?(?:.* executor \S+\): )?")


def meaning(text: str) -> LevadaError | None:
    """An error in our words. `text`: all that Java says, causes included. None: it speaks of neither."""
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("at ")]
    for words, ours, means, cure in MEANINGS:
        if found := [line for line in lines if re.search(words, line)]:
            return ours(f"{means} ({PACKAGES.sub('', BEFORE.sub('', found[-1]))}): {cure}")
    return None
