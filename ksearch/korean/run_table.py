"""Runs of Hangul and their analyses as numbers: half a million of them cost little memory."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ranges
from ksearch.korean.analyses import RunAnalysis, Term
from ksearch.korean.inference import KnownRuns, stretched
from ksearch.korean.interning import Numbering
from ksearch.korean.lexicon import pack_span, unpack_span
from ksearch.korean.string_table import Ids


class KnownTerms(KnownRuns, Protocol):
    """What knows runs already, and how the terms are spelt (`lexicon.Lexicon`)."""

    def term_text(self, term: int) -> str:
        """Return the spelling of a term."""
        ...


class RunTerms(NamedTuple):
    """The terms of many runs, in their order.

    Attributes:
        counts: int64 per run, how many terms it has.
        terms: int64, their numbers.
        spans: uint16, as `lexicon.pack_span` made them.
        nominal: bool per run.
    """

    counts: Ids
    terms: Ids
    spans: npt.NDArray[np.uint16]
    nominal: npt.NDArray[np.bool_]


class RunTable:
    """What is known of the runs of a batch; terms are numbered by ``numbering``.

    Runs that mean the same (a noun, with and without a particle) share their terms.
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
        texts = [term.text for term in terms]
        spans = [pack_span(term.start, term.end, term.kind) for term in terms]
        self.add_packed(run, texts, spans, nominal=nominal)

    def add_packed(
        self, run: str, texts: Sequence[str], spans: Sequence[int], *, nominal: bool
    ) -> None:
        """Add a run with its terms' texts, and their spans as `lexicon.pack_span` makes them."""
        first = len(self._terms)
        self._terms.extend([self._numbering[text] for text in texts])
        self._spans.extend(spans)
        self._add_row(run, first, len(texts), nominal=nominal)

    def _add_row(self, run: str, first: int, count: int, *, nominal: bool) -> None:
        self.rows[run] = len(self._firsts)
        self._firsts.append(first)
        self._counts.append(count)
        self._nominal.append(nominal)

    def add_noun_with_ending(self, run: str, noun: str) -> None:
        """Add a run that says what the noun at its beginning says."""
        row = self.rows[noun]
        self._add_row(run, self._firsts[row], self._counts[row], nominal=False)

    def add_form(self, run: str, form: str) -> None:
        """Add a run that says what another form of the same verb says."""
        self.add(run, stretched(self.terms(form), len(form), len(run)), nominal=False)

    def nominal(self, run: str) -> bool:
        """Tell whether a run is a noun, to which particles may be added."""
        row = self.rows.get(run)
        return row is not None and bool(self._nominal[row])

    def count(self, run: str) -> int:
        """Return how many terms a run has."""
        return self._counts[self.rows[run]]

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

    def gather(self, runs: Sequence[str]) -> RunTerms:
        """Return the terms of many runs."""
        rows = np.fromiter(map(self.rows.__getitem__, runs), np.int64, len(runs))
        counts = np.frombuffer(self._counts, np.uint8)[rows].astype(np.int64)
        chosen = ranges(np.frombuffer(self._firsts, np.uint32)[rows].astype(np.int64), counts)
        terms = np.frombuffer(self._terms, np.uint32)[chosen].astype(np.int64)
        spans = np.frombuffer(self._spans, np.uint16)[chosen]
        nominal = np.frombuffer(self._nominal, np.uint8)[rows].astype(np.bool_)
        return RunTerms(counts, terms, spans, nominal)
