"""What a selection of the dbt project reads and fills, as the lists that a step names."""

from pathlib import Path

from levada.engines.dbt.listing import listing
from levada.engines.dbt.review import built
from levada.names import DATASET
from levada.plan.environment import Environment


def lists(root: Path, environment: str, select: str, exclude: str) -> dict[str, tuple[str, ...]]:
    """`reads` and `into`, by name; without names that no dataset can have.

    Raises:
        Permanent: dbt is not installed, or cannot read the project.
    """
    models = listing(root, Environment(environment, ()), select, exclude, ()).models
    names = {"reads": {dataset for model in models for dataset in model.reads}, "into": built(models)}
    return {key: tuple(sorted(filter(DATASET.fullmatch, found))) for key, found in names.items()}
