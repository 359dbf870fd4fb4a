"""Postings: the articles of each term and its frequencies, built and stored as arrays.

The frequencies in title, lead and body are packed in one byte: two bits, two bits, four bits.
Larger frequencies are quantised (BM25 flattens them anyway): see `BODY_LEVELS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import chunks, lazily, ranges
from ksearch.arrays.types import AnyArray, Ids
from ksearch.lexicon.lexicon import Lexicon

TITLE, LEAD, BODY = range(3)
_SHIFTS = np.array([6, 4, 0])

#: Body frequencies by their four-bit code; others are rounded down to the next one.
BODY_LEVELS = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64])
_HEAD_LEVELS = np.arange(4)
#: Eojeols that are expanded at a time; each takes about 250 bytes of working memory. Larger
#: chunks are not faster.
_EXPANDED_EOJEOLS = 1 << 17
#: Share of the time that chunks take; the rest is merging them.
_OF_EXPANDING = 0.7
#: Threads that build postings: numpy releases the GIL while it sorts; each takes the memory of a
#: chunk.
_THREADS = 2


def _decoded() -> npt.NDArray[np.float32]:
    codes = np.arange(256)
    return np.stack(
        [
            _HEAD_LEVELS[codes >> 6],
            _HEAD_LEVELS[(codes >> 4) & 3],
            BODY_LEVELS[codes & 15],
        ]
    ).astype(np.float32)


#: float32 (3, 256): the frequencies in title, lead and body by packed byte.
FREQUENCIES = _decoded()


class Postings(NamedTuple):
    """The postings of a segment.

    Attributes:
        terms: uint32, the numbers of its terms, ascending.
        starts: uint32 (terms + 1), where each term's postings begin.
        articles: uint16, article numbers, ascending within a term.
        frequencies: uint8, packed.
    """

    terms: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]
    articles: npt.NDArray[np.uint16]
    frequencies: npt.NDArray[np.uint8]


class StoredPostings:
    """Reads the postings of a segment, verified against checksums as they are read.

    Attributes:
        terms, starts: as for `Postings`.

    Raises:
        IndexCorrupt: the arrays are inconsistent.
    """

    __slots__ = ("_articles", "_frequencies", "starts", "terms")

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self.terms: npt.NDArray[np.uint32] = arrays["terms"]
        self.starts: npt.NDArray[np.uint32] = arrays["term_starts"]
        self._articles = lazily(arrays, "articles")
        self._frequencies = lazily(arrays, "frequencies")

    def agree(self) -> bool:
        """Return whether terms, starts, articles and frequencies have consistent lengths."""
        starts = self.starts
        return (
            len(starts) == len(self.terms) + 1
            and int(starts[0]) == 0
            and int(starts[-1]) == len(self._articles) == len(self._frequencies)
            and not (starts[1:] < starts[:-1]).any()
        )

    def row_of(self, term: int) -> int:
        """Return the place of a term, -1 if no article holds it."""
        row = int(self.terms.searchsorted(np.uint32(term)))
        return row if row < len(self.terms) and self.terms[row] == term else -1

    def frequency_of(self, place: int) -> int:
        """Return how many articles hold the i-th term, deleted ones included."""
        return int(self.starts[place + 1]) - int(self.starts[place])

    def articles_of(self, place: int) -> npt.NDArray[np.uint16]:
        """Return the articles of the i-th term, deleted ones included (uint16)."""
        return self._articles.between(int(self.starts[place]), int(self.starts[place + 1]))

    def frequencies_of(self, place: int) -> npt.NDArray[np.uint8]:
        """Return the packed frequencies of the i-th term (uint8)."""
        return self._frequencies.between(int(self.starts[place]), int(self.starts[place + 1]))

    @property
    def articles(self) -> npt.NDArray[np.uint16]:
        """The articles of all terms."""
        return self._articles.whole()

    @property
    def frequencies(self) -> npt.NDArray[np.uint8]:
        """The packed frequencies of all terms."""
        return self._frequencies.whole()

    def whole(self) -> Postings:
        """Return the postings of all terms."""
        return Postings(self.terms, self.starts, self.articles, self.frequencies)


class FewPostings(StoredPostings):
    """The postings of a few articles in memory: those of a term are made when it is asked for.

    Most of the terms of the articles that a query looks at are not in the query.

    Args:
        lexicon, eojeols, bounds, fields: as for `build_postings`.
    """

    def __init__(self, lexicon: Lexicon, eojeols: Ids, bounds: Ids, fields: Ids) -> None:
        self._lexicon = lexicon
        self._eojeols = eojeols
        self._bounds = bounds
        self._fields = fields
        self._rows: dict[int, int] = {}
        self._found: list[tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]] = []

    @cached_property
    def _occurring(self) -> tuple[Ids, npt.NDArray[np.uint32]]:
        """The place of an eojeol for each of its terms, and the term."""
        return self._lexicon.occurring_terms(self._eojeols)

    @cached_property
    def _slots(self) -> Ids:
        """Three times the number of each eojeol's article, plus the number of its field (int64)."""
        articles = np.repeat(np.arange(len(self._fields)), np.diff(self._bounds))
        places = np.arange(len(self._eojeols))
        leads, bodies = self._fields[articles, 0], self._fields[articles, 1]
        slots: Ids = 3 * articles + (places >= leads) + (places >= bodies)
        return slots

    def row_of(self, term: int) -> int:
        """Return the place of a term, -1 if no article holds it."""
        row = self._rows.get(term)
        if row is None:
            row = self._rows[term] = self._work_out(term)
        return row

    def _work_out(self, term: int) -> int:
        places, terms = self._occurring
        owners = places[np.flatnonzero(terms == term)]
        if not len(owners):
            return -1
        slots = np.bincount(self._slots[owners], minlength=3 * len(self._fields))
        counts = slots.reshape(-1, 3)
        articles = np.flatnonzero(counts.any(axis=1))
        self._found.append((articles.astype(np.uint16), _packed_by_field(counts[articles])))
        return len(self._found) - 1

    def frequency_of(self, place: int) -> int:
        """Return how many articles hold a term, by its place."""
        return len(self._found[place][0])

    def articles_of(self, place: int) -> npt.NDArray[np.uint16]:
        """Return the articles of a term, by its place (uint16)."""
        return self._found[place][0]

    def frequencies_of(self, place: int) -> npt.NDArray[np.uint8]:
        """Return the packed frequencies of a term, by its place (uint8)."""
        return self._found[place][1]

    @cached_property
    def _built(self) -> Postings:
        return build_postings(self._lexicon, self._eojeols, self._bounds, self._fields)

    def whole(self) -> Postings:
        """Return the postings of all terms."""
        return self._built

    @property
    def terms(self) -> npt.NDArray[np.uint32]:  # type: ignore[override]
        """The numbers of all terms, ascending."""
        return self._built.terms

    @property
    def starts(self) -> npt.NDArray[np.uint32]:  # type: ignore[override]
        """Where the postings of each term begin."""
        return self._built.starts

    @property
    def articles(self) -> npt.NDArray[np.uint16]:
        """The articles of all terms."""
        return self._built.articles

    @property
    def frequencies(self) -> npt.NDArray[np.uint8]:
        """The packed frequencies of all terms."""
        return self._built.frequencies


