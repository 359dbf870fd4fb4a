"""How well it finds: the tables of `python -m benchmarks quality`."""
