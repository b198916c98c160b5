"""How a cluster is reached: whoever asks proves who they are, and every query says where it comes from."""

from pathlib import Path
from typing import TYPE_CHECKING

from levada.errors import Permanent
from levada.lake.secrets import secret
from levada.plan.environment import Trino

PLACE = "engines.trino"

if TYPE_CHECKING:
    from requests import Session
    from trino.auth import Authentication
    from trino.dbapi import Connection


def connect(where: Trino, root: Path, *tags: str) -> "Connection":
    """A connection, which reaches for the cluster when something is asked. `root`: the project's folder, below which a
    file of authorities lies. `tags`: client tags beside those of the environment.

    Raises:
        Permanent: the client is not installed, or the environment lacks a secret or that file.
    """
    try:
        from trino.dbapi import Connection
        from trino.transaction import IsolationLevel

        from levada.engines.trino.trust import Trusting
    except ImportError as error:
        raise Permanent("engine trino needs its client: pip install 'levada[trino]'") from error
    if not where.uri:
        raise Permanent(
            f"engines.trino: only Airflow knows connection {where.connection}: say `uri` and `user` too, for what is "
            f"run elsewhere"
        )
    return Connection(
        where.uri,
        user=where.user,
        auth=_proof(where),
        http_session=Trusting(authorities(where, root)),
        catalog=where.catalog,
        source=where.source,
        client_tags=[*where.client_tags, *tags],
        session_properties=dict(where.session_properties),
        roles=dict(where.roles),
        timezone="UTC",
        isolation_level=IsolationLevel.AUTOCOMMIT,
    )


def visitor(where: Trino, root: Path) -> "Session":
    """A client for the cluster's pages, where it tells what it tells no query.

    Raises:
        Permanent: the environment lacks a secret or a file.
    """
    from levada.engines.trino.trust import Trusting

    there = Trusting(authorities(where, root))
    there.headers["X-Trino-User"] = where.user
    if proof := _proof(where):
        proof.set_http_session(there)
    return there


def _proof(where: Trino) -> "Authentication | None":
    from trino.auth import BasicAuthentication, JWTAuthentication

    if where.password:
        return BasicAuthentication(where.user, secret(where.password, PLACE))
    return JWTAuthentication(secret(where.token, PLACE)) if where.token else None


def authorities(where: Trino, root: Path) -> bool | str:
    if not where.verify:
        return True
    path = root / where.verify
    if not path.is_file():
        raise Permanent(f"engines.trino.verify: there is no file {path}: name the authorities' certificates, as PEM")
    return str(path)