def _packed_by_field(counts: Ids) -> npt.NDArray[np.uint8]:
    """Pack frequencies (int64: articles, 3 fields)."""
    codes = sum(_levels(counts[:, field], field) << _SHIFTS[field] for field in (TITLE, LEAD, BODY))
    return np.asarray(codes).astype(np.uint8)


def build_postings(
    lexicon: Lexicon,
    eojeols: Ids,
    bounds: Ids,
    fields: Ids,
    report: Callable[[float], None] | None = None,
) -> Postings:
    """Expand a forward index into postings, through the lexicon.

    Args:
        lexicon: gives the terms of each eojeol.
        eojeols: the articles' eojeols end to end (int64).
        bounds: where each article begins, and the last one ends (articles + 1, int64).
        fields: where its lead and its body begin (articles, 2; int64).
        report: called with the share that is done, from 0 to 1, after each piece.
    """
    # Loaded here, because searching imports this module and needs no threads.
    from concurrent.futures import ThreadPoolExecutor

    def of_chunk(chunk: tuple[int, int]) -> npt.NDArray[np.uint64]:
        first, last = chunk
        return _chunk_postings(
            lexicon, eojeols, bounds[first : last + 1], fields[first:last], first
        )

    parts = list(chunks(bounds, _EXPANDED_EOJEOLS))
    if len(parts) == 1:  # too few articles for a thread, for example those that a cluster returns
        return _by_term([of_chunk(parts[0])])
    keys = []
    with ThreadPoolExecutor(_THREADS) as pool:
        for chunk_keys in pool.map(of_chunk, parts):
            keys.append(chunk_keys)
            if report is not None:
                report(_OF_EXPANDING * len(keys) / len(parts))
    return _by_term(keys)


