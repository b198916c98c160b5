"""Perform a `spark` step: a function over DataFrames, in a child process, over views of published snapshots."""

from functools import partial
from importlib.util import find_spec

from levada.engines.base import Prepared, Work
from levada.engines.embedded.function import write
from levada.engines.functions.modules import FOLDER, digest
from levada.errors import Permanent
from levada.plan.actions import Spark


def spark(work: Work) -> Prepared:
    """Ready to call the function of the step.

    Raises:
        Permanent: SQLFrame is not installed, or the job's file is missing.
    """
    action = work.task.action
    assert isinstance(action, Spark)
    if find_spec("sqlframe") is None:
        raise Permanent(f"step {work.task.step} needs SQLFrame: pip install 'levada[spark]'")
    return Prepared(partial(write, work, action), code=digest(work.root / FOLDER, action.module))
