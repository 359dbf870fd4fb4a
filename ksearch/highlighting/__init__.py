"""Matches in the texts of articles, and the passages that show them; without any output format."""
