"""The base lexicon without the runs in which the analyser may read user words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ksearch.korean.analyses import RunAnalysis
from ksearch.korean.word_lists.user_words import UserWord, syllables_alike
from ksearch.lexicon.base.lexicon import BaseLexicon


class WithoutUserWords:
    """The base lexicon without the runs that an analyser with user words may read differently."""

    def __init__(self, base: BaseLexicon, words: Iterable[UserWord]) -> None:
        self._base = base
        self._holding = holding(words)

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return the analysis of a run, or None."""
        if self._holding is not None and self._holding.search(run):
            return None
        return self._base.analysis(run)


def holding(words: Iterable[UserWord]) -> re.Pattern[str] | None:
    """Return a pattern of the runs in which words may be read; None without words."""
    parts = []
    for word in words:
        before, first, last = syllables_alike(word)
        parts.append(f"{before}[{chr(first)}-{chr(last - 1)}]")
    return re.compile("|".join(parts)) if parts else None
