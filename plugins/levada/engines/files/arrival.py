"""Whether a file has come: looked for by name, never opened."""

from urllib.parse import unquote

from levada.engines.files import buckets, landing, remote
from levada.errors import Permanent
from levada.plan.environment import Environment


def first(place: str, environment: Environment) -> str:
    """The first, by its name, of the files that a place names: an absolute path or an address, wildcards included.
    Empty: there is none yet.

    Raises:
        Retryable: the store cannot be reached.
        Permanent: what is there is no file; it may not be looked for; or nobody can look there.
    """
    match place.partition("://"):
        case "s3", _, _:
            return remote.first(buckets.opened(environment.store(place)), place)
        case "file", _, local:
            return landing.first(unquote(local))
        case scheme, "://", _:
            raise Permanent(f"{place}: addresses in {scheme}:// are not read: name a file, or s3://bucket/path")
    return landing.first(place)
