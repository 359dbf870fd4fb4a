"""Re-ranking: candidates by BM25F are ordered again by signals of their texts."""
