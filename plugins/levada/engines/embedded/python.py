"""Perform a `python` step: a function over Arrow tables, in a child process, of the published snapshots' rows."""

import json
from functools import partial

from levada.engines.base import Prepared, Work
from levada.engines.embedded.function import write
from levada.engines.functions.arguments import offered
from levada.engines.functions.modules import FOLDER, digest, parameters
from levada.plan.actions import Python


def python(work: Work) -> Prepared:
    """Ready to call the function of the step.

    Raises:
        Permanent: the job's file is missing.
    """
    action = work.task.action
    assert isinstance(action, Python)
    folder, run = work.root / FOLDER, offered(work.run)
    digest_ = digest(folder, action.module)
    asked = {name: str(run[name]) for name in sorted(parameters(folder, action.module) & set(run))}
    return Prepared(partial(write, work, action), code=json.dumps([digest_, asked]))
