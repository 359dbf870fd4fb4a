"""Commands that count what matches."""
