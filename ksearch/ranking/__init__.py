"""Which articles match a plan, and how well: BM25F, exact texts, closeness."""
