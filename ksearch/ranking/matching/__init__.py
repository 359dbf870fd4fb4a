"""Which articles match a plan: postings, exact texts, letters in a row, words near each other."""
