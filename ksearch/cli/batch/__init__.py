"""Many queries in one run: one query a line in, one JSON object a line out."""
