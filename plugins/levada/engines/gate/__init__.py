"""The gate, once for every engine: what is asked of rows, in the idiom of the engine that answers."""
