"""WHAT A PERSON WRITES. In: YAML under `include/`. Out: a Project, or every mistake at once. Knows no technology."""

from levada.spec.project import Project
from levada.spec.reader import read, read_pipeline

__all__ = ["Project", "read", "read_pipeline"]
