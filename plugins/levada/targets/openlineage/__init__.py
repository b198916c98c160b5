"""Events of others about our tables: whoever sends them, a dataset has the one name that readers know."""
