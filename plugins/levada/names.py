"""Words that every layer shares: how things may be called."""

import re

CATALOGUE = "lake"
"""What the Iceberg catalogue is called in every environment."""

NAME = re.compile(r"[a-z][a-z0-9_]*")
DATASET = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

TEMPLATE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
"""A word to be filled at run time: `{{ ds }}`."""
INTERVAL_WORDS = ("ds", "ds_nodash", "data_interval_start", "data_interval_end")
RUN_WORDS = (*INTERVAL_WORDS, "run_id")
"""The words a run can fill, besides `params.*`: a closed list, the same with and without Airflow."""

PARAMS = "params."

RESERVED_ENDINGS = ("__quarantine", "__build")
"""Namespaces that levada makes itself: nobody else's dataset may live there."""


def namespace(dataset: str) -> str:
    """`raw.flights` -> `raw`."""
    return dataset.partition(".")[0]


def short(dataset: str) -> str:
    """`raw.flights` -> `flights`."""
    return dataset.partition(".")[2]


def step_of(dataset: str) -> str:
    """The step that fills one dataset is called after it: `raw.flights` -> `raw_flights`."""
    return dataset.replace(".", "_")
