"""WHAT A PERSON WRITES. In: YAML under `include/`. Out: a Project, or every mistake at once. Knows no technology."""
