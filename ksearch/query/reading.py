"""How a word of a query is read: its terms, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ksearch.korean.analyses import Analyser, Kind, RunAnalysis, Term
from ksearch.korean.conjugation import changes_consonant, forms, is_irregular, lemmas
from ksearch.korean.hanja import has_hanja
from ksearch.korean.inference import infer
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.normalise import fold
from ksearch.korean.string_table import Ids
from ksearch.korean.terms import eojeol_terms, hangul_runs, key_of, pieces
from ksearch.query.cutting import Cutter

#: A term as a number (or -1: no article has it), with its characters and kind.
NumberedTerm = tuple[int, int, int, Kind]

_MAIN = (Kind.MORPHEME, Kind.SURFACE)
#: A noun of so many syllables is hardly read into a verb by chance, nor out of a slip.
_NOUN = 2
#: Eojeols with one beginning are looked through if they are so few, and looked up one by one else.
_MOST_LOOKED_THROUGH = 200


class Read(NamedTuple):
    """A word of a query as it was read.

    Attributes:
        terms: its terms.
        certain: whether the lexicon knows the word, or leaves no doubt about it.
        in_a_row: whether its letters may be words written without spaces that only the articles
            can tell from a mistyped one.
        hanja: the terms written in hanja, with their text.
        uncovered: how many letters at the end may be left out of a compound's parts.
    """

    terms: tuple[NumberedTerm, ...]
    certain: bool = True
    in_a_row: bool = False
    hanja: tuple[tuple[NumberedTerm, str], ...] = ()
    uncovered: int = 0


class Reader:
    """Reads words by one lexicon; see `words.WordResolver`."""

    def __init__(self, lexicon: Lexicon, analyser: Callable[[], Analyser]) -> None:
        self._lexicon = lexicon
        self._analyser = analyser
        self._cutter = Cutter(lexicon)

    def read(self, text: str, spellings: Sequence[int], *, analysed: bool = True) -> Read:
        """Return the terms of a word: as the lexicon has it, or else as it would be read.

        Without ``analysed`` a run that only the analyser could read stays whole.
        """
        if spellings:
            terms = tuple(self._lexicon.terms_of(spellings[0]))
            return Read(terms, hanja=self._hanja(text, terms), uncovered=1)
        cut = None if hangul_runs(text) in ([], [text]) else self._cutter.cut(key_of(text))
        if cut is not None and cut.certain:
            # Words of several scripts: 4차산업혁명 is 4차 and 산업혁명.
            return Read(self._numbered(cut.terms), False, True)
        analyses, certain, in_a_row = self._analyses(text, analysed)
        terms = self._numbered(eojeol_terms(text, analyses.__getitem__))
        in_a_row = in_a_row or self._pieces_known(text)
        return Read(terms, certain, in_a_row, self._hanja(text, terms))

    def _numbered(self, terms: Sequence[Term]) -> tuple[NumberedTerm, ...]:
        return tuple(
            (self._lexicon.find_term(term.text), term.start, term.end, term.kind) for term in terms
        )

    def _hanja(
        self, text: str, terms: Sequence[NumberedTerm]
    ) -> tuple[tuple[NumberedTerm, str], ...]:
        if text.isascii() or not has_hanja(text):
            return ()
        return tuple(
            (row, text[row[1] : row[2]])
            for row in terms
            if row[3] in _MAIN and has_hanja(text[row[1] : row[2]])
        )

    def _pieces_known(self, text: str) -> bool:
        """Tell whether a word of several scripts is made of pieces that articles have."""
        cut = pieces(fold(text))
        return len(cut) > 1 and all(
            self._lexicon.find_term(piece.text) >= 0 or self._lexicon.find_key(piece.text)
            for piece in cut
        )

    def _analyses(self, text: str, analysed: bool) -> tuple[dict[str, RunAnalysis], bool, bool]:
        """Return the analysis of each run; whether they are certain, and may be words in a row."""
        found: dict[str, RunAnalysis] = {}
        unknown = []
        certain, in_a_row = True, False
        for run in hangul_runs(text):
            analysis = self._lexicon.analysis(run) or infer(run, self._lexicon)
            if analysis is None:
                certain = False
                cut = self._cutter.cut(run)
                in_a_row |= cut is not None
                if cut is not None and cut.certain:
                    analysis = RunAnalysis(cut.terms, False)
            if analysis is None:
                unknown.append(run)
            else:
                found[run] = analysis
        if unknown and not analysed:
            found.update({run: _whole(run) for run in unknown})
        elif unknown:
            for run, analysis in self._analyser().analyse(unknown):
                found[run] = analysis
                if _doubtful(analysis):
                    in_a_row |= all(
                        self._lexicon.find_term(term.text) >= 0
                        for term in analysis.terms
                        if term.kind in _MAIN
                    )
                    found[run] = _whole(run)
                elif len(unknown) == 1 and _is_predicate(analysis, run):
                    certain = True
        return found, certain, in_a_row

    # Verbs

    def verbs(self, text: str, read: Read) -> Iterator[tuple[int, Ids]]:
        """Yield what else finds a form of a verb or an adjective.

        First the other verbs that the form may be of (지었다: 짓다 beside 지다), as terms (or -1);
        with each irregular one, the eojeols that may be forms of it though they were read as
        something else (int64, ascending): 지었다, 오를, 걸어.
        """
        if not text or not "가" <= text[0] <= "힣" or self._is_noun(text, read):
            return
        known = {row[0] for row in read.terms}
        for lemma in lemmas(text):
            term = self._lexicon.find_term(lemma)
            if term < 0 and lemma != text and not changes_consonant(lemma):
                continue
            others = self._forms(lemma, term) if is_irregular(lemma) else _NONE
            if term in known:
                term = -1
            if term >= 0 or len(others):
                yield term, others

    def _is_noun(self, text: str, read: Read) -> bool:
        """Tell whether a word was read as a noun, and is long enough that it surely is one."""
        main = [row for row in read.terms if row[3] in _MAIN and row[0] >= 0]
        if not main:
            return False
        last = main[-1]
        if last[2] == len(text) and self._ends_in_verb(last[0]):
            return len(main) > 1 and last[1] >= _NOUN
        return any(row[2] - row[1] >= _NOUN for row in main)

    def _ends_in_verb(self, term: int) -> bool:
        return self._lexicon.term_text(term).endswith("다")

    def _forms(self, lemma: str, term: int) -> Ids:
        """Return the eojeols that are spelt as forms of a verb, and were not read as it."""
        found: list[int] = []
        for beginning, tails in forms(lemma):
            if self._lexicon.begins(beginning):
                found.extend(self._spelt(beginning, tails))
        kept = [number for number in found if self._may_be(number, term)]
        return np.unique(np.array(kept, np.int64)) if kept else _NONE

    def _spelt(self, beginning: str, tails: tuple[str, ...]) -> list[int]:
        """Return the eojeols that are a beginning and one of some tails, and not one syllable."""
        if len(beginning) > 1:
            eojeols = self._lexicon.with_prefix(beginning)
            if len(eojeols) <= _MOST_LOOKED_THROUGH:
                size = len(beginning)
                return [
                    eojeol
                    for eojeol, text in zip(
                        eojeols.tolist(), self._lexicon.texts(eojeols), strict=True
                    )
                    if text[size:] in tails
                ]
        spelt = [beginning + tail for tail in tails]
        numbers = [self._lexicon.find(text) for text in spelt if len(text) > 1]
        return [number for number in numbers if number >= 0]

    def _may_be(self, eojeol: int, term: int) -> bool:
        """Tell whether an eojeol lacks a verb's term, and is no noun that is spelt by chance so."""
        rows = self._lexicon.terms_of(eojeol)
        if any(row[0] == term for row in rows):
            return False
        return not any(
            row[2] - row[1] >= _NOUN and not self._ends_in_verb(row[0])
            for row in rows
            if row[3] in _MAIN
        )


