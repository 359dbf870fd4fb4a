"""Scores from postings: BM25F, the sums of several words, and the best of them (top-k)."""
