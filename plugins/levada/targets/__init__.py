"""WHAT WE HAND OVER. In: a bound Plan. Out: artefacts of one technology each. Targets know nothing of one another."""
