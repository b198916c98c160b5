"""Where the columns of an output come from, in OpenLineage's words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from levada.engines.lineage import DIRECT, How, Lineage, SourceColumn
from levada.plan.environment import Environment
from levada.targets.airflow.identity import namespace

if TYPE_CHECKING:
    from openlineage.client.generated.column_lineage_dataset import InputField, Transformation


def column_lineage(lineage: Lineage, environment: Environment) -> dict[str, Any]:
    """The facet; a column that comes from none has no place in it."""
    from openlineage.client.generated.column_lineage_dataset import ColumnLineageDatasetFacet, Fields

    fields = {name: Fields(_fields(origins, environment)) for name, origins in lineage.columns if origins}
    if not fields:
        return {}
    return {"columnLineage": ColumnLineageDatasetFacet(fields, _fields(lineage.rows, environment))}


def _fields(origins: Iterable[SourceColumn], environment: Environment) -> "list[InputField]":
    from openlineage.client.generated.column_lineage_dataset import InputField

    return [
        InputField(namespace(one.dataset, environment), one.dataset, one.column, list(map(_transformation, one.how)))
        for one in origins
    ]


def _transformation(how: How) -> "Transformation":
    from openlineage.client.generated.column_lineage_dataset import Transformation

    return Transformation(type="DIRECT" if how in DIRECT else "INDIRECT", subtype=how.upper())
