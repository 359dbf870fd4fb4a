"""Query text to plans: parsing, and resolving words through the lexicon."""
