"""Functions that a step calls, and what it hands to them."""

from benchmarks.mistakes.seeds.making import seed, swap

BROKEN = swap("def clean_orders(orders, currency):", "def clean_orders(orders, currency)", "job")

SEEDS = (
    seed(
        "no-module",
        "a module that does not exist",
        "clean_order",
        levada=swap("python: clean_orders", "python: clean_order"),
        dag_factory=swap("jobs.clean_orders.clean_orders", "jobs.clean_order.clean_orders"),
        blueprint=swap("job: clean_orders", "job: clean_order"),
        dg=swap("job: clean_orders", "job: clean_order", "clean"),
    ),
    seed(
        "no-function",
        "a function that is not in its module",
        ("clean_all",),
        levada=swap("python: clean_orders", "python: clean_orders:clean_all"),
        dag_factory=swap("jobs.clean_orders.clean_orders", "jobs.clean_orders.clean_all"),
    ),
    seed(
        "not-a-job",
        "a file's path where a function's name belongs",
        ("jobs/clean_orders.py",),
        levada=swap("python: clean_orders", "python: jobs/clean_orders.py"),
        dag_factory=swap("jobs.clean_orders.clean_orders", "jobs/clean_orders.py"),
        blueprint=swap("job: clean_orders", "job: jobs/clean_orders.py"),
        dg=swap("job: clean_orders", "job: jobs/clean_orders.py", "clean"),
    ),
    seed(
        "syntax",
        "a function's file that is not Python",
        ("expected ':'", "syntax", "Syntax"),
        levada=BROKEN,
        dag_factory=BROKEN,
        blueprint=BROKEN,
        dg=BROKEN,
    ),
    seed(
        "argument",
        "an argument that the function does not take",
        "curency",
        levada=swap("currency: EUR", "curency: EUR"),
        dag_factory=swap("currency: EUR", "curency: EUR"),
        blueprint=swap("currency: EUR", "curency: EUR"),
        dg=swap("currency: EUR", "curency: EUR", "clean"),
    ),
    seed(
        "no-argument",
        "an argument that the function needs and nobody gives",
        "currency",
        levada=swap("    with:\n      currency: EUR\n", ""),
        dag_factory=swap("      op_kwargs:\n        currency: EUR\n", ""),
        blueprint=swap("    arguments:\n      currency: EUR\n", ""),
        dg=swap("  arguments:\n    currency: EUR\n", "", "clean"),
        also=("python: clean_orders", "job: clean_orders", "python_callable: jobs.clean", "id: clean"),
    ),
)
