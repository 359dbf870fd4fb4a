"""Many queries in one go: a query a line in, a JSON object a line out."""
