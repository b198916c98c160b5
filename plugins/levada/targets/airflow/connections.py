"""What an environment leaves to Airflow's connections: looked up when a task is done, and handed over in memory."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from levada.errors import Permanent
from levada.plan.environment import Environment, Trino
from levada.spec.engines import LOOPBACK

if TYPE_CHECKING:
    from airflow.sdk import Connection

PORTS = {"http": 8080, "https": 443}


def reached(environment: Environment) -> Environment:
    """The environment with the addresses, users and secrets that its connections have.

    Raises:
        Permanent: the provider is not installed, or the connection says what levada does not take.
    """
    if environment.trino is None or not environment.trino.connection:
        return environment
    return replace(environment, trino=_trino(environment.trino))


def _trino(where: Trino) -> Trino:
    try:
        from airflow.providers.trino.hooks.trino import TrinoHook
    except ImportError as error:
        raise Permanent(
            f"connection {where.connection} is the Trino provider's: pip install apache-airflow-providers-trino"
        ) from error
    said = TrinoHook(trino_conn_id=where.connection).get_connection(where.connection)
    scheme = said.extra_dejson.get("protocol", "http")
    _refuse(where.connection, said, scheme)
    address = f"{scheme}://{said.host}:{said.port or PORTS[scheme]}"
    verify = said.extra_dejson.get("verify", True)
    trusted = verify if isinstance(verify, str) and verify.lower() != "true" else ""
    password, token = _proof(where.connection, said)
    return replace(where, uri=address, user=said.login or "", verify=trusted, password=password, token=token)


def _refuse(name: str, said: "Connection", scheme: Any) -> None:
    """What would not be safe, or is not understood."""
    extra = said.extra_dejson
    if scheme not in PORTS or (scheme == "http" and said.host not in LOOPBACK):
        raise Permanent(f'connection {name}: Trino is reached by https, or on this machine: say "protocol": "https"')
    if str(extra.get("verify", True)).lower() == "false":
        raise Permanent(f"connection {name}: a certificate must be verified: name its authorities' file as verify")
    if extra.get("auth") not in (None, "jwt"):
        raise Permanent(f"connection {name}: levada proves who asks by password or jwt, not by {extra['auth']}")


def _proof(name: str, said: "Connection") -> tuple[str, str]:
    """The names under which the runtime finds the connection's password and token, which stay in this process's
    memory."""
    from levada.lake.secrets import hold

    token = str(said.extra_dejson.get("jwt__token") or "")
    if token:
        hold(held := f"token of connection {name}", token)
        return "", held
    if said.password:
        hold(held := f"password of connection {name}", said.password)
        return held, ""
    return "", ""
