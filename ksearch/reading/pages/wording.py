"""The words of an article, to tell what is about it from what is not."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: The first two letters of a word.
_STEM = re.compile(r"(?<![가-힣A-Za-z0-9一-鿿])[가-힣A-Za-z0-9一-鿿]{2}")
_ENOUGH = 2000


class Wording:
    """The words of an article's prose, to tell what is about it from what is not."""

    def __init__(self, paragraphs: Iterable[str]) -> None:
        self._stems: set[str] = set()
        for text in paragraphs:
            self._stems.update(_STEM.findall(text[:_ENOUGH]))

    def share(self, text: str) -> float:
        """Return which share of a line's words, by their first two letters, the article holds."""
        stems = _STEM.findall(text)
        return sum(stem in self._stems for stem in stems) / len(stems) if stems else 0.0

    def likeness(self, text: str, least: float) -> float:
        """Return how far a paragraph seems to be about the same: from `least` to 1.

        Paragraphs of one article share a third of their words' beginnings and more with its
        opening, those of unrelated articles about a tenth.
        """
        return min(1.0, max(least, 4 * self.share(text) - 0.4))
