"""Reads the base lexicon (`data/base.ksa`), which `scripts/base_lexicon.py` makes.

With it, a search need not load Kiwi, which takes a second, and a build sends only a part of its
runs to Kiwi. An index names the base lexicon that it was analysed with, because a word must be read
the same way in a query as in an article.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ArrayFile, LazyArray, lazily
from ksearch.arrays.types import AnyArray, Ids
from ksearch.korean.analyses import AnalysisColumns, RunAnalysis, Term, unpack_span
from ksearch.korean.grammar.derivation import BASE_MARK
from ksearch.lexicon.lexicon import NOMINAL
from ksearch.lexicon.string_table import StringTable
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt, KSearchError

#: The longest run that a base lexicon has, in syllables.
LONGEST_RUN = 12
#: How the text of a term is stored: as the characters of its span; as its first characters and 다
#: (their number, up to `LONGEST_RUN`, is added); as an entry in the table of texts (its index is
#: added).
SLICE = 0
EXPLICIT = 64
#: Added to one of the first two if the term is a base (`derivation.BASE_MARK`).
BASE = 32

_FILE = Path(__file__).parent.parent / "data" / "base.ksa"
_decode = codecs.utf_16_le_decode
#: Least runs for which reading the whole lexicon is faster than looking them up one by one.
_MIN_BULK_LOOKUP = 4096
#: Most code units that are their own hash.
_EXACT = 4
#: Multiplies the hash of a run; any large odd number will do.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class _Length(NamedTuple):
    """The runs of one length, sorted; uint16 code units end to end, and uint32 numbers."""

    runs: LazyArray
    analyses: LazyArray


class _RunRow(NamedTuple):
    """An analysis: the spelling of each term, and its characters in the run.

    Attributes:
        nominal: whether it is a bare noun.
        texts: the number of each term's spelling.
        spans: as `analyses.pack_span` makes them.
        spelt: each term's spelling with its first and past-last character.
    """

    nominal: bool
    texts: list[int]
    spans: list[int]
    spelt: list[tuple[int, int, int]]


class BaseLexicon:
    """Runs of Hangul with their analyses; memory-mapped, safe to share between threads.

    Runs of one length are stored together in sorted order, each with the number of its analysis.
    Analyses are shared: most nouns have the analysis of 학교 (the whole run is one noun).
    """

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._arrays = arrays
        self._lengths = [
            _Length(lazily(arrays, f"runs_{length}"), lazily(arrays, f"analyses_{length}"))
            for length in range(1, LONGEST_RUN + 1)
        ]
        self._texts = lazily(arrays, "texts")
        self._spans = lazily(arrays, "spans")
        self._terms = StringTable(arrays, "term_")
        #: Its name in the manifest of an index that was analysed with it.
        self.name = bytes(arrays["name"]).decode()

    def __len__(self) -> int:
        return sum(len(of.analyses) for of in self._lengths)

    @cached_property
    def _counts(self) -> npt.NDArray[np.uint8]:
        return self._arrays["counts"]

    @cached_property
    def _starts(self) -> memoryview:
        """Where the terms of each analysis begin."""
        return np.concatenate(([0], np.cumsum(self._counts & (NOMINAL - 1), dtype=np.int64))).data

    def runs(self) -> list[str]:
        """Return every run, shorter ones first."""
        found: list[str] = []
        for length, of in enumerate(self._lengths, start=1):
            text = of.runs.whole().tobytes().decode("utf-16-le")
            found += [text[start : start + length] for start in range(0, len(text), length)]
        return found

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return the analysis of a run, or None if the lexicon does not have it."""
        number = self._number(run)
        return None if number < 0 else self.read_as(number, run)

    def _number(self, run: str) -> int:
        """Return the number of a run's analysis, or -1."""
        length = len(run)
        if not 0 < length <= LONGEST_RUN:
            return -1
        runs, analyses = self._lengths[length - 1]
        low, high = 0, len(analyses)
        while low < high:
            middle = (low + high) // 2
            begin = middle * length
            found = _decode(runs.between(begin, begin + length).data, "surrogatepass")[0]
            if found == run:
                return int(analyses.between(middle, middle + 1)[0])
            if found < run:
                low = middle + 1
            else:
                high = middle
        return -1

    def numbers(self, runs: Sequence[str]) -> Ids:
        """Return the number of the analysis of each run (int64); -1 for unknown runs.

        The first call for many reads all of the lexicon.
        """
        if len(runs) < _MIN_BULK_LOOKUP and not self._tables:
            return np.fromiter(map(self._number, runs), np.int64, len(runs))
        found = np.full(len(runs), -1, np.int64)
        lengths = np.fromiter(map(len, runs), np.int64, len(runs))
        units = np.frombuffer("".join(runs).encode("utf-16-le", "surrogatepass"), np.uint16)
        if len(units) != int(lengths.sum()):
            raise ValueError("a run is not made of Hangul alone")
        starts = np.cumsum(lengths) - lengths
        for length in range(1, LONGEST_RUN + 1):
            places = np.flatnonzero(lengths == length)
            if len(places):
                asked = units[starts[places][:, None] + np.arange(length)]
                found[places] = self._numbers(asked)
        return found

    def _numbers(self, asked: npt.NDArray[np.uint16]) -> Ids:
        """Return the numbers of runs of one length: code units, of shape (runs, length)."""
        runs, analyses = self._lengths[asked.shape[1] - 1]
        found = np.full(len(asked), -1, np.int64)
        if len(analyses):
            hashes, order = self._hashed(asked.shape[1])
            known = runs.whole().reshape(-1, asked.shape[1])
            wanted = _hashes(asked)
            ranks = np.minimum(hashes.searchsorted(wanted), len(hashes) - 1)
            same = np.flatnonzero(hashes[ranks] == wanted)
            places = order[ranks[same]]
            equal = (known[places] == asked[same]).all(axis=1)
            found[same[equal]] = analyses.whole()[places[equal]]
        return found

    def _hashed(self, length: int) -> tuple[npt.NDArray[np.uint64], Ids]:
        """Return the hashes of all runs of a length, sorted, and the indices of the runs."""
        kept = self._tables.get(length)
        if kept is None:
            hashes = _hashes(self._lengths[length - 1].runs.whole().reshape(-1, length))
            # Sorted runs are also sorted by their hashes, if these are the runs themselves.
            exact = length <= _EXACT
            order = np.arange(len(hashes)) if exact else np.argsort(hashes)
            kept = self._tables[length] = hashes if exact else hashes[order], order
        return kept

    @cached_property
    def _tables(self) -> dict[int, tuple[npt.NDArray[np.uint64], Ids]]:
        return {}

    def read_as(self, number: int, run: str) -> RunAnalysis:
        """Return an analysis as the analysis of a given run."""
        row = self._row(number)
        terms = [
            Term(self._spelt(text, run, start, end), start, end, kind)
            for text, (start, end, kind) in zip(row.texts, map(unpack_span, row.spans), strict=True)
        ]
        return RunAnalysis(tuple(terms), row.nominal)

    def columns(self, runs: Sequence[str], numbers: Sequence[int]) -> AnalysisColumns:
        """Return the analyses of many runs, given by their numbers."""
        found = AnalysisColumns(list(runs), [], [], [], [])
        _, counts, texts, spans, nominal = found
        rows = self._known_rows
        for run, number in zip(runs, numbers, strict=True):
            row = rows.get(number) or self._row(number)
            counts.append(len(row.spans))
            spans.extend(row.spans)
            nominal.append(row.nominal)
            for text, start, end in row.spelt:
                texts.append(self._spelt(text, run, start, end) if text else run[start:end])
        return found

    def _row(self, number: int) -> _RunRow:
        """Return an analysis as it is stored."""
        row = self._known_rows.get(number)
        if row is None:
            begin, end = self._starts[number], self._starts[number + 1]
            spans = self._spans.between(begin, end).tolist()
            texts = self._texts.between(begin, end).tolist()
            spelt = [
                (text, start, last)
                for text, (start, last, _) in zip(texts, map(unpack_span, spans), strict=True)
            ]
            row = _RunRow(self.is_nominal(number), texts, spans, spelt)
            self._known_rows[number] = row
        return row

    @cached_property
    def _known_rows(self) -> dict[int, _RunRow]:
        """The analyses that have been read; most words share a few."""
        return {}

    def is_nominal(self, number: int) -> bool:
        """Return whether an analysis is a bare noun."""
        return bool(self._counts[number] & NOMINAL)

    def _spelt(self, text: int, run: str, start: int, end: int) -> str:
        if text >= EXPLICIT:
            return self._terms.text(text - EXPLICIT)
        stem = text % BASE
        spelt = run[start : start + stem] + "다" if stem else run[start:end]
        return BASE_MARK + spelt if text >= BASE else spelt


def _hashes(units: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint64]:
    """Return a hash of each row of code units; of up to four units it is the row itself."""
    hashes = np.zeros(len(units), np.uint64)
    for place in range(units.shape[1]):
        column = units[:, place].astype(np.uint64)
        hashes = (hashes << np.uint64(16) | column) if place < _EXACT else hashes * _FACTOR + column
    return hashes


@cache
def base_lexicon() -> BaseLexicon:
    """Return the base lexicon of this version of ksearch.

    Raises:
        KSearchError: the file is missing, or not what was installed.
    """
    try:
        # An installer may have put a link there; the files of an index never are links.
        return BaseLexicon(ArrayFile(_FILE.resolve()))
    except IndexCorrupt as error:
        raise KSearchError(
            Message(
                "{file}, a file of ksearch itself, is damaged or missing: install ksearch again",
                file=_FILE.name,
            )
        ) from error
