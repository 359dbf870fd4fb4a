"""Collectors: what is counted over all articles that a query matched, by columns of the index."""
