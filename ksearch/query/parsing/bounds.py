"""Limits of one query, so that no search takes longer than about a second."""

from __future__ import annotations

from collections.abc import Callable

from ksearch.korean.normalise import fold
from ksearch.korean.splitting import split
from ksearch.messages import Message
from ksearch.model.errors import QueryTooLarge

#: Most characters of a query: three times the longest of 65,000 news articles.
MAX_CHARACTERS = 100_000
#: Most words of a query: twice the usual news article. A word takes a millisecond, most of it for
#: resolving its terms.
MAX_QUERY_WORDS = 640
#: Most letters of all words of a query, after folding (ﷺ is eighteen). Words of articles have three
#: or four; more are data (base64, dumps), each letter of which costs 30 µs.
MAX_LETTERS = 10_000
#: Most letters of the different words of a query that no article has. Each letter takes up to half
#: a millisecond: the word is cut in every way into words without spaces, and looked for with a
#: space anywhere.
MAX_UNKNOWN_LETTERS = 1_500
#: Most quoted texts of a query, each of which is looked for in the texts of articles: up to 30 ms
#: for a frequent word among 20,000 articles.
MAX_QUOTED = 24
#: What a quoted text of a single letter counts as, in quoted texts: a tenth of all eojeols may
#: contain it.
_SINGLE_LETTER = 6
#: Most patterns of a query: words with wildcards or slips, and ranges. Each scans the whole
#: lexicon, which takes up to 0.1 s for 330,000 eojeols.
MAX_PATTERNS = 6
#: Most names that a filter may have; each is compared with every name of the field.
MAX_NAMES = 1_000
#: Most words of a query for which the analyser may be loaded, which takes a second and a third of a
#: gigabyte. Longer queries are pasted texts, in which one word decides little.
MAX_ANALYSED = 40


def check_text(text: str) -> bool:
    """Refuse a text that is too long for a query; return whether the analyser may read its words.

    Raises:
        QueryTooLarge: it has too many characters, words or letters.
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
    words = split(text)[0] if len(text) >= 2 * MAX_ANALYSED else []
    if len(words) > MAX_QUERY_WORDS:
        raise QueryTooLarge(
            Message(
                "the query has {words:,} words, and the most is {max_words:,}; search for "
                "a part of it",
                words=len(words),
                max_words=MAX_QUERY_WORDS,
            )
        )
    letters = sum(len(fold(word)) for word in words)
    if letters > MAX_LETTERS:
        raise QueryTooLarge(
            Message(
                "the words of the query have {letters:,} letters, and the most is "
                "{max_letters:,}; search for a part of it",
                letters=letters,
                max_letters=MAX_LETTERS,
            )
        )
    return len(words) <= MAX_ANALYSED


def check_unknown(text: str, knows: Callable[[str], bool]) -> None:
    """Refuse a query with too many letters in words that no article has.

    Args:
        text: the query.
        knows: returns whether a word occurs in an article.

    Raises:
        QueryTooLarge: it has too many.
    """
    if len(text) <= MAX_UNKNOWN_LETTERS:
        return
    letters = sum(len(word) for word in dict.fromkeys(split(text)[0]) if not knows(word))
    if letters > MAX_UNKNOWN_LETTERS:
        raise QueryTooLarge(
            Message(
                "the words of the query that no article has have {letters:,} letters, and the "
                "most is {max_letters:,}; search for a part of it",
                letters=letters,
                max_letters=MAX_UNKNOWN_LETTERS,
            )
        )


def check_names(field: str, count: int) -> None:
    """Refuse a filter of too many names.

    Raises:
        QueryTooLarge: there are too many.
    """
    if count > MAX_NAMES:
        raise QueryTooLarge(
            Message(
                "the filter {field} has {count:,} names, and the most is {max_names:,}; leave "
                "some out",
                field=field,
                count=count,
                max_names=MAX_NAMES,
            )
        )


class CostlyParts:
    """Counts the parts of one query that cost more than a word."""

    def __init__(self) -> None:
        self._patterns = 0
        self._quoted = 0

    def add_pattern(self) -> None:
        """Count a word with wildcards or slips, or a range.

        Raises:
            QueryTooLarge: there are too many.
        """
        self._patterns += 1
        if self._patterns > MAX_PATTERNS:
            raise QueryTooLarge(
                Message(
                    "the query has more than {max_patterns} words with *, ? or ~ and ranges "
                    "of words; leave some out",
                    max_patterns=MAX_PATTERNS,
                )
            )

    def add_quoted(self, key: str) -> None:
        """Count a quoted text, given by its key.

        Raises:
            QueryTooLarge: there are too many.
        """
        self._quoted += _SINGLE_LETTER if len(key) == 1 else 1
        if self._quoted > MAX_QUOTED:
            raise QueryTooLarge(
                Message(
                    "the query has more than {max_quoted} quoted texts, of which one of a "
                    "single letter counts as {times}; leave some out",
                    max_quoted=MAX_QUOTED,
                    times=_SINGLE_LETTER,
                )
            )
