"""The lexicon: every distinct eojeol of an index with its terms, memory-mapped.

It is made of parts, each immutable and added by one commit; the numbers of a part's eojeols and
terms continue those of the part before, and never change. Look-ups return numbers of eojeols and
terms; segments map these to articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct, lazily, ranges, stable_order
from ksearch.arrays.types import AnyArray, Ids
from ksearch.arrays.warm import Warm
from ksearch.korean.analyses import SPAN_BITS, SPAN_MASK, RunAnalysis, Term, TermKind, unpack_span
from ksearch.lexicon.string_table import StringTable
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt

#: The bit of an eojeol's term count that marks a bare noun.
NOMINAL = 0x80
#: Look-ups of terms that scan a part before it is inverted in memory.
_SCANS_BEFORE_INVERTING = 32


class Expansion(NamedTuple):
    """The terms of many eojeols, one row a term.

    Attributes:
        owner: int64, the eojeol that the term belongs to, as its index in the call.
        terms: uint32, the terms' numbers.
        spans: uint16, as `pack_span` made them.
    """

    owner: Ids
    terms: npt.NDArray[np.uint32]
    spans: npt.NDArray[np.uint16]

    @property
    def starts(self) -> Ids:
        """The first character of each term within its eojeol."""
        return (self.spans.astype(np.int64) >> SPAN_BITS) & SPAN_MASK

    @property
    def ends(self) -> Ids:
        """One past the last character of each term within its eojeol."""
        return self.starts + (self.spans & SPAN_MASK)

    @property
    def kinds(self) -> Ids:
        """The `TermKind` of each term."""
        return self.spans.astype(np.int64) >> 14


class LexiconPart:
    """The eojeols and terms that one commit added.

    Attributes:
        first_eojeol, first_term: the numbers of its first eojeol and term.
        eojeols, terms: their spellings, as in the text and as in the index.
        keys: the folded spellings that differ from their eojeol; ``key_owners`` (uint32) has the
            eojeols' numbers in the part.
    """

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        first = arrays["first"]
        self.first_eojeol, self.first_term = int(first[0]), int(first[1])
        self.arrays = arrays
        self.eojeols = StringTable(arrays, "eojeol_")
        self.terms = StringTable(arrays, "term_")
        self.keys = StringTable(arrays, "key_")
        self.key_owners = arrays["key_owners"]
        self._counts = arrays["term_counts"]
        self._term_ids = lazily(arrays, "eojeol_terms")
        self._spans = lazily(arrays, "eojeol_spans")
        self._inverse: Warm[tuple[memoryview, npt.NDArray[np.uint32]]] = Warm(
            _SCANS_BEFORE_INVERTING
        )

    @cached_property
    def counts(self) -> npt.NDArray[np.uint8]:
        """The number of terms of each eojeol (uint8)."""
        return (self._counts & (NOMINAL - 1)).astype(np.uint8)

    @cached_property
    def _starts(self) -> npt.NDArray[np.uint32]:
        starts = np.zeros(len(self._counts) + 1, np.uint32)
        starts[1:] = self.counts
        np.cumsum(starts, out=starts)
        if not int(starts[-1]) == len(self._term_ids) == len(self._spans):
            raise IndexCorrupt(
                Message(
                    "the terms of the words do not add up; run `ksearch check --repair`, or "
                    "`ksearch rebuild`"
                )
            )
        return starts

    def nominal(self, number: int) -> bool:
        """Return whether an eojeol of the part is a bare noun."""
        return bool(self._counts[number] & NOMINAL)

    def rows(self, number: int) -> tuple[list[int], list[int]]:
        """Return the term numbers and packed spans of one eojeol of the part."""
        begin, end = int(self._starts[number]), int(self._starts[number + 1])
        return (
            self._term_ids.between(begin, end).tolist(),
            self._spans.between(begin, end).tolist(),
        )

    def expand(self, numbers: Ids) -> Expansion:
        """Return the terms of many eojeols of the part."""
        counts = self.counts[numbers].astype(np.int64)
        rows = ranges(self._starts[numbers].astype(np.int64), counts)
        owner = np.repeat(np.arange(len(numbers)), counts)
        return Expansion(owner, self._term_ids.at(rows), self._spans.at(rows))

    def occurring_terms(self, numbers: Ids) -> tuple[Ids, npt.NDArray[np.uint32]]:
        """Return the terms of many eojeols of the part, with the index of the eojeol of each."""
        counts = self.counts[numbers].astype(np.int64)
        rows = ranges(self._starts[numbers].astype(np.int64), counts)
        return np.repeat(np.arange(len(numbers)), counts), self._term_ids.at(rows)

    @cached_property
    def _key_rows(self) -> npt.NDArray[np.int32]:
        """The row in ``keys`` of each eojeol (int32); -1 where the eojeol is its own key."""
        rows = np.full(len(self.eojeols), -1, np.int32)
        rows[self.key_owners] = np.arange(len(self.key_owners))
        return rows

    def gather_keys(self, numbers: Ids) -> tuple[npt.NDArray[np.uint16], Ids]:
        """Return the code units of the keys of many eojeols end to end, and each one's length."""
        rows = self._key_rows[numbers]
        respelt = np.flatnonzero(rows >= 0)
        if not len(respelt):
            return self.eojeols.gather(numbers)
        kept = np.flatnonzero(rows < 0)
        pieces = [
            (kept, *self.eojeols.gather(numbers[kept])),
            (respelt, *self.keys.gather(rows[respelt].astype(np.int64))),
        ]
        return _interleaved(pieces, len(numbers))

    def having(self, numbers: Ids, wanted: npt.NDArray[np.bool_]) -> Expansion:
        """Return the wanted terms (bool by term) of many eojeols of the part."""
        starts = self._starts[numbers].astype(np.int64)
        counts = self._starts[numbers + 1] - starts
        rows = ranges(starts, counts)
        chosen = np.flatnonzero(wanted[self._term_ids.at(rows)])
        owner = counts.cumsum().searchsorted(chosen, side="right")
        rows = rows[chosen]
        return Expansion(owner, self._term_ids.at(rows), self._spans.at(rows))

    def _invert(self) -> tuple[memoryview, npt.NDArray[np.uint32]]:
        """Return the start of each term's eojeols, and the eojeols (numbered over all parts)."""
        term_ids = self._term_ids.whole()
        order = stable_order(term_ids.astype(np.uint16), (term_ids >> 16).astype(np.uint16))
        last = self.first_eojeol + len(self._counts)
        owners = np.repeat(np.arange(self.first_eojeol, last, dtype=np.uint32), self.counts)
        counts = np.bincount(term_ids)
        return np.concatenate(([0], counts.cumsum())).astype(np.uint32).data, owners[order]

    def holders(self, term: int) -> Ids:
        """Return the eojeols of the part that have a term, numbered over all parts."""
        if self._inverse.get(self._invert) is None:
            return self.first_eojeol + self._owners(np.flatnonzero(self._term_ids.whole() == term))
        return self.inverted_holders(term).astype(np.int64)

    def inverted_holders(self, term: int) -> npt.NDArray[np.uint32]:
        """Return the eojeols of a term (uint32); the first call inverts the part in memory."""
        starts, owners = self._inverse.now(self._invert)
        return owners[starts[term] : starts[term + 1]] if term + 1 < len(starts) else owners[:0]

    def holders_of_any(self, wanted: npt.NDArray[np.bool_], but: TermKind | None = None) -> Ids:
        """Return the eojeols of the part that have a wanted term (bool by term), ascending.

        Terms of the kind ``but`` do not count.
        """
        rows = np.flatnonzero(wanted[self._term_ids.whole()])
        if but is not None:
            rows = rows[self._spans.at(rows) >> 14 != but]
        return distinct(self._owners(rows))

    def _owners(self, rows: Ids) -> Ids:
        """Return the eojeol of each row of `_term_ids`."""
        # The same dtype as `_starts`, which searchsorted would convert otherwise.
        return np.searchsorted(self._starts, rows.astype(np.uint32), side="right") - 1


