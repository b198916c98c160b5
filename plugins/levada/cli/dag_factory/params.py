"""What runs are asked: a value is a default, Airflow's Param a JSON Schema."""

from typing import Any

from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.values import Untranslatable, argument, public
from levada.cli.dag_factory.written import Written
from levada.names import NAME
from levada.spec.params import FORM, KEYWORDS, complaint, faults


def params(said: Written | None, findings: Findings) -> dict[str, Any]:
    """Name -> schema."""
    found: dict[str, Any] = {}
    for name, value in (said.value if said and isinstance(said.value, dict) else {}).items():
        try:
            if not NAME.fullmatch(name):
                raise Untranslatable("is no name of levada's", "small letters, digits and _; templates say it too")
            found[name] = public(name, _schema(value))
        except Untranslatable as error:
            findings.leave(value, f"params.{name}", *error.args)
    return found


def _schema(said: Written) -> dict[str, Any]:
    kind = said.get("__type__")
    if kind is None or not str(kind.value).endswith(".Param"):
        return {"default": argument(said)}
    keys = {key: argument(value) for key, value in said.value.items() if key not in ("__type__", "__args__", "schema")}
    inner, first = said.get("schema"), said.get("__args__")
    keys |= argument(inner) if inner else {}
    keys |= {"default": argument(first)[0]} if first else {}
    if strange := sorted(key for key in keys if key not in KEYWORDS | FORM):
        raise Untranslatable(f"has {', '.join(strange)}, which is no JSON Schema", "take it out")
    wrong = next((message for _, message in faults(keys)), "")
    if not wrong and "default" in keys:
        wrong = complaint(keys, keys["default"])
    if wrong:
        raise Untranslatable(f"does not keep to JSON Schema: {wrong}", "correct it")
    return keys
