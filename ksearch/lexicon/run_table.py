"""Runs of Hangul and their analyses as numbers; compact, because there may be half a million."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ranges
from ksearch.arrays.types import Ids
from ksearch.korean.analyses import (
    AnalysisColumns,
    KnownRuns,
    RunAnalysis,
    Term,
    pack_span,
    unpack_span,
)
from ksearch.korean.grammar.inference import terms_of_form, terms_of_noun
from ksearch.lexicon.interning import Numbering


class KnownTerms(KnownRuns, Protocol):
    """A lexicon of known runs that also spells terms (`lexicon.Lexicon`)."""

    def term_text(self, term: int) -> str:
        """Return the spelling of a term."""
        ...


class RunTerms(NamedTuple):
    """The terms of many rows, in their order.

    Attributes:
        counts: int64 per row, how many terms it has.
        terms: int64, their numbers.
        spans: uint16, as `analyses.pack_span` made them.
        nominal: bool per row.
    """

    counts: Ids
    terms: Ids
    spans: npt.NDArray[np.uint16]
    nominal: npt.NDArray[np.bool_]


class RunTable:
    """The analyses of the runs of a batch; terms are numbered by ``numbering``.

    Runs with the same terms (a noun with and without a particle) share them.
    """

    def __init__(self, lexicon: KnownTerms, numbering: Numbering) -> None:
        self._lexicon = lexicon
        self._numbering = numbering
        self.rows: dict[str, int] = {}
        self._firsts = array("I")
        self._counts = array("B")
        self._nominal = bytearray()
        self._terms = array("I")
        self._spans = array("H")

    def __contains__(self, run: str) -> bool:
        return run in self.rows

    def add(self, run: str, terms: Sequence[Term], *, nominal: bool) -> None:
        """Add a run with its terms."""
        first = len(self._terms)
        self._terms.fromlist([self._numbering[term.text] for term in terms])
        self._spans.fromlist([pack_span(term.start, term.end, term.kind) for term in terms])
        self.rows[run] = len(self._firsts)
        self._firsts.append(first)
        self._counts.append(len(terms))
        self._nominal.append(nominal)

    def add_all(self, found: AnalysisColumns) -> None:
        """Add many runs with their terms."""
        first = len(self._terms)
        self._terms.fromlist(list(map(self._numbering.__getitem__, found.texts)))
        self._spans.fromlist(found.spans)
        self._add_rows(found.runs)
        if found.runs:
            self._firsts.fromlist(list(accumulate(found.counts[:-1], initial=first)))
        self._counts.fromlist(found.counts)
        self._nominal.extend(found.nominal)

    def _add_rows(self, runs: Sequence[str]) -> None:
        row = len(self._firsts)
        self.rows.update(zip(runs, range(row, row + len(runs)), strict=True))

    def add_nouns_with_endings(self, nouns: Mapping[str, int]) -> None:
        """Add runs with the same terms as the noun at their beginning, given by its row."""
        self._add_rows(list(nouns))
        firsts, counts = self._firsts, self._counts
        firsts.fromlist([firsts[row] for row in nouns.values()])
        counts.fromlist([counts[row] for row in nouns.values()])
        self._nominal.extend(bytes(len(nouns)))

    def add_form(self, run: str, form: str) -> None:
        """Add a run with the same terms as another form of its verb."""
        self.add(run, terms_of_form(run, form, self.terms(form)), nominal=False)

    def noun_row(self, run: str) -> int:
        """Return the row of a noun, to which endings may be added; -1 if the run is not a noun."""
        row = self.rows.get(run, -1)
        return row if row >= 0 and self._nominal[row] else -1

    def nominal(self, run: str) -> bool:
        """Return whether a run is a noun, to which particles may be added."""
        return self.noun_row(run) >= 0

    def terms(self, run: str) -> list[Term]:
        """Return the terms of a run.

        Raises:
            KeyError: the run is not in the table.
        """
        row = self.rows[run]
        chosen = range(self._firsts[row], self._firsts[row] + self._counts[row])
        return [Term(self._text(self._terms[n]), *unpack_span(self._spans[n])) for n in chosen]

    def _text(self, term: int) -> str:
        new = term - self._numbering.first_new
        return self._numbering.new[new] if new >= 0 else self._lexicon.term_text(term)

    def analysis(self, run: str) -> RunAnalysis:
        """Return the analysis of a run.

        Raises:
            KeyError: the run is not in the table.
        """
        return RunAnalysis(tuple(self.terms(run)), self.nominal(run))

    def terms_of_noun(self, run: str) -> Sequence[Term] | None:
        """Return the terms of a noun that is in the table or in the lexicon, or None."""
        if run in self.rows:
            return self.terms(run) if self.nominal(run) else None
        return terms_of_noun(run, self._lexicon)

    def rows_of(self, runs: Sequence[str]) -> Ids:
        """Return the rows of many runs (int64).

        Raises:
            KeyError: one is not in the table.
        """
        return np.fromiter(map(self.rows.__getitem__, runs), np.int64, len(runs))

    def counts(self, rows: Ids) -> Ids:
        """Return how many terms each row has (int64)."""
        # A copy, because nothing can be added while numpy holds the memory.
        return np.frombuffer(self._counts, np.uint8)[rows].astype(np.int64)

    def gather(self, rows: Ids) -> RunTerms:
        """Return the terms of many rows."""
        counts = self.counts(rows)
        chosen = ranges(np.frombuffer(self._firsts, np.uint32)[rows].astype(np.int64), counts)
        terms = np.frombuffer(self._terms, np.uint32)[chosen].astype(np.int64)
        spans = np.frombuffer(self._spans, np.uint16)[chosen]
        nominal = np.frombuffer(self._nominal, np.uint8)[rows].astype(np.bool_)
        return RunTerms(counts, terms, spans, nominal)
