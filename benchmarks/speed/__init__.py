"""How fast, how large: the table of `python -m benchmarks speed`."""
