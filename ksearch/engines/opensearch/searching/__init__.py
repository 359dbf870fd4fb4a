"""Searching an index on a cluster: found and counted there, ranked and grouped here."""
