"""Suggestions: corrections of mistyped words, and completions of partly typed ones."""
