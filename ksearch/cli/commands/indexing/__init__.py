"""Commands that build an index: its sources, their files, and the lists of words."""
