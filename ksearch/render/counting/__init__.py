"""Counts and trends: as lines and bars in a terminal, and as a picture."""
