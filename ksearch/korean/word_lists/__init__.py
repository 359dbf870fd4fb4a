"""Words that people list: user words, synonyms, loanwords, and glosses that articles give."""
