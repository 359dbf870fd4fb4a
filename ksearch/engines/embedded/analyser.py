"""The analysers of the process, shared because Kiwi takes half a gigabyte."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ksearch.lexicon.base.lexicon import base_lexicon

if TYPE_CHECKING:
    from ksearch.korean.analyses import KnownRuns
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
    from ksearch.korean.word_lists.user_words import UserWord, UserWords

#: Analysers that are cached, each with its own user words: before and after a change.
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


def index_fingerprint() -> str:
    """Return the name of all that decides how articles are analysed, except for user words.

    An index with another name is analysed anew by its next update.
    """
    from ksearch.korean.kiwi.morphemes import fingerprint

    return f"{fingerprint()}, base {base_lexicon().name}"


def base_of(analyser: str, user_words: UserWords) -> KnownRuns | None:
    """Return the base lexicon that an index was analysed with; None if it is not this one.

    ``analyser`` is the name in the manifest (`index_fingerprint`).
    """
    base = base_lexicon()
    if not analyser.endswith(base.name):
        return None
    if not user_words.words:
        return base
    from ksearch.lexicon.base.user_words import WithoutUserWords

    return WithoutUserWords(base, user_words.words)
