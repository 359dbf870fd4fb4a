"""Commands that look into an index, a text, or the settings."""
