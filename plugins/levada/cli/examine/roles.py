"""Roles of Airflow's that specs name: one that is not there keeps Airflow from showing any pipeline."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping

from levada.cli.examine.airflow import auth_manager
from levada.cli.examine.finding import Finding, listed
from levada.plan.graph import Plan

HEEDED = "FabAuthManager"
"""The auth manager that has roles."""


def roles(plans: Iterable[Plan], said: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Nothing where no spec names a role, or nobody heeds them: asking Airflow takes seconds."""
    named = {grant.role: plan for plan in plans for grant in plan.access_control}
    if named and HEEDED in auth_manager(said):
        yield _judged(named, *_known(said))


def _judged(named: Mapping[str, Plan], known: set[str], trouble: str) -> Finding:
    if trouble:
        return Finding("roles", f"Airflow does not tell them: {trouble}", "ask where its database can be reached")
    missing = {role: plan for role, plan in named.items() if role not in known}
    if not missing:
        return Finding("roles", f"Airflow has those that specs name: {listed(named)}")
    where = ", ".join(sorted({plan.source for plan in missing.values()}))
    says = f"Airflow has no {listed(missing)} ({where}): until it does, it takes all pipelines for broken"
    return Finding("roles", says, f"airflow roles create {' '.join(sorted(missing))}, or correct `access_control`")


def _known(said: Mapping[str, str]) -> tuple[set[str], str]:
    """The roles that there are, or why that is not known."""
    command = [sys.executable, "-m", "airflow", "roles", "list", "--output", "json"]
    done = subprocess.run(command, env=dict(said), capture_output=True, text=True, check=False)
    try:
        return {role["name"] for role in json.loads(done.stdout)}, ""
    except (ValueError, TypeError, KeyError):
        return set(), (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
