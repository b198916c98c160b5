"""DuckDB as the lake sets it up: see `levada.lake.connection`."""

from levada.lake.connection import connect as connect
