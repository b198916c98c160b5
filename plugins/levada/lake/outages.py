"""What a catalogue, an object store or this machine's disk says when it cannot or will not do what it is asked, as an
error of ours."""

import errno
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

from levada.errors import LevadaError, Permanent, Retryable

KEYS = "the environment's `catalog` names the variables that hold them"
STORE_KEYS = (
    "the environment's `catalog` names the variables that hold the store's keys; where it names none, the catalogue "
    "lends them, or this machine has them: correct them there"
)
TRUST = "let `catalog` name the certificate of its authority, `ssl: {cabundle: ca.pem}`"
LENT = "those that are lent are renewed by trying again, others where they are kept"
LATER = "it may answer later: try again"
THERE = "look whether it runs, and whether `catalog` names the right place, then try again"
FILE = "look at its file, its permissions and its disk; what is damaged comes from a backup"
MOVED = (
    "tables stay where they were made, so put it back, and the project's folder to its old place if it was moved; or "
    "take the catalogue's own file away, .levada/catalog.db, and load everything anew"
)
WHERE = "look whether it runs, and whether `catalog` names it right, `s3.endpoint`, then try again"

CATALOGUE: tuple[tuple[str, type[LevadaError], str, str], ...] = (
    ("requests.SSLError", Permanent, "does not prove who it is", TRUST),
    ("requests.ConnectionError", Retryable, "cannot be reached", THERE),
    ("requests.Timeout", Retryable, "does not answer in time", LATER),
    ("requests.RequestException", Permanent, "does not speak as a catalogue does", "correct its `uri`"),
    ("pyiceberg.OAuthError", Permanent, "does not take our credentials", KEYS),
    ("pyiceberg.UnauthorizedError", Permanent, "does not take our credentials", KEYS),
    ("pyiceberg.AuthorizationExpiredError", Permanent, "says that our token has run out", KEYS),
    ("pyiceberg.ForbiddenError", Permanent, "does not let us", "let whoever runs it give us the right, or " + KEYS),
    ("pyiceberg.CommitStateUnknownException", Retryable, "does not say whether it has committed", LATER),
    ("pyiceberg.ServiceUnavailableError", Retryable, "does not answer", LATER),
    ("pyiceberg.TooManyRequestsError", Retryable, "is asked too often", LATER),
    ("pyiceberg.ServerError", Retryable, "fails", LATER),
    ("pyiceberg.RESTError", Permanent, "refuses", "correct what it names"),
    ("sqlalchemy.DatabaseError", Permanent, "cannot be used", FILE),
)
"""What a catalogue's client raises, the narrower first: whether trying again helps, what it means, what to do. Their
packages are not imported for it."""

STORE: tuple[tuple[str, type[LevadaError], str, str], ...] = (
    ("ACCESS_DENIED|FORBIDDEN|HTTP status 403", Permanent, "does not let us, or has no such file", STORE_KEYS),
    ("INVALID_ACCESS_KEY|SIGNATURE_DOES_NOT_MATCH|INVALID_SIGNATURE|INVALID_CLIENT_TOKEN|UNRECOGNIZED_CLIENT|"
     "MISSING_AUTHENTICATION|HTTP status 401", Permanent, "does not take our keys", STORE_KEYS),
    ("EXPIRED|ExpiredToken|TOKEN_REFRESH", Retryable, "says that our keys have run out", LENT),
    # The client loses the words of some errors on its way: it parses them with what its buffer held before.
    (r"UNKNOWN \(HTTP status 400\)(?!.*ExceptionName)", Retryable, "refuses, as it does when keys have run out", LENT),
    ("NO_SUCH_BUCKET", Permanent, "has no such bucket", "make it, or correct `warehouse`"),
    ("NO_SUCH_KEY|RESOURCE_NOT_FOUND|Path does not exist|HTTP status 404", Permanent, "has lost a file of a table",
     "roll the table back, or put the file back from a backup"),
    ("curlCode: (60|77|51|35)", Permanent, "does not prove who it is", TRUST),
    (r"curlCode: [67]\b", Retryable, "cannot be reached", WHERE),
    ("AWS Error", Retryable, "does not answer", LATER),
)  # fmt: skip
"""What stands in the errors of Arrow's client of a store; what is not a refusal is taken for a lost connection."""

MACHINE: Mapping[int, type[LevadaError]] = {
    errno.ENOSPC: Retryable, errno.EDQUOT: Retryable, errno.EMFILE: Retryable, errno.EIO: Retryable,
    errno.EACCES: Permanent, errno.EPERM: Permanent, errno.EROFS: Permanent,
}  # fmt: skip
"""With which numbers the machine refuses to read or write a file, and whether trying again may help."""


@contextmanager
def told() -> Iterator[None]:
    """Let what a catalogue, a store or the machine says be said in our words, whatever was done with them.

    Raises:
        Retryable: trying again may help.
        Permanent: somebody has to change something first."""
    try:
        yield
    except Exception as error:
        if said := meaning(error):
            raise said from error
        if isinstance(error, OSError) and error.errno in MACHINE:
            machine(error)
        raise


def machine(error: OSError) -> NoReturn:
    """Raise what it means that a file can be read or written no more."""
    where = f"{error.filename}: " if error.filename else ""
    why = f"{where}{error.strerror}: look at the disk and its permissions, then try again"
    raise MACHINE[error.errno or 0](why) from error


def meaning(error: BaseException) -> LevadaError | None:
    """An error in our words; None: it is neither a catalogue's nor a store's."""
    kinds = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
    for kind, ours, means, cure in CATALOGUE:
        if kind in kinds:
            return ours(f"the catalogue {means} ({_first(error)}): {cure}")
    if isinstance(error, FileNotFoundError) and (lost := re.search(r"open local file '(.*?)'", str(error))):
        return Permanent(f"{lost[1]}, a file of a table, is not there: {MOVED}")
    if isinstance(error, OSError) or "_duckdb.Error" in kinds:
        return in_store(f"{error}\n{error.__cause__}")
    return None


def in_store(text: str) -> LevadaError | None:
    """What the words of a store's client mean, wherever they were passed on to."""
    for words, ours, means, cure in STORE if "AWS Error" in text else ():
        if re.search(words, text):
            return ours(f"the object store {means} ({_sentence(text)}): {cure}")
    return None


def passing(error: Exception) -> bool:
    """Whether looking again, soon, may be enough."""
    return isinstance(meaning(error), Retryable)


def _sentence(text: str) -> str:
    """The line that names the store's error."""
    line = next(line for line in text.splitlines() if "AWS Error" in line)
    return line.rpartition("Error: ")[2].strip() if line.startswith("OSError: ") else line.strip()


def _first(error: BaseException) -> str:
    """What it says first; where nobody was there, of which address."""
    said = complaint(next(iter(str(error).splitlines()), type(error).__name__))
    asked = getattr(error, "request", None)
    return f"{asked.url}: {said}" if asked is not None else said


def complaint(said: str) -> str:
    """What a client of HTTP complains of, which stands in quotes at the end of all its words."""
    caused = re.search(r"\(Caused by .*?([\"'])(.*)\1", said, re.DOTALL)
    return re.sub(r"^HTTPS?Connection\w*\([^)]*\): | \(_ssl\.c:\d+\)$", "", caused[2] if caused else said)
