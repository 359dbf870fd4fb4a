"""Parsing of typed queries: plain words, or operators and fields; the meaning of each sign."""
