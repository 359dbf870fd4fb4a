"""Data types of the analysis of a run of Hangul, independent of the analyser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple, Protocol

from ksearch.model.records import Record


class TermKind(IntEnum):
    """Why a term stands for an eojeol; higher numbers are weaker evidence."""

    MORPHEME = 0
    PART = 1
    ALTERNATIVE = 2
    SURFACE = 3


class Term(NamedTuple):
    """A term of a word, and the characters of the word that it stands for."""

    text: str
    start: int
    end: int
    kind: TermKind = TermKind.MORPHEME


#: The bits of a packed span that its length takes, and those that its first character takes.
SPAN_BITS = 7
SPAN_MASK = (1 << SPAN_BITS) - 1
_KINDS = tuple(TermKind)  # making an enum of its number takes ten times as long


def pack_span(start: int, end: int, kind: int) -> int:
    """Put a term's first character, length and kind into 16 bits."""
    return (kind << 14) | (start << SPAN_BITS) | (end - start)


def unpack_span(span: int) -> tuple[int, int, TermKind]:
    """Return a term's first and past-last character, and its kind."""
    start = (span >> SPAN_BITS) & SPAN_MASK
    return start, start + (span & SPAN_MASK), _KINDS[span >> 14]


class Morpheme(NamedTuple):
    """A morpheme as the analyser cut it: form, part of speech, and its characters."""

    form: str
    tag: str
    start: int
    end: int


class RunAnalysis(Record):
    """The analysis of one run of Hangul.

    Attributes:
        terms: what the index keeps of it, strongest first, without repetition.
        nominal: true where it is a noun (or nouns) with nothing after, so that a particle may
            follow it.
        morphemes: the best analysis, for people to look at; empty where it was inferred.
    """

    terms: tuple[Term, ...]
    nominal: bool
    morphemes: tuple[Morpheme, ...] = ()


class AnalysisColumns(NamedTuple):
    """The analyses of some runs: a list for each column, as they are sent and tabled.

    Attributes:
        runs: the runs.
        counts: how many terms each run has.
        texts: all runs' terms, one after the other.
        spans: where they occur, as `pack_span` makes them.
        nominal: whether each run is a noun.
    """

    runs: list[str]
    counts: list[int]
    texts: list[str]
    spans: list[int]
    nominal: list[bool]


class KnownRuns(Protocol):
    """A source of known runs (`lexicon.Lexicon`)."""

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return what is known of a run, or None."""


class Analyser(Protocol):
    """An analyser of runs of Hangul (`morphemes.MorphemeAnalyser`)."""

    def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        """Yield each run with its analysis."""

    def settings(self) -> list[tuple[str, str]] | None:
        """Return what another process needs to analyse alike; None where it could not."""
