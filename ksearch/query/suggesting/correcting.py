"""Corrects queries that found nothing, or with a word that no article has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeGuard

from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.fields import ALL_FIELDS
from ksearch.plan import (
    All,
    EojeolsLeaf,
    NameLeaf,
    Node,
    RunLeaf,
    TermLeaf,
    Word,
)
from ksearch.query.suggesting.initials import WordsOfInitials, may_be_initials
from ksearch.query.suggesting.suggester import Suggester
from ksearch.query.words.query_word import QueryWord
from ksearch.storage.frequencies import Frequencies

#: Weight of further terms with the initials, beside the likeliest word.
_TERM_WEIGHT = 0.4
#: Least letters of a text whose occurrence in an article is not by chance.
_MIN_RUN_LETTERS = 5
#: Weight of initials that occur in an article as typed.
_LITERAL_WEIGHT = 3.0


#: Least syllables of an ordinary word that is corrected if nothing was found; shorter ones are near
#: others by chance.
_MIN_ORDINARY_LETTERS = 4
#: Least occurrences in the articles of a word that is offered for a short ordinary one.
_MIN_COMMON_TIMES = 10
#: Most words without an article in a query that is corrected: correcting one takes up to 25 ms
#: among 330,000 eojeols.
_MAX_MISSING = 16


class Corrections(NamedTuple):
    """Corrections of a query, the likeliest first.

    ``usable``: whether the first may be searched for instead, if the query finds nothing.
    """

    queries: list[str]
    usable: bool = True


class Corrector:
    """Corrects the queries of one snapshot."""

    def __init__(self, lexicon: Lexicon, frequencies: Frequencies) -> None:
        self.suggester = Suggester(lexicon, frequencies)

    def corrections(
        self,
        query: str,
        words: Sequence[Word],
        *,
        found: bool,
        occurs: Callable[[RunLeaf], bool] = lambda run: False,  # noqa: ARG005 - a default
        holds: Callable[[Word], bool] = lambda word: bool(word.readings),
    ) -> Corrections:
        """Return corrections of a query; an empty result if it needs none.

        Args:
            query: as typed.
            words: what it was resolved to.
            found: whether it found anything. If so, only words that no article has are corrected,
                and no spaces are inserted in a query that could be read.
            occurs: returns whether letters occur in a row in any article.
            holds: returns whether any article has a word.
        """
        held = {word.text for word in words if word.readings and holds(word)}
        missing = {
            word.text: word
            for word in words
            if self._is_missing(word, found, occurs, word.text in held)
        }
        if (found and not missing) or len(missing) > _MAX_MISSING:
            return Corrections([])
        queries = self.suggester.suggest_queries(query, list(missing))
        if found and queries and _letters(queries[0]) == _letters(query):
            return Corrections([])
        return Corrections(queries, not any(map(_is_short_ordinary, missing.values())))

    def _is_missing(
        self, word: Word, found: bool, occurs: Callable[[RunLeaf], bool], held: bool
    ) -> bool:
        if may_be_initials(word.text):
            # Initials may occur in an article literally; the words that they abbreviate may be
            # meant, too.
            return not (found and word.readings)
        if found and self.suggester.vocabulary.frequency(word.text) > 0:
            # A noun that articles have only with particles counts as a word.
            return False
        if word.spellings:
            # The lexicon keeps words of articles that have been deleted.
            return self.suggester.vocabulary.frequency(word.text) == 0
        if _is_known(word):
            return self._may_be_a_slip(word, found or held, occurs)
        leaves = [leaf for reading in word.readings for leaf in reading]
        if any(isinstance(leaf, NameLeaf) for leaf in leaves):
            return False
        if found and any(
            isinstance(leaf, RunLeaf) and len(leaf.key) >= _MIN_RUN_LETTERS and occurs(leaf)
            for leaf in leaves
        ):
            return False
        if leaves and isinstance(leaves[0], EojeolsLeaf):
            # A piece from inside a word.
            return False
        return not (found or held) or not self.suggester.is_word(word.text)

    def _may_be_a_slip(
        self, word: QueryWord, found: bool, occurs: Callable[[RunLeaf], bool]
    ) -> bool:
        """Return whether a word that can be read as known words may have been mistyped.

        Two words without a space may be a coincidence if no article has them side by side
        (응답차지). An ordinary word is not a slip, unless nothing at all was found and it is long
        enough to have few neighbours (장바구미 is an insect, but 장바구니 was meant), or a common
        word is near it.
        """
        first = next(iter(word.readings), ())
        if word.spaced and first and all(isinstance(leaf, TermLeaf) for leaf in first):
            return not occurs(RunLeaf(key_of(word.text)))
        if found:
            return False
        if not _is_short_ordinary(word):
            return True
        nearest = self.suggester.suggest_word(word.text, 1)
        return any(
            self.suggester.vocabulary.frequency(near) >= _MIN_COMMON_TIMES for near in nearest
        )

    def widened(self, plan: Node, words: Sequence[Word], fields: int = ALL_FIELDS) -> Node:
        """Let initials match all words that have them, not only the suggested one.

        Args:
            plan: of the corrected query.
            words: of the query as typed.
            fields: the text fields (bits) to search.
        """
        typed = {
            suggested: word
            for word in words
            if may_be_initials(word.text)
            for suggested in self.suggester.suggest_word(word.text, 1)
        }
        if not typed:
            return plan
        if not isinstance(plan, All):
            return self._widened(plan, typed, fields)
        once = {part: self._widened(part, typed, fields) for part in dict.fromkeys(plan.parts)}
        return All(tuple(once[part] for part in plan.parts))

    def _widened(self, plan: Node, typed: Mapping[str, Word], fields: int) -> Node:
        match plan:
            case Word(text=text) if text in typed:
                return self._with_all(plan, typed[text], fields)
            case All():
                return self.widened(plan, tuple(typed.values()), fields)
            case _:
                return plan

    def _with_all(self, word: Word, typed: Word, fields: int) -> Word:
        """Add to a word all other words with its initials, and the initials as typed."""
        short = WordsOfInitials(typed.text, self.suggester.vocabulary)
        scored = {leaf: _LITERAL_WEIGHT * weight for leaf, weight in typed.scored}
        scored |= dict(word.scored)
        readings = [*typed.readings, *word.readings]
        for term in short.terms:
            leaf = TermLeaf(term, fields)
            readings.append((leaf,))
            scored.setdefault(leaf, _TERM_WEIGHT)
        readings.extend(short.readings(fields))
        distinct = tuple(dict.fromkeys(readings))
        return word.changed(readings=distinct, scored=tuple(scored.items()))


def _is_known(word: Word) -> TypeGuard[QueryWord]:
    """Return whether a word was read with certainty."""
    return isinstance(word, QueryWord) and word.certain


def _is_short_ordinary(word: Word) -> bool:
    """Return whether a word is ordinary and so short that others resemble it by chance."""
    return _is_known(word) and len(word.text) < _MIN_ORDINARY_LETTERS


def _letters(query: str) -> str:
    return "".join(map(key_of, query.split()))
