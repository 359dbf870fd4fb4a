"""Rows and objects with named members to articles."""
