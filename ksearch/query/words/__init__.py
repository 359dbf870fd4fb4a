"""Resolves a query word to the terms and eojeols that match it, through the lexicon."""
