"""Changed user words: finds the affected eojeols, and analyses these again.

No eojeol and no term changes its number: the rows of eojeols are replaced within their part, and
new terms are added in a further part, which has no eojeols.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from ksearch.arrays import distinct, replaced
from ksearch.arrays.types import AnyArray, Ids
from ksearch.korean.analyses import Analyser, RunAnalysis, Term, pack_span
from ksearch.korean.grammar.attestation import doubtful_stem, witnesses
from ksearch.korean.grammar.compounds import may_be_compounds, pieces_of
from ksearch.korean.grammar.endings import noun_lengths
from ksearch.korean.grammar.names import FULL_NAME, runs_with_given_name
from ksearch.korean.terms import eojeol_terms, hangul_runs
from ksearch.korean.word_lists.user_words import UserWord, UserWords, syllables_alike
from ksearch.lexicon.base.lexicon import BaseLexicon
from ksearch.lexicon.building import MAX_TERMS, part_of_terms
from ksearch.lexicon.interning import Numbering
from ksearch.lexicon.lexicon import NOMINAL, Lexicon, LexiconPart
from ksearch.lexicon.run_analysis import RunAnalyses
from ksearch.lexicon.string_table import StringTable

_HANGUL_START, _HANGUL_END = 0xAC00, 0xD7A3
#: Most runs that are looked for one by one; for more, all eojeols of several scripts are read.
_MAX_SCANNED_RUNS = 64


class ReanalysedLexicon(NamedTuple):
    """The changes to a lexicon after some eojeols were analysed again.

    Attributes:
        parts: the new arrays of parts, by the index of the part in the lexicon.
        added: the arrays of one more part with the new terms; None if there are none.
        terms: int64, the terms that any eojeol has gained or lost, ascending.
        eojeols: the number of eojeols that were analysed again.
    """

    parts: dict[int, dict[str, AnyArray]]
    added: dict[str, AnyArray] | None
    terms: Ids
    eojeols: int


class _EojeolEntry(NamedTuple):
    """The numbers and spans of an eojeol's terms, and whether it is a bare noun."""

    terms: list[int]
    spans: list[int]
    nominal: bool


class _EmptyLexicon:
    """A lexicon without runs, so that the new analysis is not inferred from the old one."""

    def analysis(self, _run: str) -> RunAnalysis | None:
        return None

    def term_text(self, term: int) -> str:
        raise IndexError(term)


def touched_by(lexicon: Lexicon, words: Iterable[UserWord]) -> Ids:
    """Return the eojeols in which words may be read: all that contain them, and a few others.

    A word that ends in a vowel may have taken a consonant as its final (전세사긴), and a verb where
    its last syllables have changed (굽다, 구워; 흐르다, 흘러).
    """
    found = [np.zeros(0, np.int64)]
    for word in words:
        found.append(lexicon.select(partial(_holding, *syllables_alike(word))))
    return distinct(np.concatenate(found))


def _holding(before: str, first: int, last: int, table: StringTable) -> Ids:
    """Return the strings in which a text is before one of a range of code units."""
    positions = np.flatnonzero((table.chars >= first) & (table.chars < last))
    positions = positions[positions >= len(before)]
    for distance, character in enumerate(reversed(before), start=1):
        positions = positions[table.chars[positions - distance] == ord(character)]
    numbers = np.searchsorted(table.starts, positions, side="right") - 1
    inside = positions - len(before) >= table.starts[numbers]
    return distinct(numbers[inside].astype(np.int64))


def reanalyse(
    lexicon: Lexicon,
    eojeols: Ids,
    analyser: Analyser,
    user_words: UserWords,
    base: BaseLexicon | None = None,
) -> ReanalysedLexicon:
    """Analyse eojeols (int64, ascending) again, with the user words that the analyser has.

    ``base`` is the base lexicon that the other eojeols were analysed with.
    """
    texts = lexicon.texts(eojeols)
    analyses = RunAnalyses(_EmptyLexicon(), analyser, Numbering([]), user_words, base)
    analyses.feed(texts)
    analyses.feed(_evidence_for(lexicon, texts))
    table = analyses.flush()
    found = [
        (eojeol_terms(text, analyses.lookup)[:MAX_TERMS], table.nominal(text)) for text in texts
    ]
    numbers, new_terms = _numbered(lexicon, (term for terms, _ in found for term in terms))
    rows = {
        eojeol: _EojeolEntry(
            [numbers[term.text] for term in terms],
            [pack_span(term.start, term.end, term.kind) for term in terms],
            nominal,
        )
        for eojeol, (terms, nominal) in zip(eojeols.tolist(), found, strict=True)
    }
    parts: dict[int, dict[str, AnyArray]] = {}
    changed: set[int] = set()
    for place, part in enumerate(lexicon.parts):
        differing = _differing(part, rows)
        if differing:
            parts[place] = _with_rows(part, differing)
        for number, row in differing.items():
            changed.update(set(row.terms) ^ set(part.rows(number)[0]))
    return ReanalysedLexicon(
        parts,
        part_of_terms(lexicon, new_terms) if new_terms else None,
        np.array(sorted(changed), np.int64),
        len(eojeols),
    )


