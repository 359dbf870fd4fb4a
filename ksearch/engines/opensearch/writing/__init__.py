"""Changing an index on a cluster: documents sent in bulk, and made visible by a commit."""
