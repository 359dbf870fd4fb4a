"""Measures `ksearch serve`: what the wire adds, many clients at once, and the page."""
