"""Iceberg's types in DuckDB's words, which the lake uses too: see `levada.lake.sqltypes`."""

from levada.lake.sqltypes import duckdb_type as duckdb_type
