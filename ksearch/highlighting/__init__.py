"""Matches in the texts of articles, and the passages that show them; knows nothing of colours."""
