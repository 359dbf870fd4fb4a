"""Query text to plans: parsing, resolving words through the lexicon."""
