"""Object stores as file systems, reached with keys that nobody wrote down."""

from typing import TYPE_CHECKING, Any

from levada.errors import Permanent
from levada.lake.secrets import secret
from levada.plan.environment import Store

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

WORDS = {"key": "access_key_id", "secret": "secret_access_key", "token": "session_token"}
"""What s3fs calls keys, and what AWS does."""


def opened(store: Store) -> "AbstractFileSystem":
    """A store's file system, which looks anew each time.

    Raises:
        Permanent: a secret is not set, or the client is not installed.
    """
    try:
        from s3fs import S3FileSystem
    except ImportError as error:
        raise Permanent("files in s3:// need a client: pip install 'levada[s3]'") from error
    return S3FileSystem(**_settings(store), skip_instance_cache=True, use_listings_cache=False)


def _settings(store: Store) -> dict[str, Any]:
    said: dict[str, Any] = {
        theirs: secret(held, store.address) for theirs, ours in WORDS.items() if (held := getattr(store, ours))
    }
    if store.endpoint_url:
        said["endpoint_url"] = store.endpoint_url
    if store.region:
        said["client_kwargs"] = {"region_name": store.region}
    return said | ({"anon": True} if store.anon else {})
