"""Who performs a step that has an engine for small inputs and another for large ones."""

from dataclasses import replace

from levada.engines.base import Work
from levada.engines.inputs import scopes
from levada.lake.reading import files_of
from levada.plan.graph import Task


def chosen(work: Work) -> Task:
    """The task as if it had been bound to the one engine that is for what it reads now: attempts that read the same
    come to the same."""
    task = work.task
    if not task.smaller:
        return task
    read = bytes_read(work)
    engine = next((one.engine for one in task.smaller if read <= one.bytes), task.engine)
    work.say(f"{read:,} bytes to read: {engine} does it")
    return replace(task, engine=engine, smaller=())


def bytes_read(work: Work) -> int:
    """Bytes of the published files that hold what a step reads, as they are stored: compressed."""
    return sum(file.file_size_in_bytes for _, seen in scopes(work) for file in files_of(seen))
