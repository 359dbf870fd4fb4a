"""The morphological analysers of the process: Kiwi takes half a gigabyte, once is enough."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
    from ksearch.korean.word_lists.user_words import UserWord, UserWords

#: So many analysers are kept, each with its own user words: before and after a change.
_CACHED_ANALYSERS = 2


def shared_analyser(user_words: UserWords | None = None) -> MorphemeAnalyser:
    """Return the analyser that all indexes with these user words share in this process.

    Kiwi is loaded at its first use.
    """
    return _with(user_words.without_notes() if user_words else frozenset())


@lru_cache(_CACHED_ANALYSERS)
def _with(words: frozenset[UserWord]) -> MorphemeAnalyser:
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
    from ksearch.korean.word_lists.user_words import UserWords

    return MorphemeAnalyser(UserWords(tuple(sorted(words, key=lambda word: word.text))))
