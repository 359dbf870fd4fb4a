"""An index on disk: segments, lexicon parts, and the manifest that names them."""
