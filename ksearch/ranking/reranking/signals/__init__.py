"""The signals of re-ranking, one module each: its name, its weight, its score, its functions."""
