"""Who may do what with a DAG of dag-factory's: the same words."""

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.values import literal
from levada.cli.dag_factory.written import Written
from levada.spec.access import Permissions

ROLES: TypeAdapter[Any] = TypeAdapter(dict[str, Permissions])


def access(said: Written | None, findings: Findings) -> dict[str, Any]:
    """The key, where a DAG has it and Airflow would understand it."""
    if said is None or said.value is None:
        return {}
    try:
        ROLES.validate_json(json.dumps(said.plain()))
    except (ValidationError, TypeError):
        message = "is not what Airflow asks for"
        findings.leave(said, "access_control", message, "write role: [can_read, can_edit, can_delete]")
        return {}
    return {"access_control": {literal(role): may for role, may in said.plain().items()}}
