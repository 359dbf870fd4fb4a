"""The words of an article, to tell what is about it from what is not."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[가-힣A-Za-z0-9一-鿿]{2,}")


class Wording:
    """The words of an article's prose, to tell what is about it from what is not."""

    def __init__(self, paragraphs: Iterable[str]) -> None:
        self._stems = {word[:2] for text in paragraphs for word in _WORD.findall(text[:4000])}

    def share(self, text: str) -> float:
        """Return which share of a line's words, by their first two letters, the article holds."""
        words = _WORD.findall(text)
        return sum(word[:2] in self._stems for word in words) / len(words) if words else 0.0

    def likeness(self, text: str, least: float) -> float:
        """Return how far a paragraph seems to be about the same: from `least` to 1.

        Paragraphs of one article share a third of their words' beginnings and more with its
        opening, those of unrelated articles about a tenth.
        """
        return min(1.0, max(least, 4 * self.share(text) - 0.4))
