"""Scores from posting lists: BM25F, accumulators for several words, and top-k."""
