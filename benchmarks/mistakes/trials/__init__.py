"""WHAT EACH TOOL SAYS: one module a tool, run by the Python of its own environment."""
