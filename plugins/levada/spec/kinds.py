"""What kind of document a file says it is, and whether its folder may hold it."""

import re
from collections.abc import Iterator

from levada import __version__
from levada.names import nearest
from levada.spec.source import Mistake, Source
from levada.spec.vocabulary import KINDS, later

API_VERSION = "levada/v1"
VERSION = re.compile(r"levada/v\d+\w*")
HOMES = {
    "Pipeline": "include/pipelines/",
    "Defaults": "include/ or a folder of include/pipelines/ (as defaults.yaml)",
    "Environment": "include/environments/",
    "DataContract": "include/contracts/ (as NAME.odcs.yaml)",
}


def foreign(source: Source, kind: str) -> Mistake | None:
    """The one mistake of a document that is known to be of another language or kind: nothing else in it is to be
    judged."""
    if (version := str((source.value or {}).get("apiVersion"))) != API_VERSION and VERSION.fullmatch(version):
        cure = f"write `apiVersion: {API_VERSION}`, or install a levada that reads {version}"
        return Mistake(("apiVersion",), f"this is levada {__version__}, which does not read {version}", cure)
    said = (source.value or {}).get("kind")
    if not isinstance(said, str) or said == kind:
        return None
    if said in KINDS:
        return Mistake(("kind",), f"the kind {said} is {later(KINDS[said])}", "take the file out of include/")
    if said in HOMES:
        return Mistake(("kind",), f"the kind {said} does not live here", f"move the file to {HOMES[said]}")
    return None


def headless(source: Source, kind: str) -> Iterator[Mistake]:
    """What is wrong with `apiVersion` and `kind` of a document that is meant to be of a kind."""
    value = source.value or {}
    for key, wanted in (("apiVersion", API_VERSION), ("kind", kind)):
        if key not in value:
            yield Mistake((key,), f"`{key}` is missing", f"add `{key}: {wanted}`", at=(1, 1))
        elif value[key] != wanted:
            hint = nearest(str(value[key]), [wanted, *KINDS]) if key == "kind" else ""
            yield Mistake((key,), f"{value[key]!r} is not {wanted!r}", hint or f"write `{key}: {wanted}`")
