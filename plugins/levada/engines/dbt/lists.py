"""What a selection of the dbt project reads and fills, as the lists that a step names."""

from pathlib import Path

from levada.engines.dbt.listing import Selection, listing
from levada.engines.dbt.review import built
from levada.names import DATASET
from levada.plan.environment import Environment


def lists(root: Path, environment: str, select: str, exclude: str) -> dict[str, tuple[str, ...]]:
    """`reads` and `into`, by name; without names that no dataset can have.

    Raises:
        Permanent: dbt is not installed, or cannot read the project.
    """
    found = listing(root, Environment(environment, ()), Selection(select, exclude))
    names = {"reads": found.reads, "into": built(found.models)}
    return {key: tuple(sorted(filter(DATASET.fullmatch, them))) for key, them in names.items()}
