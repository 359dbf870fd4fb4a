"""Collectors: counts over all articles that a query matched, by columns of the index."""
