"""Words of a query → what finds them: through the lexicon, and through Kiwi when that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ksearch.korean.analyses import Kind, RunAnalysis, Term
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.run_analysis import Analyser, infer
from ksearch.korean.splitting import split
from ksearch.korean.string_table import Ids
from ksearch.korean.terms import eojeol_terms, hangul_runs, key_of
from ksearch.ranking.plan import ALL_FIELDS, EojeolsLeaf, Leaf, TermLeaf, Word

#: What a term counts in ranking, by the kind of evidence that it is.
_WEIGHTS = {Kind.MORPHEME: 1.0, Kind.SURFACE: 1.0, Kind.PART: 0.3, Kind.ALTERNATIVE: 0.3}
#: What eojeols that hold the word somewhere inside count.
_INSIDE_WEIGHT = 0.5
#: Shorter pieces stand inside too many words to mean anything.
_SHORTEST_PIECE = 2
#: In queries of up to so many words, neighbouring ones are also looked for written together.
_JOINED_WORDS = 4
#: An unknown run is cut into at most this many known words.
_MOST_CUTS = 4

#: A term as a number (or -1: no article has it), with its characters and kind.
NumberedTerm = tuple[int, int, int, Kind]


class WordResolver:
    """Resolves query words against one lexicon; remembers what it found.

    ``analyser`` is called for, and only then loaded, when a run of Hangul is in no article and
    cannot be read as a known noun and a particle or as known words without spaces.
    """

    def __init__(self, lexicon: Lexicon, analyser: Callable[[], Analyser]) -> None:
        self._lexicon = lexicon
        self._analyser = analyser
        self.resolve = lru_cache(maxsize=4096)(self._resolve)

    def words(self, text: str, *, inside: bool = False, fields: int = ALL_FIELDS) -> list[Word]:
        """Return the words of a plain text; ``inside`` also finds them within longer words."""
        return [self.resolve(eojeol, inside, fields) for eojeol in split(text)[0]]

    def plain(self, text: str, fields: int = ALL_FIELDS) -> list[Word]:
        """Return the words of a query without syntax.

        A single word is found inside longer ones, too; a few words also where they stand written
        together (전세 사기 in 전세사기범).
        """
        eojeols = split(text)[0]
        words = [self.resolve(eojeol, len(eojeols) == 1, fields) for eojeol in eojeols]
        if 1 < len(words) <= _JOINED_WORDS:
            for first in range(len(words) - 1):
                leaf = self.joined([word.text for word in words[first : first + 2]], fields)
                if leaf is not None:
                    words[first] = _with_reading(words[first], leaf, _INSIDE_WEIGHT)
                    words[first + 1] = _with_reading(words[first + 1], leaf, 0.0)
        return words

    def _resolve(self, text: str, inside: bool, fields: int) -> Word:
        spellings = tuple(self._lexicon.find_key(key_of(text)))
        terms = self._terms(text, spellings)
        readings: list[tuple[Leaf, ...]] = [
            tuple(TermLeaf(term, fields) for term in reading) for reading in readings_of(terms)
        ]
        scored: dict[Leaf, float] = {}
        for term, _, _, kind in terms:
            if term >= 0:
                scored.setdefault(TermLeaf(term, fields), _WEIGHTS[kind])
        if not readings and not spellings:
            for parts in self._cuts(key_of(text)):
                words = [self.resolve(part, False, fields) for part in parts]
                readings.append(tuple(leaf for word in words for leaf in word.readings[0]))
                for word in words:
                    for leaf, weight in word.scored:
                        scored[leaf] = max(weight, scored.get(leaf, 0.0))
        if inside or not readings:
            inner = self._inside(text, fields, readings[0] if readings else ())
            if inner is not None:
                readings.append((inner,))
                scored[inner] = _INSIDE_WEIGHT
        return Word(text, tuple(dict.fromkeys(readings)), tuple(scored.items()), spellings)

    def _terms(self, text: str, spellings: Sequence[int]) -> list[NumberedTerm]:
        """Return the terms of a word: as the lexicon has it, or else as it would be read."""
        if spellings:
            return [*self._lexicon.terms_of(spellings[0])]
        analyses = self._analyses(text)
        terms = eojeol_terms(text, analyses.__getitem__)
        return [
            (self._lexicon.find_term(term.text), term.start, term.end, term.kind) for term in terms
        ]

    def _analyses(self, text: str) -> dict[str, RunAnalysis]:
        found: dict[str, RunAnalysis] = {}
        unknown = []
        for run in hangul_runs(text):
            analysis = self._lexicon.analysis(run) or infer(run, self._lexicon)
            if analysis is None and next(iter(self._cuts(run)), None):
                # Known words without spaces: they are looked up by themselves.
                analysis = RunAnalysis((Term(run, 0, len(run), Kind.SURFACE),), False)
            if analysis is None:
                unknown.append(run)
            else:
                found[run] = analysis
        if unknown:
            found.update(self._analyser().analyse(unknown))
        return found

    def _cuts(self, run: str) -> Iterable[tuple[str, ...]]:
        """Yield the ways to read a run as known words written without spaces, fewest first."""
        ways: list[tuple[str, ...]] = []
        self._cut(run, (), ways)
        return sorted(ways, key=lambda way: (len(way), -min(map(len, way))))[:4]

    def _cut(self, rest: str, before: tuple[str, ...], ways: list[tuple[str, ...]]) -> None:
        if not rest:
            ways.append(before)
            return
        if len(before) == _MOST_CUTS or len(ways) >= 16:
            return
        for length in range(len(rest), 0, -1):
            piece = rest[:length]
            if length == len(rest) and not before:
                continue
            if self._is_word(piece):
                self._cut(rest[length:], (*before, piece), ways)

    @lru_cache(maxsize=4096)  # noqa: B019 - lives and dies with its snapshot
    def _is_word(self, piece: str) -> bool:
        return bool(self._lexicon.find_key(piece))

    def _inside(self, text: str, fields: int, reading: tuple[Leaf, ...]) -> EojeolsLeaf | None:
        """Return the eojeols that hold the word somewhere, and that its reading does not find.

        None where there are none.
        """
        key = key_of(text)
        if len(key) < _SHORTEST_PIECE:
            eojeols = np.array(sorted(self._lexicon.find_key(key)), np.int64)
        else:
            eojeols = self._lexicon.containing(key)
        eojeols = eojeols[~self._held(eojeols, reading)]
        return EojeolsLeaf(eojeols, fields) if len(eojeols) else None

    def _held(self, eojeols: Ids, reading: tuple[Leaf, ...]) -> npt.NDArray[np.bool_]:
        """Tell which eojeols have every term of a reading."""
        terms = [leaf.term for leaf in reading if isinstance(leaf, TermLeaf)]
        if not terms or not len(eojeols):
            return np.zeros(len(eojeols), np.bool_)
        expansion = self._lexicon.expand(eojeols)
        held = np.ones(len(eojeols), np.bool_)
        for term in terms:
            has = np.zeros(len(eojeols), np.bool_)
            has[expansion.owner[expansion.terms == term]] = True
            held &= has
        return held

    def joined(self, words: Sequence[str], fields: int = ALL_FIELDS) -> EojeolsLeaf | None:
        """Return the eojeols in which neighbouring words stand written together, if any."""
        key = "".join(map(key_of, words))
        if len(key) < _SHORTEST_PIECE:
            return None
        eojeols = self._lexicon.containing(key)
        return EojeolsLeaf(eojeols, fields) if len(eojeols) else None


def _with_reading(word: Word, leaf: Leaf, weight: float) -> Word:
    scored = (*word.scored, (leaf, weight)) if weight else word.scored
    return replace(word, readings=(*word.readings, (leaf,)), scored=scored)


def readings_of(terms: Sequence[NumberedTerm]) -> list[tuple[int, ...]]:
    """Return the sets of terms of which each by itself finds a word.

    The first is the morphemes. The others put parts of compounds, or another analysis, in the
    place of the morphemes that they overlap. A reading with a term that no article has is none.
    """
    main = [row for row in terms if row[3] in (Kind.MORPHEME, Kind.SURFACE)]
    readings = [tuple(row[0] for row in main)] if main else []
    for kind in (Kind.PART, Kind.ALTERNATIVE):
        others = [row for row in terms if row[3] is kind]
        if not others or (kind is Kind.PART and any(row[2] - row[1] < 2 for row in others)):
            continue
        kept = [
            row
            for row in main
            if not any(row[1] < other[2] and other[1] < row[2] for other in others)
        ]
        readings.append(tuple(row[0] for row in (*others, *kept)))
    return [tuple(dict.fromkeys(r)) for r in readings if r and all(term >= 0 for term in r)]
