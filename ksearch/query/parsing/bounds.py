"""Limits of one query, so that no search takes longer than about a second."""

from __future__ import annotations

from ksearch.korean.splitting import split
from ksearch.messages import Message
from ksearch.model.errors import QueryTooLarge

#: Most characters of a query: three times the longest of 65,000 news articles.
MAX_CHARACTERS = 100_000
#: Most words of a query. A word that no article holds takes half a millisecond, mostly for reading
#: it.
MAX_WORDS = 1_024
#: Most patterns of a query: words with wildcards or slips, and ranges. Each scans the whole
#: lexicon, which takes up to 0.1 s for 330,000 eojeols.
MAX_PATTERNS = 8
#: Most words of a query for which the analyser may be loaded, which takes a second and a third of a
#: gigabyte. Longer queries are pasted texts, in which one word decides little.
MAX_ANALYSED = 40


def check_text(text: str) -> bool:
    """Refuse a text that is too long for a query; return whether the analyser may read its words.

    Raises:
        QueryTooLarge: it has too many characters or words.
    """
    if len(text) > MAX_CHARACTERS:
        raise QueryTooLarge(
            Message(
                "the query has {count:,} characters, and the most is {max_characters:,}; "
                "search for a part of it",
                count=len(text),
                max_characters=MAX_CHARACTERS,
            )
        )
    # A word takes two characters with the space or the sign behind it.
    words = len(split(text)[0]) if len(text) >= 2 * MAX_ANALYSED else 0
    if words > MAX_WORDS:
        raise QueryTooLarge(
            Message(
                "the query has {words:,} words, and the most is {max_words:,}; search for "
                "a part of it",
                words=words,
                max_words=MAX_WORDS,
            )
        )
    return words <= MAX_ANALYSED


class PatternCount:
    """Counts the patterns of one query."""

    def __init__(self) -> None:
        self._count = 0

    def add(self) -> None:
        """Count one more.

        Raises:
            QueryTooLarge: there are too many.
        """
        self._count += 1
        if self._count > MAX_PATTERNS:
            raise QueryTooLarge(
                Message(
                    "the query has more than {max_patterns} words with *, ? or ~ and ranges "
                    "of words; leave some out",
                    max_patterns=MAX_PATTERNS,
                )
            )
