"""dbt's tests: which of them are a step's own, and what they look at beside what it builds."""

from dataclasses import dataclass

from levada.engines.dbt.manifest import Manifest

TESTS = ("test", "unit_test")


@dataclass(frozen=True, slots=True)
class Look:
    """A test of a selection. `reads`: the datasets outside the selection that it looks at."""

    test: str
    reads: tuple[str, ...]


def looks(manifest: Manifest, selected: tuple[str, ...]) -> tuple[Look, ...]:
    """Those selected tests that are the selection's own."""
    tests = (node for node in sorted(selected) if is_test(manifest, node) and owned(manifest, selected, node))
    return tuple(Look(manifest.nodes[test]["name"], manifest.outside(test, selected)) for test in tests)


def is_test(manifest: Manifest, node: str) -> bool:
    return node in manifest.nodes and manifest.nodes[node]["resource_type"] in TESTS


def owned(manifest: Manifest, selected: tuple[str, ...], test: str) -> bool:
    """Whether a test is a selection's own: dbt selects every one that touches a selected model. Where several steps
    hold its models, it is that of the step which comes last, else that of the model on which it hangs."""
    parents = set(manifest.parents(test))
    if any(_comes_from(manifest, parent, selected) for parent in parents.difference(selected)):
        return False
    about = manifest.nodes[test].get("attached_node")
    if about is None or about in selected or manifest.is_ephemeral(about):
        return True
    return any(_comes_from(manifest, parent, (about,)) for parent in parents.intersection(selected))


def _comes_from(manifest: Manifest, node: str, others: tuple[str, ...]) -> bool:
    """Whether a node is built from one of the others, by way of whatever."""
    return any(parent in others or _comes_from(manifest, parent, others) for parent in manifest.parents(node))
