"""Matches of a plan and its words in articles: the characters to be highlighted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained
from ksearch.arrays.types import Numbers
from ksearch.highlighting.cores import Matches
from ksearch.highlighting.letters import Letters
from ksearch.korean.terms import key_of
from ksearch.plan import EojeolsLeaf, Leaf, Node, RunLeaf, TermLeaf, Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.matching.exact import key_spans, pattern_among
from ksearch.ranking.ranker import exact_texts
from ksearch.storage.segments.layout import TextLayout

#: Least syllables of a part of a word to be highlighted where it stands alone.
_PAINTED_ALONE = 2


class Matcher:
    """Finds the matches of one plan in any articles.

    Args:
        evaluator: of the snapshot.
        plan: what is searched for.
        words: its words.
    """

    def __init__(self, evaluator: Evaluator, plan: Node, words: Sequence[Word]) -> None:
        self._evaluator = evaluator
        self._lexicon = evaluator.snapshot.lexicon
        self._words = tuple(words)
        self._plan = plan
        self._letters: Letters | None = None

    @cached_property
    def weights(self) -> list[float]:
        """The idf of each word."""
        return [self._evaluator.word_weight(word) for word in self._words]

    def _readings(self) -> Iterator[tuple[int, tuple[Leaf, ...]]]:
        """Yield the leaves of each reading, with the index of its word."""
        for number, word in enumerate(self._words):
            for reading in word.readings:
                yield number, reading

    @cached_property
    def _terms(self) -> tuple[npt.NDArray[np.uint32], Numbers]:
        """The terms that match a word by themselves, sorted, and the first word of each."""
        word_of: dict[int, int] = {}
        for number, reading in self._readings():
            together = any(isinstance(leaf, EojeolsLeaf | RunLeaf) for leaf in reading)
            for leaf in reading:
                if isinstance(leaf, TermLeaf) and not (together and self._is_short(leaf.term)):
                    word_of.setdefault(leaf.term, number)
        terms = sorted(word_of)
        return np.array(terms, np.uint32), np.array([word_of[term] for term in terms], np.int64)

    def _is_short(self, term: int) -> bool:
        """Return whether a term alone is too unspecific: a syllable, or a verb."""
        text = self._lexicon.term_text(term)
        return len(text) < _PAINTED_ALONE or text.endswith("다")

    @cached_property
    def _wanted(self) -> npt.NDArray[np.bool_]:
        """Whether each term matches a word (bool by term number)."""
        wanted = np.zeros(self._lexicon.term_count, np.bool_)
        wanted[self._terms[0]] = True
        return wanted

    @cached_property
    def _eojeols(self) -> list[tuple[int, EojeolsLeaf, tuple[int, ...]]]:
        """The eojeols that match a word, with its index and the terms that they must have.

        A word that occurs several times in the query counts as the first of them.
        """
        found: dict[tuple[EojeolsLeaf, tuple[int, ...]], int] = {}
        for number, reading in self._readings():
            terms = tuple(leaf.term for leaf in reading if isinstance(leaf, TermLeaf))
            for leaf in reading:
                if isinstance(leaf, EojeolsLeaf):
                    found.setdefault((leaf, terms), number)
        return [(number, leaf, terms) for (leaf, terms), number in found.items()]

    @cached_property
    def _runs(self) -> list[tuple[int, str]]:
        """The keys of letters in a row that match a word or a synonym, with the word's index.

        Words with the same letters count as the first of them.
        """
        found: dict[str, int] = {}
        for number, reading in self._readings():
            for leaf in reading:
                if isinstance(leaf, RunLeaf):
                    found.setdefault(leaf.key, number)
        return [(number, key) for key, number in found.items()]

    @cached_property
    def _exact(self) -> tuple[str, ...]:
        return exact_texts(self._plan)

    @cached_property
    def _in_exact_text(self) -> npt.NDArray[np.bool_]:
        """Whether each word is part of an exact text, which is highlighted as a whole."""
        whole = "".join(self._exact)
        return np.array([key_of(word.text) in whole for word in self._words], np.bool_)

    def matches(self, layout: TextLayout) -> Matches:
        """Return the matches in some texts, in order."""
        found = [self._by_terms(layout)] if len(self._terms[0]) else []
        found.extend(self._by_eojeols(layout, *each) for each in self._eojeols)
        for number, key in self._runs:
            found.append(self._by_letters(layout, number, key, found))
        if self._exact:
            found = [piece.only(~self._in_exact_text[piece.words]) for piece in found]
            for key in self._exact:
                # Evaluating the plan has made the pattern of each of its exact texts.
                starts, ends = key_spans(layout, self._evaluator.pattern(key))
                found.append(Matches(starts, ends, np.zeros(len(starts), np.int64)))
        return _joined(found).ordered()

    def _by_terms(self, layout: TextLayout) -> Matches:
        terms, words = self._terms
        likely = self._evaluator.evidence.likely(layout.eojeols, terms)
        owners, found, spans = self._lexicon.having(layout.eojeols[likely], self._wanted)
        firsts = layout.starts[likely[owners]] + ((spans >> 7) & 127)
        return Matches(firsts, firsts + (spans & 127), words[terms.searchsorted(found)])

    def _by_eojeols(
        self, layout: TextLayout, number: int, leaf: EojeolsLeaf, terms: Sequence[int]
    ) -> Matches:
        positions = contained(layout.eojeols, leaf.eojeols).nonzero()[0]
        if terms:
            wanted = np.zeros(self._lexicon.term_count, np.bool_)
            wanted[list(terms)] = True
            owners, _, spans = self._lexicon.having(layout.eojeols[positions], wanted)
            firsts = layout.starts[positions[owners]] + ((spans >> 7) & 127)
            return Matches(firsts, firsts + (spans & 127), np.full(len(firsts), number))
        starts, ends = layout.starts[positions], layout.ends[positions]
        word = self._words[number].text
        for row, text in enumerate(self._lexicon.texts(layout.eojeols[positions])):
            inside = text.find(word)
            if inside >= 0:
                starts[row] += inside
                ends[row] = starts[row] + len(word)
        return Matches(starts, ends, np.full(len(positions), number))

    def _letters_of(self, layout: TextLayout) -> Letters:
        """Return the letters of some texts; cached, because keys are looked for one by one."""
        if self._letters is None or self._letters.layout is not layout:
            self._letters = Letters(layout)
        return self._letters

    def _by_letters(
        self, layout: TextLayout, number: int, key: str, before: Sequence[Matches]
    ) -> Matches:
        """Match letters in a row, except where the word is matched by other leaves.

        Letters that are also matched word by word are highlighted by word, without the spaces. A
        row with only some of its words matched (전기 of 전기 자동차, by 전기차) is highlighted as a
        whole.
        """
        firsts, keys = self._letters_of(layout).holding(key)
        if not len(firsts):
            return Matches(firsts, firsts, firsts)
        starts, ends = key_spans(layout, pattern_among(self._lexicon, key, keys), firsts)
        if len(starts):
            known = _joined(before)
            known = known.only(known.words == number)
            missed = _covered(starts, ends, known.starts, known.ends) < len(key)
            starts, ends = starts[missed], ends[missed]
        return Matches(starts, ends, np.full(len(starts), number))


def _joined(found: Sequence[Matches]) -> Matches:
    if len(found) == 1:
        return found[0]
    none = np.zeros(0, np.int64)
    columns = zip(*found, strict=True) if found else ((none,),) * 3
    return Matches(*map(np.concatenate, columns))


def _covered(starts: Numbers, ends: Numbers, other_starts: Numbers, other_ends: Numbers) -> Numbers:
    """Return how many characters of each span are covered by other spans (int64)."""
    if not len(other_starts):
        return np.zeros(len(starts), np.int64)
    order = other_starts.argsort()
    firsts, furthest = other_starts[order], np.maximum.accumulate(other_ends[order])
    # Each of the other spans is clipped to begin where those before it end, so that no character
    # counts twice.
    begins = np.maximum(firsts, np.concatenate((firsts[:1], furthest[:-1])))
    before = np.concatenate(([0], np.maximum(furthest - begins, 0).cumsum()))

    def up_to(places: Numbers) -> Numbers:
        """Return how many characters before some offsets the other spans cover."""
        count = firsts.searchsorted(places)
        beyond = np.where(count > 0, np.maximum(furthest[count - 1] - places, 0), 0)
        covered: Numbers = before[count] - beyond
        return covered

    return up_to(ends) - up_to(starts)
