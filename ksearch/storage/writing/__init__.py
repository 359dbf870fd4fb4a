"""Writing to an index: bulk writer, merging, checkpoints, leftovers of killed writers."""
