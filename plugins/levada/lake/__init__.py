"""THE TABLES: catalogue, schema, snapshot, branch, publication, ledger. One implementation, over pyiceberg.

In: names and values. Out: commits. Knows nothing of engines."""
