"""The terms of a segment's fields in the order of their bytes, and their postings.

Text fields have the terms of the lexicon. The terms of ids, keywords and dates come from columns;
their postings are built on first use.
"""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.fields import DATETIME
from whoosh.support.levenshtein import distance

from ksearch.arrays.types import Ids
from ksearch.lexicon.string_table import StringTable
from ksearch.storage.segments.postings import FREQUENCIES
from ksearch.storage.segments.segment import NO_DATE, Segment
from ksearch.whoosh_bridge.matching import TermPostings
from ksearch.whoosh_bridge.schema import bytes_of_term, fold_value, moment_of, term_of_bytes

_SIGN_BIT = np.uint64(1 << 63)


class FieldTerms(ABC):
    """The terms of one field of a segment."""

    @abstractmethod
    def postings(self, term: bytes) -> TermPostings | None:
        """Return the postings of a term; None if no article has it."""

    @abstractmethod
    def since(self, start: bytes) -> Iterator[bytes]:
        """Yield the terms from ``start`` on."""

    def near(self, text: str, edits: int) -> Iterator[str]:
        """Yield the terms within ``edits`` edits (of characters), in no order."""
        return _nearest(map(term_of_bytes, self.since(b"")), text, edits)


def _nearest(words: Iterable[str], text: str, edits: int) -> Iterator[str]:
    return (word for word in words if distance(word, text, limit=edits) <= edits)


