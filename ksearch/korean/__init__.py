"""Korean text: eojeols, morphemes, terms, and the lexicon that keeps them."""
