"""The words of an article, by which lines about it are recognised."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

#: The first two letters of a word.
_STEM = re.compile("([가-힣A-Za-z0-9一-鿿]{2})[가-힣A-Za-z0-9一-鿿]*+")
_CHARS_READ = 2000


def stems_of(text: str) -> list[str]:
    """Return the first two letters of each word of a text."""
    return _STEM.findall(text[:_CHARS_READ])


class Wording:
    """The words of an article's prose, by which lines about it are recognised."""

    def __init__(self, paragraphs: Iterable[Collection[str]]) -> None:
        """Gather the words of paragraphs, each given by the stems of its words."""
        self._stems: set[str] = set()
        self._stems.update(*paragraphs)

    def share(self, text: str) -> float:
        """Return the share of a line's words, by their first two letters, that the article has."""
        return self.share_of(_STEM.findall(text))

    def share_of(self, stems: Collection[str]) -> float:
        """Return the share of some stems that the article has."""
        return sum(map(self._stems.__contains__, stems)) / len(stems) if stems else 0.0

    def likeness(self, stems: Collection[str], least: float) -> float:
        """Return how far a paragraph seems to be about the same subject: from `least` to 1.

        Paragraphs of one article share a third of their words' beginnings and more with its
        opening, those of unrelated articles about a tenth.
        """
        return min(1.0, max(least, 4 * self.share_of(stems) - 0.4))
