"""Values of the wrong sort, and secrets."""

from benchmarks.mistakes.seeds.making import alike, seed, swap

KEY = "AKIA" + "Q3EGWZ7XKMNPV2TD"
LIMIT = "      execution_timeout:\n        __type__: datetime.timedelta\n        hours: 1\n"

SEEDS = (
    alike(
        "word-for-number",
        "a word where a number belongs",
        ("two", "retries"),
        "retries: 2",
        "retries: two",
        swap("retries: 2", "retries: two", "load_orders"),
    ),
    alike(
        "negative",
        "a number below zero",
        ("-1", "retries"),
        "retries: 2",
        "retries: -1",
        swap("retries: 2", "retries: -1", "load_orders"),
    ),
    alike(
        "fraction",
        "a fraction where a whole number belongs",
        ("2.5", "retries"),
        "retries: 2",
        "retries: 2.5",
        swap("retries: 2", "retries: 2.5", "load_orders"),
    ),
    alike("zero", "no run at a time", ("max_active_runs",), "max_active_runs: 1", "max_active_runs: 0"),
    seed(
        "quoted-false",
        '`"false"`, quoted, which Python takes for true (Blueprint\'s models for false: no mistake)',
        "catchup",
        levada=swap("catchup: true", 'catchup: "false"'),
        dag_factory=swap("catchup: true", 'catchup: "false"'),
    ),
    alike(
        "text-for-list",
        "a text where a list belongs",
        "tags",
        "tags: [shop]",
        "tags: shop",
        swap("tags: [shop]", "tags: shop", "load_orders"),
    ),
    alike(
        "list-for-text",
        "a list where a text belongs",
        "pool",
        "pool: shop",
        "pool: [shop]",
        swap("pool: shop", "pool: [shop]", "load_orders"),
    ),
    alike(
        "map-for-text",
        "a map where a text belongs",
        "owner",
        "owner: till",
        "owner: {name: till}",
        swap("owner: till", "owner: {name: till}", "load_orders"),
    ),
    seed(
        "unit",
        "a duration with a unit that is none",
        ("5 min", "minute", "5m", "retry_delay"),
        levada=swap("retry_delay: 5m", "retry_delay: 5 min"),
        dag_factory=swap("minutes: 5", "minute: 5"),
        blueprint=swap("retry_delay_minutes: 5", "retry_delay_minutes: 5m"),
        dg=swap("retry_delay_seconds: 300", "retry_delay_seconds: 5m", "load_orders"),
    ),
    seed(
        "no-unit",
        "a duration without a unit",
        ("3600", "execution_timeout"),
        levada=swap("execution_timeout: 1h", "execution_timeout: 3600"),
        dag_factory=swap(LIMIT, "      execution_timeout: 3600\n"),
    ),
    seed(
        "password",
        "a password in plain text",
        "password",
        levada=swap("      currency: EUR", "      currency: EUR\n      db_password: hunter2"),
        dag_factory=swap("        currency: EUR", "        currency: EUR\n        db_password: hunter2"),
        blueprint=swap("      currency: EUR", "      currency: EUR\n      db_password: hunter2"),
        dg=swap("    currency: EUR", "    currency: EUR\n    db_password: hunter2", "clean"),
    ),
    seed(
        "access-key",
        "an access key in a comment",
        ("access key", "secret"),
        levada=swap("owner: till", f"owner: till  # {KEY}"),
        dag_factory=swap("owner: till", f"owner: till  # {KEY}"),
        blueprint=swap("owner: till", f"owner: till  # {KEY}"),
        dg=swap("owner: till", f"owner: till  # {KEY}", "clean"),
    ),
    seed(
        "url-password",
        "a password in the address of the catalogue",
        ("password",),
        levada=swap(
            "landing: data", "landing: data\ncatalog: {uri: 'postgresql://shop:hunter2@lake/catalog'}", "environment"
        ),
    ),
    seed(
        "engine",
        "an engine that nobody knows",
        "embeded",
        levada=swap("spark: embedded", "spark: embeded", "environment"),
    ),
    seed(
        "engine-verb",
        "a verb of the environment misspelt",
        "sprak",
        levada=swap("spark: embedded", "sprak: embedded", "environment"),
    ),
)
