"""What to do about a search that found nothing, or lacks a word: correct the query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ksearch.korean.lexicon import Lexicon
from ksearch.korean.terms import key_of
from ksearch.query.suggesting.initials import is_initials, words_with_initials
from ksearch.query.suggesting.suggester import Suggester
from ksearch.ranking.frequencies import Frequencies
from ksearch.ranking.plan import ALL_FIELDS, All, EojeolsLeaf, Leaf, Node, TermLeaf, Word

#: So many of the most frequent terms with the initials are also found with particles and endings.
_TERMS_OF_INITIALS = 16
#: What they count in ranking, beside the likeliest word.
_TERM_WEIGHT = 0.4


class Corrector:
    """Corrects the queries of one snapshot."""

    def __init__(self, lexicon: Lexicon, frequencies: Frequencies) -> None:
        self.suggester = Suggester(lexicon, frequencies)

    def corrections(self, query: str, words: Sequence[Word], *, found: bool) -> list[str]:
        """Return what was probably meant by a query, the likeliest first; none if all is well.

        Args:
            query: as typed.
            words: what it was resolved to.
            found: whether it found anything. Then only words that no article holds are corrected,
                and a query that could be read is not told to put in spaces.
        """
        missing = [word.text for word in words if self._is_missing(word, found)]
        if found and not missing:
            return []
        queries = self.suggester.suggest_queries(query, list(dict.fromkeys(missing)))
        if found and queries and _letters(queries[0]) == _letters(query):
            return []
        return queries

    def _is_missing(self, word: Word, found: bool) -> bool:
        if word.spellings and found:
            return False
        if word.spellings:
            # The lexicon keeps words whose articles are gone.
            return self.suggester.vocabulary.frequency(word.text) == 0
        inside = any(isinstance(leaf, EojeolsLeaf) for reading in word.readings for leaf in reading)
        return not inside and not self.suggester.is_word(word.text)

    def widened(self, plan: Node, words: Sequence[Word], fields: int = ALL_FIELDS) -> Node:
        """Let initials find all words that have them, not only the one that was suggested.

        Args:
            plan: of the corrected query.
            words: of the query as typed.
            fields: the text fields (bits) to search.
        """
        typed = {
            suggested: word.text
            for word in words
            if is_initials(word.text)
            for suggested in self.suggester.suggest_word(word.text, 1)
        }
        if not typed:
            return plan
        match plan:
            case Word(text=text) if text in typed:
                return self._with_all(plan, typed[text], fields)
            case All(parts):
                return All(tuple(self.widened(part, words, fields) for part in parts))
            case _:
                return plan

    def _with_all(self, word: Word, initials: str, fields: int) -> Word:
        vocabulary = self.suggester.vocabulary
        eojeols = [
            table.identify(words_with_initials(initials, table)) for table in vocabulary.eojeols
        ]
        readings: list[tuple[Leaf, ...]] = list(word.readings)
        # It finds, and does not rank: counting every one of so many words takes its time.
        readings.append((EojeolsLeaf(np.unique(np.concatenate(eojeols)), fields),))
        scored: dict[Leaf, float] = dict(word.scored)
        for term in self._terms(initials):
            leaf = TermLeaf(term, fields)
            readings.append((leaf,))
            scored.setdefault(leaf, _TERM_WEIGHT)
        distinct = tuple(dict.fromkeys(readings))
        return replace(word, readings=distinct, scored=tuple(scored.items()))

    def _terms(self, initials: str) -> list[int]:
        """Return the most frequent terms with these initials."""
        weighed: list[tuple[float, int]] = []
        for table in self.suggester.vocabulary.terms:
            numbers = words_with_initials(initials, table)
            terms = table.identify(numbers)
            weighed.extend(zip(table.weigh(numbers).tolist(), terms.tolist(), strict=True))
        weighed.sort(reverse=True)
        return [term for weight, term in weighed[:_TERMS_OF_INITIALS] if weight > 0]


def _letters(query: str) -> str:
    return "".join(map(key_of, query.split()))
