"""Indexes on disk: segments, lexicon parts, the manifest that names them."""
