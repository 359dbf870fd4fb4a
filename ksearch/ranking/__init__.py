"""Evaluation and ranking of plans: BM25F, exact texts, proximity, re-ranking."""
