"""Changing an embedded index: sources, their files, which of them are new, and the commit."""
