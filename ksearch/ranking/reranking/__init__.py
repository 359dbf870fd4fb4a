"""Re-ranking: the best candidates by BM25F, ordered anew by what is read off their texts."""
