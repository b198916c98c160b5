"""MISTAKES PEOPLE MAKE, seeded into a good pipeline; and what levada, dag-factory, Blueprint and dg say about them."""
