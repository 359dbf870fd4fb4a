"""The signals of re-ranking, one module each."""
