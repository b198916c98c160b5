"""A lakehouse on one machine: an object store, an Iceberg REST catalogue and Trino, as processes on loopback.

For trying and for tests. The only place, with its documentation, that knows which products these are."""
