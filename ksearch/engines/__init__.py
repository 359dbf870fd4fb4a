"""Engines that keep articles and answer searches, found by name."""
