"""What every engine that builds with dbt shares: its project, process, lists, tests and verdict. Knows no engine."""
