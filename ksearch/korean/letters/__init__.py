"""Below the word: Hangul letters and strokes, keyboards, hanja, distances between spellings."""
