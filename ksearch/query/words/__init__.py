"""One word of a query to the terms and eojeols that find it, through the lexicon."""