class Lexicon:
    """All parts of an index's lexicon, read as one."""

    def __init__(self, parts: Sequence[LexiconPart]) -> None:
        self.parts = tuple(parts)
        last = self.parts[-1] if self.parts else None
        self.eojeol_count = last.first_eojeol + len(last.eojeols) if last else 0
        self.term_count = last.first_term + len(last.terms) if last else 0

    def _part_of(self, eojeol: int) -> LexiconPart:
        for part in reversed(self.parts):
            if eojeol >= part.first_eojeol:
                return part
        raise IndexError(eojeol)

    def text(self, eojeol: int) -> str:
        """Return the spelling of an eojeol in the text."""
        part = self._part_of(eojeol)
        return part.eojeols.text(eojeol - part.first_eojeol)

    def find(self, text: str) -> int:
        """Return the number of an eojeol spelt exactly so, or -1."""
        for part in self.parts:
            number = part.eojeols.find(text)
            if number >= 0:
                return part.first_eojeol + number
        return -1

    def is_nominal(self, text: str) -> bool:
        """Return whether an eojeol with this spelling is a bare noun."""
        number = self.find(text)
        if number < 0:
            return False
        part = self._part_of(number)
        return part.nominal(number - part.first_eojeol)

    def find_key(self, key: str) -> list[int]:
        """Return the numbers of the eojeols with this folded spelling (see `terms.key_of`)."""
        found = []
        for part in self.parts:
            number = part.eojeols.find(key)
            if number >= 0:
                found.append(part.first_eojeol + number)
            if len(part.keys):
                found.extend(
                    part.first_eojeol + int(part.key_owners[row]) for row in part.keys.find_all(key)
                )
        return list(dict.fromkeys(found))

    def find_term(self, text: str) -> int:
        """Return the number of a term, or -1."""
        for part in self.parts:
            number = part.terms.find(text)
            if number >= 0:
                return part.first_term + number
        return -1

    def term_text(self, term: int) -> str:
        """Return the spelling of a term."""
        for part in reversed(self.parts):
            if term >= part.first_term:
                return part.terms.text(term - part.first_term)
        raise IndexError(term)

    def stem_lengths(self, terms: Ids) -> Ids:
        """Return the length of each term's verb stem in letters (int64); 0 if it is not a verb."""
        stems = np.zeros(len(terms), np.int64)
        for part in self.parts:
            table = part.terms
            own = np.flatnonzero(
                (terms >= part.first_term) & (terms < part.first_term + len(table))
            )
            numbers = terms[own].astype(np.int64) - part.first_term
            stems[own] = np.where(
                table.last_units(numbers) == ord("다"),
                table.lengths[numbers].astype(np.int64) - 1,
                0,
            )
        return stems

    def terms_of(self, eojeol: int) -> list[tuple[int, int, int, TermKind]]:
        """Return an eojeol's terms: number, first and past-last character, kind."""
        part = self._part_of(eojeol)
        terms, spans = part.rows(eojeol - part.first_eojeol)
        return [(term, *unpack_span(span)) for term, span in zip(terms, spans, strict=True)]

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return the analysis of a run of Hangul that is an eojeol, or None."""
        eojeol = self.find(run)
        return None if eojeol < 0 else self.analysis_of(eojeol)

    def analysis_of(self, eojeol: int) -> RunAnalysis:
        """Return the analysis of an eojeol that is one run of Hangul."""
        part = self._part_of(eojeol)
        terms = tuple(
            Term(self.term_text(term), start, end, kind)
            for term, start, end, kind in self.terms_of(eojeol)
        )
        return RunAnalysis(terms, part.nominal(eojeol - part.first_eojeol))

    def expand(self, eojeols: Ids) -> Expansion:
        """Return the terms of many eojeols, in their order."""
        return self._expansion(eojeols, LexiconPart.expand)

    def occurring_terms(self, eojeols: Ids) -> tuple[Ids, npt.NDArray[np.uint32]]:
        """Return all terms of many eojeols, in no order: the index of the eojeol, and the term."""
        owners, terms = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)]
        for part, places in self._by_part(eojeols):
            owner, found = part.occurring_terms(eojeols[places] - part.first_eojeol)
            owners.append(places[owner])
            terms.append(found)
        return np.concatenate(owners), np.concatenate(terms)

    def having(self, eojeols: Ids, wanted: npt.NDArray[np.bool_]) -> Expansion:
        """Return the wanted terms (bool by term) of many eojeols, in their order."""
        return self._expansion(eojeols, lambda part, numbers: part.having(numbers, wanted))

    def _expansion(
        self, eojeols: Ids, expand: Callable[[LexiconPart, Ids], Expansion]
    ) -> Expansion:
        if len(self.parts) == 1:
            return expand(self.parts[0], eojeols)
        pieces = []
        for part, places in self._by_part(eojeols):
            piece = expand(part, eojeols[places] - part.first_eojeol)
            pieces.append(piece._replace(owner=places[piece.owner]))
        if not pieces:
            return Expansion(np.zeros(0, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.uint16))
        owner = np.concatenate([piece.owner for piece in pieces])
        order = np.argsort(owner, kind="stable")
        return Expansion(
            owner[order],
            np.concatenate([piece.terms for piece in pieces])[order],
            np.concatenate([piece.spans for piece in pieces])[order],
        )

    def _by_part(self, eojeols: Ids) -> list[tuple[LexiconPart, Ids]]:
        """Group eojeols by part; yield each part with the indices of its eojeols."""
        firsts = np.array([part.first_eojeol for part in self.parts])
        which = np.searchsorted(firsts, eojeols, side="right") - 1
        return [
            (part, places)
            for number, part in enumerate(self.parts)
            if len(places := np.flatnonzero(which == number))
        ]

    def lengths(self, eojeols: Ids) -> Ids:
        """Return how many characters each eojeol has (int64)."""
        if len(self.parts) == 1:
            return self.parts[0].eojeols.characters(eojeols)
        lengths = np.empty(len(eojeols), np.int64)
        for part, places in self._by_part(eojeols):
            lengths[places] = part.eojeols.characters(eojeols[places] - part.first_eojeol)
        return lengths

    def utf8_lengths(self) -> Ids:
        """Return how many bytes of UTF-8 each eojeol has (int64)."""
        found = [np.zeros(0, np.int64)]
        for part in self.parts:
            units = part.eojeols.chars
            surrogate = (units & 0xF800) == 0xD800
            sizes = 1 + (units >= 0x80).astype(np.int64) + ((units >= 0x800) & ~surrogate)
            ends = np.concatenate(([0], np.cumsum(sizes)))
            found.append(ends[part.eojeols.starts[1:]] - ends[part.eojeols.starts[:-1]])
        return np.concatenate(found)

    def gather(self, eojeols: Ids) -> tuple[npt.NDArray[np.uint16], Ids]:
        """Return the UTF-16 code units of many eojeols end to end, and each one's length."""
        return self._gathered(eojeols, lambda part, numbers: part.eojeols.gather(numbers))

    def gather_keys(self, eojeols: Ids) -> tuple[npt.NDArray[np.uint16], Ids]:
        """Return the UTF-16 code units of many eojeols' keys end to end, and each one's length."""
        return self._gathered(eojeols, LexiconPart.gather_keys)

    def _gathered(
        self,
        eojeols: Ids,
        gather: Callable[[LexiconPart, Ids], tuple[npt.NDArray[np.uint16], Ids]],
    ) -> tuple[npt.NDArray[np.uint16], Ids]:
        if len(self.parts) == 1:
            return gather(self.parts[0], eojeols)
        pieces = [
            (places, *gather(part, eojeols[places] - part.first_eojeol))
            for part, places in self._by_part(eojeols)
        ]
        return _interleaved(pieces, len(eojeols))

    def texts(self, eojeols: Ids) -> list[str]:
        """Return the spellings of many eojeols in the text."""
        texts: list[str] = [""] * len(eojeols)
        for part, places in self._by_part(eojeols):
            numbers = (eojeols[places] - part.first_eojeol).tolist()
            found = part.eojeols.texts(numbers)
            for place, text in zip(places.tolist(), found, strict=True):
                texts[place] = text
        return texts

    def select(self, choose: Callable[[StringTable], Ids]) -> Ids:
        """Return the eojeols that a look-up in the folded spellings finds, in no order.

        ``choose`` is called with the table of spellings, and with the table of those folded
        spellings that differ: e.g. ``lambda table: table.containing("산업")``.
        """
        found = []
        for part in self.parts:
            found.append(part.first_eojeol + choose(part.eojeols))
            if len(part.keys):
                found.append(
                    part.first_eojeol + part.key_owners[choose(part.keys)].astype(np.int64)
                )
        return distinct(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def begins(self, key: str) -> bool:
        """Return whether the folded spelling of any eojeol begins with a key."""
        return any(part.eojeols.begins(key) or part.keys.begins(key) for part in self.parts)

    def with_prefix(self, key: str) -> Ids:
        """Return the eojeols whose folded spelling begins with a key."""
        return self.select(lambda table: table.with_prefix(key))

    def respelt_with_prefix(self, key: str) -> Ids:
        """Return the eojeols whose folded spelling differs from theirs and begins with a key."""
        found = [
            part.first_eojeol + part.key_owners[part.keys.with_prefix(key)].astype(np.int64)
            for part in self.parts
            if len(part.keys)
        ]
        return distinct(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def between(self, first: str, last: str) -> Ids:
        """Return the eojeols whose folded spelling is from one key to another, in their order."""
        return self.select(lambda table: table.between(first, last))

    def containing(self, key: str) -> Ids:
        """Return the eojeols whose folded spelling contains a key."""
        return self.select(lambda table: table.containing(key))

    def holders(self, term: int) -> Ids:
        """Return the eojeols that have a term.

        The first few calls scan the lexicon; after them, it is inverted in memory.
        """
        found = [part.holders(term) for part in self.parts]
        return found[0] if len(found) == 1 else np.concatenate(found or [np.zeros(0, np.int64)])

    def inverted_holders(self, term: int) -> list[npt.NDArray[np.uint32]]:
        """Return the eojeols that have a term (uint32), part by part.

        The first call inverts the lexicon in memory.
        """
        return [part.inverted_holders(term) for part in self.parts]

    def holders_of_any(self, terms: Ids, but: TermKind | None = None) -> Ids:
        """Return the eojeols that have one of many terms, ascending (see `LexiconPart`)."""
        wanted = np.zeros(self.term_count, np.bool_)
        wanted[terms] = True
        found = [part.first_eojeol + part.holders_of_any(wanted, but) for part in self.parts]
        return np.concatenate(found or [np.zeros(0, np.int64)])


def _interleaved(
    pieces: Sequence[tuple[Ids, npt.NDArray[np.uint16], Ids]], count: int
) -> tuple[npt.NDArray[np.uint16], Ids]:
    """Interleave gathered strings: return their code units end to end, and the length of each.

    Args:
        pieces: the indices of some strings in the result, their code units, and their lengths.
        count: how many strings there are in all pieces.
    """
    lengths = np.zeros(count, np.int64)
    for places, _, counts in pieces:
        lengths[places] = counts
    starts = np.cumsum(lengths) - lengths
    gathered = np.zeros(int(lengths.sum()), np.uint16)
    for places, units, counts in pieces:
        gathered[ranges(starts[places], counts)] = units
    return gathered, lengths
