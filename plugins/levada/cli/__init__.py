"""The command line: validate, explain, run, and look at tables. None of it needs a scheduler."""
