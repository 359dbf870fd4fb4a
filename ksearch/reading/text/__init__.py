"""Bytes and markup to plain text: encodings, broken lines, fragments of HTML, wikis, blocks."""
