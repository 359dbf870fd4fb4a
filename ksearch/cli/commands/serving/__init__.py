"""Commands that serve an index to browsers and to language models."""
