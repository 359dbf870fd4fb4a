"""Whoosh matchers over our postings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from whoosh.formats import Format
from whoosh.matching.mcore import LeafMatcher, Matcher, NullMatcher, ReadTooFar
from whoosh.query.spans import Span

from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Floats, Ids
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.storage.segments.layout import TextLayout
from ksearch.storage.segments.segment import Segment

#: Postings per block; a block has one upper bound of scores.
BLOCK_POSTINGS = 128
#: Gap between the positions of two fields if all text fields are read as one, so that no phrase
#: matches across them.
_FIELD_GAP = 100
#: Cache sizes in bytes of articles' terms and of their layouts, and the bytes of a layout for each
#: eojeol.
_TERMS_BYTES = 4 << 20
_LAYOUT_BYTES = 1 << 20
_EOJEOL_BYTES = 100


class TermPostings(NamedTuple):
    """The postings of a term in a field.

    Attributes:
        articles: int64, ascending.
        weights: float32, the frequency in each.
        lengths: int64, the length of each one's field, in eojeols.
        term: the number of the term in the lexicon, -1 for the value of a column.
    """

    articles: Ids
    weights: Floats
    lengths: Ids
    term: int = -1


#: The terms of an article, and for each its eojeol, its first and its past-last character.
_Terms: TypeAlias = tuple[npt.NDArray[np.uint32], Ids, Ids, Ids]


class TermPlaces:
    """Finds the positions of a term in an article, by the forward index."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        # The matchers of a phrase ask for the same article in turn, each for its own term.
        self._kept_terms: Cache[_Terms] = Cache(_TERMS_BYTES)
        self._kept_layouts: Cache[TextLayout] = Cache(
            _LAYOUT_BYTES, lambda layout: _EOJEOL_BYTES * len(layout.eojeols)
        )

    def _terms(self, article: int) -> _Terms:
        return self._kept_terms.of(article, lambda: self._read_terms(article))

    def _layout(self, article: int) -> TextLayout:
        return self._kept_layouts.of(article, lambda: self._segment.forward.layout(article))

    def _read_terms(self, article: int) -> _Terms:
        expansion = self._segment.lexicon.expand(self._segment.forward.eojeols(article))
        return expansion.terms, expansion.owner, expansion.starts, expansion.ends

    def _edges(self, article: int) -> Ids:
        """Return the eojeol positions of title, lead and body, and of the body's end."""
        forward = self._segment.forward
        begin = int(forward.bounds[article])
        places = [
            begin,
            int(forward.lead_starts[article]),
            int(forward.body_starts[article]),
            int(forward.bounds[article + 1]),
        ]
        return np.array(places, np.int64) - begin

    def _rows(self, article: int, term: int, bits: int) -> tuple[Ids, Ids]:
        """Return the rows of the expansion that are the term, and the field of each."""
        terms, owner, _, _ = self._terms(article)
        rows = np.flatnonzero(terms == term)
        field = np.searchsorted(self._edges(article)[1:3], owner[rows], side="right")
        wanted = (bits >> field & 1).astype(np.bool_)
        return rows[wanted], field[wanted]

    def positions(self, article: int, term: int, bits: int) -> list[int]:
        """Return the places of the term's eojeols in the field (``bits`` as in the schema)."""
        rows, field = self._rows(article, term, bits)
        owner = self._terms(article)[1][rows]
        places: list[int] = self._in_field(article, owner, field, bits).tolist()
        return places

    def _in_field(self, article: int, owner: Ids, field: Ids, bits: int) -> Ids:
        if bits & (bits - 1):
            return owner + _FIELD_GAP * field
        return owner - self._edges(article)[field]

    def characters(self, article: int, term: int, bits: int) -> list[tuple[int, int, int]]:
        """Return position, first and past-last character in the field's text of each place."""
        rows, field = self._rows(article, term, bits)
        _, owners, starts, ends = self._terms(article)
        owner = owners[rows]
        layout = self._layout(article)
        first = layout.starts[owner]
        if not bits & (bits - 1):
            (text,) = layout.whole_texts()
            heads = [0, *(n + 1 for n, sign in enumerate(text) if sign == FIELD_BREAK)]
            first = first - np.array(heads, np.int64)[field]
        return list(
            zip(
                self._in_field(article, owner, field, bits).tolist(),
                (first + starts[rows]).tolist(),
                (first + ends[rows]).tolist(),
                strict=True,
            )
        )


