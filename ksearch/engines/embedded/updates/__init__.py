"""Changing an embedded index: sources, their files, what is new of them, and the commit."""
