"""The engine in this process: one folder of memory-mapped arrays."""