class PostingsMatcher(LeafMatcher):
    """A Whoosh matcher over the postings of one term in one field.

    ``places`` finds the term's places in an article; None for the values of columns. Without a
    ``scorer``, an article's score is the term's weight in it.
    """

    def __init__(
        self,
        postings: TermPostings,
        format_: Format,
        term: tuple[str, bytes],
        scorer: Any,
        places: TermPlaces | None,
        bits: int,
    ) -> None:
        self.scorer = scorer
        self.format = format_
        self._term = term
        self._postings = postings
        self._places = places
        self._bits = bits
        self._ids: list[int] = postings.articles.tolist()
        self._i = 0
        self._bounds: tuple[list[float], list[int]] | None = None

    # Walking

    def is_active(self) -> bool:
        """Return whether a posting is left."""
        return self._i < len(self._ids)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._i = 0

    def copy(self) -> PostingsMatcher:
        """Return another matcher at the same posting."""
        twin = PostingsMatcher(
            self._postings, self.format, self._term, self.scorer, self._places, self._bits
        )
        twin._i = self._i
        return twin

    def id(self) -> int:
        """Return the article's number."""
        return self._ids[self._i]

    def all_ids(self) -> Iterator[int]:
        """Return the articles that are left."""
        return iter(self._ids[self._i :])

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """Yield the articles that are left with their encoded values."""
        while self.is_active():
            yield self.id(), self.value()
            self.next()

    def next(self) -> None:
        """Go to the next posting."""
        if self._i >= len(self._ids):
            raise ReadTooFar
        self._i += 1

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Go to the first posting at or after an article."""
        if self._i >= len(self._ids):
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def replace(self, minquality: float = 0) -> Matcher:
        """Return a matcher restricted to articles that can still reach a score."""
        if not self.is_active():
            return NullMatcher
        if minquality and self.supports_block_quality() and self.max_quality() < minquality:
            return NullMatcher
        return self

    # Values

    def weight(self) -> float:
        """Return the frequency of the term in the article."""
        return float(self._postings.weights[self._i])

    def score(self) -> float:
        """Return the article's score."""
        return float(self.scorer.score(self)) if self.scorer else self.weight()

    def positions(self) -> list[int]:
        """Return the places of the term's eojeols in the field."""
        if self._places is None:
            return []
        return self._places.positions(self.id(), self._postings.term, self._bits)

    def characters(self) -> list[tuple[int, int, int]]:
        """Return position, first and past-last character of each place in the field's text."""
        if self._places is None:
            return []
        return self._places.characters(self.id(), self._postings.term, self._bits)

    def value_as(self, astype: str) -> Any:
        """Return the posting's value in one of Whoosh's representations."""
        return _VALUES[astype](self)

    def items_as(self, astype: str) -> Iterator[tuple[int, Any]]:
        """Yield the articles that are left with `value_as`."""
        while self.is_active():
            yield self.id(), self.value_as(astype)
            self.next()

    def value(self) -> bytes:
        """Return the posting as the field's format encodes it."""
        encoded: bytes = self.format.encode(self.characters())  # type: ignore[attr-defined]
        return encoded

    def spans(self) -> list[Span]:
        """Return the places as Whoosh's spans; their characters are in `value_as`."""
        return [Span(position) for position in self.positions()]

    # Bounds of scores, by block

    def supports_block_quality(self) -> bool:
        """Return whether the scorer knows upper bounds."""
        return bool(self.scorer) and bool(self.scorer.supports_block_quality())

    def max_quality(self) -> float:
        """Return a score that no article exceeds."""
        return float(self.scorer.max_quality())

    def block_quality(self) -> float:
        """Return a score that no article of the block exceeds."""
        return float(self.scorer.block_quality(self))

    def _block_bounds(self) -> tuple[list[float], list[int]]:
        if self._bounds is None:
            starts = np.arange(0, len(self._ids), BLOCK_POSTINGS)
            self._bounds = (
                np.maximum.reduceat(self._postings.weights, starts).tolist(),
                np.minimum.reduceat(self._postings.lengths, starts).tolist(),
            )
        return self._bounds

    def block_max_weight(self) -> float:
        """Return the highest weight of the block."""
        return self._block_bounds()[0][self._i // BLOCK_POSTINGS]

    def block_min_length(self) -> int:
        """Return the shortest field of the block."""
        return self._block_bounds()[1][self._i // BLOCK_POSTINGS]

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the next block that can score more; returns how many were skipped."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._i = min((self._i // BLOCK_POSTINGS + 1) * BLOCK_POSTINGS, len(self._ids))
            skipped += 1
        return skipped


_VALUES: dict[str, Callable[[PostingsMatcher], Any]] = {
    "frequency": lambda matcher: int(matcher.weight()),
    "weight": PostingsMatcher.weight,
    "positions": PostingsMatcher.positions,
    "characters": PostingsMatcher.characters,
    "position_boosts": lambda matcher: [(place, 1.0) for place in matcher.positions()],
}
