"""WHO CAN DO IT. In: a verb. Out: the method of an engine that performs it. Engines know nothing of one another."""