_NONE = np.zeros(0, np.int64)


def _whole(run: str) -> RunAnalysis:
    """Return a run as one term, whatever it is made of."""
    return RunAnalysis((Term(run, 0, len(run), Kind.SURFACE),), False)


def _doubtful(analysis: RunAnalysis) -> bool:
    """Tell whether an analysis of an unknown run has a noun of one syllable: any run has one."""
    return any(
        term.end - term.start < _NOUN and not term.text.endswith("다")
        for term in analysis.terms
        if term.kind in _MAIN
    )


def _is_predicate(analysis: RunAnalysis, run: str) -> bool:
    """Tell whether a run is surely a form of one verb or adjective, and nothing else.

    The analyser reads a mistyped ending as some ending, too: the form must be one that there is.
    """
    main = [term for term in analysis.terms if term.kind in _MAIN]
    return (
        len(main) == 1
        and not analysis.nominal
        and main[0].text in lemmas(run)
        and (main[0].start, main[0].end) == (0, len(run))
    )


def readings_of(read: Read) -> list[tuple[int, ...]]:
    """Return the sets of terms of which each by itself finds a word.

    The first is the morphemes. The others put parts of compounds, or another analysis, in the
    place of the morphemes that they overlap, and say all that these say: the parts of 산업혁명 are
    산업 and 혁명, and 산업 alone is none of it. A reading with a term that no article has is none.
    """
    main = [row for row in read.terms if row[3] in _MAIN]
    readings = [tuple([row[0] for row in main])] if main else []
    for kind in (Kind.PART, Kind.ALTERNATIVE):
        others = [row for row in read.terms if row[3] is kind]
        if not others or (kind is Kind.PART and any(row[2] - row[1] < _NOUN for row in others)):
            continue
        replaced = [row for row in main if _overlaps(row, others)]
        if not _covers(others, replaced, read.uncovered if kind is Kind.PART else None):
            continue
        kept = [row[0] for row in main if row not in replaced]
        readings.append((*(row[0] for row in others), *kept))
    return [tuple(dict.fromkeys(r)) for r in readings if r and all(term >= 0 for term in r)]


def _overlaps(row: NumberedTerm, others: Sequence[NumberedTerm]) -> bool:
    return any(row[1] < other[2] and other[1] < row[2] for other in others)


def _covers(
    others: Sequence[NumberedTerm], replaced: Sequence[NumberedTerm], uncovered: int | None
) -> bool:
    """Tell whether terms stand for every character of those that they replace.

    At the end, so many characters may be left (None: any number, which the other analysis takes
    for particles, after a noun that is long enough not to be there by chance: 태 is none of 태광).
    """
    held = {place for row in others for place in range(row[1], row[2])}
    last = max(row[2] for row in others)
    left = [place for row in replaced for place in range(row[1], row[2]) if place not in held]
    if any(place < last for place in left):
        return False
    if uncovered is None:
        return not left or len(held) >= _NOUN
    return len(left) <= uncovered


__all__ = ["NumberedTerm", "Read", "Reader", "key_of", "readings_of"]
