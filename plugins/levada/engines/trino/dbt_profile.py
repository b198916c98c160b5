"""How dbt reaches the cluster: a profile for one attempt, without a secret in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from levada.engines.base import Work
from levada.engines.trino.connection import PLACE, authorities
from levada.engines.trino.session import tags
from levada.lake.secrets import secret
from levada.plan.environment import Trino

SECRET = "DBT_ENV_SECRET_LEVADA_TRINO"
"""The variable of dbt's process with the password or token; dbt keeps what is called so out of its logs."""
THREADS = 4
PORTS = {"http": 80, "https": 443}
SCHEMA = "main"
"""Where models lie that say no schema, as on every engine."""


def profile(work: Work, where: Trino) -> Mapping[str, Any]:
    """The cluster as dbt-trino has it."""
    address = urlsplit(where.uri)
    verify = authorities(where, work.root)
    return {
        "type": "trino",
        **_proof(where),
        "host": address.hostname,
        "port": address.port or PORTS[address.scheme],
        "http_scheme": address.scheme,
        "database": where.catalog,
        "schema": SCHEMA,
        "threads": THREADS,
        "timezone": "UTC",
        "session_properties": dict(where.session_properties),
        "roles": dict(where.roles),
        "client_tags": [*where.client_tags, *tags(work)],
        **({"cert": verify} if address.scheme == "https" else {}),
    }


def _proof(where: Trino) -> dict[str, str]:
    """Who asks. Plain HTTP, which is for this machine alone, proves nothing."""
    said = f"{{{{ env_var('{SECRET}') }}}}"
    if where.password:
        return {"method": "ldap", "user": where.user, "password": said}
    if where.token:
        return {"method": "jwt", "jwt_token": said, **({"user": where.user} if where.user else {})}
    return {"method": "none", "user": where.user}


def variables(where: Trino, root: Path) -> dict[str, str]:
    """What dbt's process must know beside the profile: the secret, and that its client trusts whom the profile names,
    whatever this machine says."""
    name, verify = where.password or where.token, authorities(where, root)
    known = {SECRET: secret(name, PLACE)} if name else {}
    return known | ({"REQUESTS_CA_BUNDLE": verify} if isinstance(verify, str) else {})