def _evidence_for(lexicon: Lexicon, texts: list[str]) -> list[str]:
    """Return other eojeols of the lexicon that influence the reading of runs."""
    seen = {run for text in texts for run in hangul_runs(text)}
    found: list[str] = []
    runs = seen
    while runs:
        unseen = {other for run in runs for other in _related_runs(lexicon, run)} - seen
        seen = seen | unseen
        runs = _standing(lexicon, unseen)
        found.extend(runs)
    return found


def _related_runs(lexicon: Lexicon, run: str) -> Iterator[str]:
    """Yield known runs that influence the reading of a run: nouns in it, or runs with its noun."""
    lengths = noun_lengths(run)
    yield from (run[:length] for length in lengths)
    for noun in may_be_compounds(run, lengths):
        yield from pieces_of(noun)
        # The number of runs with this noun decides whether the analyser reads it.
        for other in lexicon.texts(lexicon.with_prefix(noun)):
            if len(noun) in noun_lengths(other):
                yield other
    if doubtful_stem(run):
        yield from witnesses(run)
    if FULL_NAME in (len(run), *lengths):
        yield from runs_with_given_name(run[:FULL_NAME])


def _standing(lexicon: Lexicon, runs: set[str]) -> set[str]:
    """Return the runs that are eojeols, or part of an eojeol with letters and digits."""
    alone = {run for run in runs if lexicon.find(run) >= 0}
    rest = runs - alone
    if len(rest) <= _MAX_SCANNED_RUNS:
        pieces = [np.zeros(0, np.int64), *map(lexicon.containing, rest)]
        holders = distinct(np.concatenate(pieces))
    else:
        holders = lexicon.select(_mixed)
    beside = {run for text in lexicon.texts(holders) for run in hangul_runs(text)}
    return alone | (rest & beside)


def _mixed(table: StringTable) -> Ids:
    """Return the strings that are not only Hangul."""
    other = (table.chars < _HANGUL_START) | (table.chars > _HANGUL_END)
    numbers = np.searchsorted(table.starts, np.flatnonzero(other), side="right") - 1
    return distinct(numbers.astype(np.int64))


def _numbered(lexicon: Lexicon, terms: Iterable[Term]) -> tuple[dict[str, int], list[str]]:
    """Return the number of each term, and the new terms in the order of their numbers."""
    numbers = {text: lexicon.find_term(text) for text in {term.text for term in terms}}
    new = sorted(text for text, number in numbers.items() if number < 0)
    numbers.update((text, lexicon.term_count + place) for place, text in enumerate(new))
    return numbers, new


def _differing(part: LexiconPart, rows: dict[int, _EojeolEntry]) -> dict[int, _EojeolEntry]:
    """Return the rows of a part's eojeols that have changed, by their number in the part."""
    differing = {}
    for eojeol, row in rows.items():
        number = eojeol - part.first_eojeol
        if 0 <= number < len(part.eojeols):
            terms, spans = part.rows(number)
            if row != (terms, spans, part.nominal(number)):
                differing[number] = row
    return differing


def _with_rows(part: LexiconPart, rows: dict[int, _EojeolEntry]) -> dict[str, AnyArray]:
    """Return the arrays of a part in which some eojeols have other terms."""
    numbers = np.array(sorted(rows), np.int64)
    chosen = [rows[number] for number in numbers.tolist()]
    ends = np.cumsum(part.counts, dtype=np.int64)[numbers]
    begins = (ends - part.counts[numbers]).tolist()
    counts = part.arrays["term_counts"].copy()
    counts[numbers] = [len(row.terms) | (NOMINAL if row.nominal else 0) for row in chosen]
    terms = [np.array(row.terms, np.uint32) for row in chosen]
    spans = [np.array(row.spans, np.uint16) for row in chosen]
    return {
        **part.arrays,
        "term_counts": counts,
        "eojeol_terms": replaced(part.arrays["eojeol_terms"], begins, ends.tolist(), terms),
        "eojeol_spans": replaced(part.arrays["eojeol_spans"], begins, ends.tolist(), spans),
    }
