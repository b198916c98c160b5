"""The queries of `sql` steps, in the words of the engine that is asked: one translation for all engines."""