def _chunk_postings(
    lexicon: Lexicon, eojeols: Ids, bounds: Ids, fields: Ids, first: int
) -> npt.NDArray[np.uint64]:
    """Return the postings of some articles, the first of which is ``first``; see `_packed_keys`."""
    begin, end = int(bounds[0]), int(bounds[-1])
    places = np.arange(begin, end)
    article = np.repeat(np.arange(len(fields)), np.diff(bounds))
    field = (places >= fields[article, 0]).astype(np.int64) + (places >= fields[article, 1])
    # Distinct eojeols of each article and field are counted first, and expanded to terms after
    # that.
    keys, counts = np.unique(
        (eojeols[begin:end] << 20) | (article + first << 2) | field, return_counts=True
    )
    distinct, which = np.unique(keys >> 20, return_inverse=True)
    expansion = lexicon.expand(distinct)
    terms_of = np.bincount(expansion.owner, minlength=len(distinct))
    term_ends = np.cumsum(terms_of)
    lengths = terms_of[which]
    rows = ranges((term_ends - terms_of)[which], lengths)
    terms = expansion.terms[rows].astype(np.int64)
    return _counted(terms << 18 | np.repeat(keys & 0x3FFFF, lengths), np.repeat(counts, lengths))


def _counted(keys: Ids, counts: Ids) -> npt.NDArray[np.uint64]:
    """Sum up counts by (term, article, field), and pack the fields of each (term, article)."""
    order = np.argsort(keys)
    keys = keys[order]
    starts = _run_starts(keys)
    sums = np.add.reduceat(counts[order], starts) if len(keys) else counts
    keys = keys[starts]
    field = keys & 3
    levels = np.where(field == BODY, _levels(sums, BODY), _levels(sums, TITLE))
    bits = levels << _SHIFTS[field]
    pairs = keys >> 2
    starts = _run_starts(pairs)
    packed = np.add.reduceat(bits, starts) if len(pairs) else bits
    return _packed_keys(pairs[starts], packed)


def _levels(counts: Ids, field: int) -> Ids:
    """Return the codes of frequencies in a field; larger ones are rounded down (int64)."""
    heads: Ids = np.minimum(counts, _HEAD_LEVELS[-1])
    return BODY_LEVELS.searchsorted(counts, side="right") - 1 if field == BODY else heads


def _packed_keys(pairs: Ids, frequencies: AnyArray) -> npt.NDArray[np.uint64]:
    """Return postings as numbers that sort by term and article: 32, 16 and 8 bits (frequencies).

    Numbers are sorted in place, in a fraction of the time and memory that sorting places takes.
    """
    return (pairs.astype(np.uint64) << np.uint64(8)) | frequencies.astype(np.uint64)


def _run_starts(values: AnyArray) -> Ids:
    """Return where each run of equal values begins."""
    if not len(values):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))


def _by_term(pieces: list[npt.NDArray[np.uint64]]) -> Postings:
    """Put postings in order (`_packed_keys`); empties the list, whose arrays are copied."""
    keys = np.concatenate(pieces)
    pieces.clear()
    keys.sort()
    frequencies, articles = keys.astype(np.uint8), (keys >> np.uint64(8)).astype(np.uint16)
    terms = (keys >> np.uint64(24)).astype(np.uint32)
    starts = _run_starts(terms)
    return Postings(
        terms[starts], np.append(starts, len(terms)).astype(np.uint32), articles, frequencies
    )


def merge_postings(parts: list[tuple[Postings, Ids]]) -> Postings:
    """Merge the postings of segments, each with the new numbers of its articles (-1: deleted)."""
    keys = []
    for postings, renumbered in parts:
        articles = renumbered[postings.articles]
        kept = articles >= 0
        counts = np.diff(postings.starts.astype(np.int64)).astype(np.int64)
        terms = np.repeat(postings.terms.astype(np.int64), counts)
        pairs = (terms[kept] << 16) | articles[kept]
        keys.append(_packed_keys(pairs, postings.frequencies[kept]))
    return _by_term(keys)
