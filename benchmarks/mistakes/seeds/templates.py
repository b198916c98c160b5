"""Words in braces that are filled when a step runs."""

from benchmarks.mistakes.seeds.making import seed, swap

SEEDS = (
    seed(
        "word",
        "a word in braces misspelt",
        ("dss",),
        levada=swap("{{ ds }}", "{{ dss }}"),
        dag_factory=swap("{{ ds }}", "{{ dss }}"),
        blueprint=swap("{{ context.ds }}", "{{ context.dss }}"),
        dg=swap("{day}", "{{ dss }}", "load_orders"),
    ),
    seed(
        "open-braces",
        "braces that do not close",
        ("{{ ds }", "{{ context.ds }", "{{ day }", "brace", "template"),
        levada=swap("{{ ds }}", "{{ ds }"),
        dag_factory=swap("{{ ds }}", "{{ ds }"),
        blueprint=swap("{{ context.ds }}", "{{ context.ds }"),
        dg=swap("{day}", "{{ day }", "load_orders"),
    ),
    seed(
        "single-braces",
        "single braces, as in Python",
        ("{ds}",),
        levada=swap("{{ ds }}", "{ds}"),
        dag_factory=swap("{{ ds }}", "{ds}"),
        blueprint=swap("{{ context.ds }}", "{ds}"),
    ),
    seed(
        "shell",
        "a variable as in a shell",
        ("${DS}", "DS"),
        levada=swap("{{ ds }}", "${DS}"),
        dag_factory=swap("{{ ds }}", "${DS}"),
        blueprint=swap("{{ context.ds }}", "${DS}"),
        dg=swap("{day}", "${DS}", "load_orders"),
    ),
    seed(
        "jinja",
        "Jinja's filters (which Airflow fills: no mistake in dag-factory)",
        ("replace", "brace", "nothing else"),
        levada=swap("{{ ds }}", "{{ ds | replace('-', '') }}"),
    ),
)