class TextTerms(FieldTerms):
    """The terms of a text field, or of several (``bits`` as in the schema)."""

    def __init__(self, segment: Segment, bits: int, lengths: Ids) -> None:
        self._segment = segment
        self._fields = [field for field in range(3) if bits >> field & 1]
        self._lengths = lengths

    def postings(self, term: bytes) -> TermPostings | None:
        """Return the postings of a term, or None where no article has it in the field."""
        number = self._segment.lexicon.find_term(term_of_bytes(term))
        postings = self._segment.postings
        place = int(np.searchsorted(postings.terms, number)) if number >= 0 else -1
        if place < 0 or place == len(postings.terms) or postings.terms[place] != number:
            return None
        weights = self._weights(postings.frequencies_of(place))
        held = weights > 0
        if not held.any():
            return None
        articles = postings.articles_of(place)[held].astype(np.int64)
        return TermPostings(articles, weights[held], self._lengths[articles], number)

    def _weights(self, packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        weights: npt.NDArray[np.float32] = FREQUENCIES[self._fields].sum(axis=0)[packed]
        return weights

    @cached_property
    def _numbers(self) -> npt.NDArray[np.bool_]:
        """Whether the field has each term of the lexicon."""
        postings = self._segment.postings
        held = np.zeros(self._segment.lexicon.term_count, np.bool_)
        if len(postings.terms):
            weights = self._weights(postings.frequencies)
            held[postings.terms] = np.maximum.reduceat(weights, postings.starts[:-1]) > 0
        return held

    @cached_property
    def _parts(self) -> list[tuple[StringTable, Ids]]:
        """The field's terms in each part of the lexicon, in sorted order."""
        found = []
        for part in self._segment.lexicon.parts:
            numbers = part.terms.with_prefix("")
            found.append((part.terms, numbers[self._numbers[part.first_term + numbers]]))
        return found

    def since(self, start: bytes) -> Iterator[bytes]:
        """Yield the terms from ``start`` on."""
        return heapq.merge(*(_since(table, numbers, start) for table, numbers in self._parts))

    def near(self, text: str, edits: int) -> Iterator[str]:
        """Yield the terms within ``edits`` edits; most are ruled out by counting letters."""
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
        for table, numbers in self._parts:
            # An edit may change both units of a character outside the BMP.
            slack = edits * (2 if table.has_astral or len(units) != len(text) else 1)
            possible = _possible(table, numbers, units, slack)
            yield from _nearest(table.texts(possible.tolist()), text, edits)


def _possible(table: StringTable, numbers: Ids, units: npt.NDArray[np.uint16], slack: int) -> Ids:
    """Return the strings of similar length that share all but ``slack`` code units."""
    sizes = table.lengths[numbers].astype(np.int64)
    fitting = numbers[np.abs(sizes - len(units)) <= slack]
    found, sizes = table.gather(fitting)
    marks = np.concatenate(([0], np.cumsum(np.isin(found, units))))
    ends = np.cumsum(sizes)
    shared = marks[ends] - marks[ends - sizes]
    possible: Ids = fitting[shared >= len(units) - slack]
    return possible


def _since(table: StringTable, numbers: Ids, start: bytes) -> Iterator[bytes]:
    first = bisect_left(numbers, start, key=lambda number: bytes_of_term(table.text(number)))
    for number in numbers[first:].tolist():
        yield bytes_of_term(table.text(number))


class ValueTerms(FieldTerms):
    """The values of a keyword field, ignoring case; values between commas are separate terms."""

    def __init__(self, segment: Segment, name: str) -> None:
        self._column = segment.column(name)
        self._size = len(segment)

    @cached_property
    def _articles(self) -> dict[bytes, list[int]]:
        found: dict[bytes, list[int]] = {}
        terms_of: dict[str, list[bytes]] = {}
        for article, value in enumerate(self._column.all()):
            if value is None:
                continue
            if value not in terms_of:
                folded = (fold_value(part) for part in value.split(","))
                terms_of[value] = [bytes_of_term(part) for part in dict.fromkeys(folded) if part]
            for term in terms_of[value]:
                found.setdefault(term, []).append(article)
        return found

    @cached_property
    def _sorted(self) -> list[bytes]:
        return sorted(self._articles)

    def postings(self, term: bytes) -> TermPostings | None:
        """Return the articles with a value, or None; a list with commas counts as one."""
        articles = self._articles.get(term)
        if articles is None and b"," in term:
            articles = np.flatnonzero(self._column.matching(term_of_bytes(term))).tolist()
        return _existence(np.array(articles, np.int64)) if articles else None

    def since(self, start: bytes) -> Iterator[bytes]:
        """Yield the values from ``start`` on."""
        return iter(self._sorted[bisect_left(self._sorted, start) :])


class IdTerms(FieldTerms):
    """The ids of the articles."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    @cached_property
    def _sorted(self) -> list[bytes]:
        return sorted({bytes_of_term(value) for value in self._segment.column("id").all() if value})

    def postings(self, term: bytes) -> TermPostings | None:
        """Return the live article with an id, or None."""
        article = self._segment.find(term_of_bytes(term))
        return _existence(np.array([article], np.int64)) if article >= 0 else None

    def since(self, start: bytes) -> Iterator[bytes]:
        """Yield the ids from ``start`` on, those of deleted articles included."""
        return iter(self._sorted[bisect_left(self._sorted, start) :])


class DateTerms(FieldTerms):
    """The dates, and coarser prefixes of them, from which Whoosh composes ranges.

    Whoosh maps times to numbers in the same order, and has as terms the number shifted right by 0,
    8, 16, … bits, each with the shift before it.
    """

    def __init__(self, segment: Segment, field: DATETIME) -> None:
        self._articles = np.flatnonzero(segment.seconds != NO_DATE)
        moments = moment_of(1) - moment_of(0), moment_of(0)
        scaled = segment.seconds[self._articles] * moments[0] + moments[1]
        self._values = scaled.astype(np.int64).view(np.uint64) ^ _SIGN_BIT
        self._shifts = range(0, field.bits, field.shift_step)
        self._tiers: dict[int, tuple[npt.NDArray[np.uint64], Ids]] = {}

    def _tier(self, shift: int) -> tuple[npt.NDArray[np.uint64], Ids]:
        """Return the shifted values in order, and the article of each."""
        if shift not in self._tiers:
            values = self._values >> np.uint64(shift)
            order = np.argsort(values, kind="stable")
            self._tiers[shift] = values[order], self._articles[order]
        return self._tiers[shift]

    def postings(self, term: bytes) -> TermPostings | None:
        """Return the articles whose date begins with a prefix, or None."""
        if len(term) != 9 or term[0] not in self._shifts:
            return None
        values, articles = self._tier(term[0])
        value = np.uint64(int.from_bytes(term[1:], "big"))
        begin, end = np.searchsorted(values, value), np.searchsorted(values, value, side="right")
        return _existence(np.sort(articles[begin:end])) if end > begin else None

    def since(self, start: bytes) -> Iterator[bytes]:
        """Yield the prefixes from ``start`` on."""
        for shift in self._shifts:
            head = bytes([shift])
            if start > head + b"\xff" * 8:
                continue
            values = np.unique(self._tier(shift)[0])
            if start > head:
                least = int.from_bytes(start[1:9].ljust(8, b"\0"), "big")
                values = values[np.searchsorted(values, np.uint64(least)) :]
            for value in values.tolist():
                yield head + value.to_bytes(8, "big")


def _existence(articles: Ids) -> TermPostings:
    ones: Any = np.ones(len(articles))
    return TermPostings(articles, ones.astype(np.float32), ones.astype(np.int64))
