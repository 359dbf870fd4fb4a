"""Grammar: the forms of Korean words, and morphemes to terms."""
