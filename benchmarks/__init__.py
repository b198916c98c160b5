"""How fast levada is beside a peer and a floor, measured in one run: `python -m benchmarks.NAME`."""
