"""WHAT OTHERS TELL OF OUR TABLES. In: OpenLineage events of Spark, Trino and dbt. Out: the same with the one name that
readers know, delivered to a backend."""
