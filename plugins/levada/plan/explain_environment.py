"""An environment in words: stores, tables and engines, without a secret."""

from collections.abc import Iterator

from levada.plan.environment import KEYS, Environment, SparkConf, Store, Trino
from levada.plan.explain_steps import performers


def environment(where: Environment) -> Iterator[str]:
    """Where rows come from and go to, and who moves them."""
    yield f"  files   relative paths lie under {where.landing.rstrip('/')}/"
    yield from (f"  store   {_store(store)}" for store in where.storage)
    yield f"  tables  {_tables(where)}"
    yield f"  engines {', '.join(_engines(where))}"
    if where.trino and "trino" in where.engines:
        yield f"  trino   {_trino(where.trino)}"
    if "spark" in where.engines:
        yield f"  spark   {_spark(where.spark)}"


def _store(store: Store) -> str:
    """How an object store is reached, without its secrets."""
    secrets = [f"${name.upper()}" for key in KEYS if (name := getattr(store, key))]
    keys = f"keys in {', '.join(secrets)}" if secrets else "nobody's keys" if store.anon else "keys as AWS finds them"
    return f"{store.address} at {store.endpoint_url or 'AWS'}{f' in {store.region}' if store.region else ''}, {keys}"


def _tables(where: Environment) -> str:
    """Where they are registered, and with which secrets, of which only the names are known."""
    said = dict(where.catalogue)
    there = f" at {said['uri']}" if said.get("type") == "rest" else ""
    held = f", secrets in {', '.join(f'${name.upper()}' for name in dict.fromkeys(dict(where.secrets).values()))}"
    warehouse = said.get("warehouse", "of the catalogue")
    return f"in the {said.get('type', '?')} catalogue{there}, warehouse {warehouse}{held if where.secrets else ''}"


def _engines(where: Environment) -> Iterator[str]:
    """Why an engine does what it does."""
    smaller = dict(where.smaller)
    yield from (f"{performers(engine, smaller.get(verb, ()))} for {verb}" for verb, engine in where.verbs)
    yield "embedded for all else, the default" if where.verbs else "embedded for everything, the default"


def _trino(said: Trino) -> str:
    """How a cluster is reached, without its secrets."""
    secret = said.password or said.token
    proved = f", with what ${secret.upper()} holds" if secret else ""
    here = f"{said.uri} as {said.user}{proved}" if said.uri else ""
    there = f"in Airflow as connection {said.connection} says" if said.connection else ""
    return f"{', '.join(filter(None, (here, there)))}; our catalogue is its {said.catalog}, source {said.source}"


def _spark(said: SparkConf) -> str:
    """Where Spark runs, and what else it is told, without its secrets."""
    settings = dict(said.settings) | {key: f"what ${name.upper()} holds" for key, name in said.secrets}
    master = settings.pop("spark.master", "local[*]")
    told = ", ".join(f"{key} {value}" for key, value in sorted(settings.items()))
    return f"driven by this process, its master {master}{f'; {told}' if told else ''}"
