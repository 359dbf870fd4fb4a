"""Which articles match a plan: by postings, exact texts, letters in a row, proximity."""
