"""Measures ksearch beside its peers: `python -m benchmarks speed|quality --data FOLDER`."""
