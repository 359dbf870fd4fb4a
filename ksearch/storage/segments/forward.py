"""The forward index: every article's eojeols and separators, from which its text is rebuilt.

It is also the stored original: eojeols are kept as they occurred in the text (once each, in the
lexicon), and so are the separators; joined, they are the text, to the character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained, distinct_and_places, lazily, ranges
from ksearch.arrays.files import LazyArray
from ksearch.arrays.types import AnyArray, Ids
from ksearch.lexicon.lexicon import Lexicon
from ksearch.storage.segments.columns import Column, pack_column
from ksearch.storage.segments.layout import TextLayout, TextParts

if TYPE_CHECKING:
    from ksearch.lexicon.interning import ArticleBatch


_SPACE = " "
_CHUNK_PLACES = 1 << 16
#: With at least this many wanted eojeols, membership is tested by a table over all numbers; with
#: fewer, by binary search.
_TABLE_FROM_EOJEOLS = 256
#: Eojeols that are counted at a time; each time takes an array over all eojeol numbers.
_COUNT_CHUNK = 1 << 20
#: With more places per article than this, the article of every eojeol is computed instead of
#: searched for.
_PLACES_PER_ARTICLE = 16


def pack_forward(batch: ArticleBatch) -> dict[str, AnyArray]:
    """Return the arrays of a forward index.

    Numbers of eojeols take three bytes (a plane of two, a plane of one). Of separators a bit each
    says whether it differs from one space; those that do have a number.
    """
    used, codes = distinct_and_places(batch.separators)
    texts = [batch.separator_texts[number] for number in used.tolist()]
    plain = np.array([text == _SPACE for text in texts], np.bool_)[codes]
    table, numbers = distinct_and_places(codes[~plain])
    marks = np.concatenate(([0], np.cumsum(~plain)))
    slots = batch.bounds + np.arange(len(batch.bounds))
    high = batch.eojeols >> 16
    return {
        "bounds": batch.bounds.astype(np.uint32),
        "lead_starts": batch.fields[:, 0].astype(np.uint32),
        "body_starts": batch.fields[:, 1].astype(np.uint32),
        "eojeols_low": (batch.eojeols & 0xFFFF).astype(np.uint16),
        "eojeols_high": high.astype(np.uint8 if int(high.max(initial=0)) < 256 else np.uint16),
        "separator_bits": np.packbits(~plain),
        "separator_codes": numbers.astype(np.min_scalar_type(max(len(table) - 1, 0))),
        "separator_starts": marks[slots].astype(np.uint32),
        **_separator_table([texts[number] for number in table.tolist()]),
    }


def _separator_table(texts: list[str]) -> dict[str, AnyArray]:
    return pack_column("separators", [*texts, ""])


def joined_planes(arrays: Mapping[str, AnyArray]) -> Ids:
    """Return the numbers of all eojeols of a forward index, given as arrays (int64)."""
    return _joined_planes([arrays["eojeols_low"]], [arrays["eojeols_high"]])


class _Separators(dict[int, bytes]):
    """The code units of separators other than one space, by their numbers; read lazily."""

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        super().__init__()
        self._column = Column(arrays, "separators", 0)
        #: int64: the code units and the characters of each separator that was read.
        self.unit_lengths = np.zeros(self._column.most, np.int64)
        self.lengths = np.zeros(self._column.most, np.int64)

    def __missing__(self, code: int) -> bytes:
        text = self._column[code] or ""
        units = text.encode("utf-16-le", "surrogatepass")
        self.unit_lengths[code], self.lengths[code] = len(units) // 2, len(text)
        self[code] = units
        return units

    def all_texts(self) -> list[str]:
        """Return every separator."""
        return [text or "" for text in self._column.all()]


def _wanted_among(eojeols: Ids) -> Callable[[Ids], npt.NDArray[np.bool_]]:
    """Return a function that tests which eojeols are among ``eojeols``, which are ascending."""
    if len(eojeols) < _TABLE_FROM_EOJEOLS:
        return lambda found: contained(found, eojeols)
    wanted = np.zeros(int(eojeols[-1]) + 2, np.bool_)
    wanted[eojeols] = True
    return lambda found: wanted[np.minimum(found, len(wanted) - 1)]


class Forward:
    """Reads a forward index."""

    def __init__(self, arrays: Mapping[str, AnyArray], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._arrays = arrays
        #: uint32 (articles + 1): where each article's eojeols begin.
        self.bounds = arrays["bounds"]
        #: uint32: where its lead's, and its body's eojeols begin.
        self.lead_starts, self.body_starts = arrays["lead_starts"], arrays["body_starts"]
        self._low, self._high = lazily(arrays, "eojeols_low"), lazily(arrays, "eojeols_high")
        # Reading one item of a memoryview takes a tenth of the time of a numpy array.
        self._bounds = self.bounds.data
        self._lead_starts, self._body_starts = self.lead_starts.data, self.body_starts.data

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def eojeol_count(self) -> int:
        """How many eojeols the lexicon has."""
        return self._lexicon.eojeol_count

    def agrees(self) -> bool:
        """Return whether the arrays have consistent lengths, and the articles' bounds ascend."""
        bounds, leads, bodies = self.bounds, self.lead_starts, self.body_starts
        if not len(bounds) == len(leads) + 1 == len(bodies) + 1 == len(self._first_codes):
            return False
        slots = len(self._low) + len(self)
        first_codes = self._arrays["separator_starts"]
        return bool(
            int(bounds[0]) == int(first_codes[0]) == 0
            and int(bounds[-1]) == len(self._low) == len(self._high)
            and len(self._bits) == -(-slots // 8)
            and int(first_codes[-1]) == len(self._codes)
            and (bounds[:-1] <= leads).all()
            and (leads <= bodies).all()
            and (bodies <= bounds[1:]).all()
            and (first_codes[:-1] <= first_codes[1:]).all()
        )

    # Separators are read for texts that are shown, which most of a query's candidates are not.

    @cached_property
    def _bits(self) -> LazyArray:
        return lazily(self._arrays, "separator_bits")

    @cached_property
    def _codes(self) -> LazyArray:
        return lazily(self._arrays, "separator_codes")

    @cached_property
    def _first_codes(self) -> memoryview[int]:
        first: memoryview[int] = self._arrays["separator_starts"].data
        return first

    @cached_property
    def _separators(self) -> _Separators:
        return _Separators(self._arrays)

    def field_lengths(self) -> npt.NDArray[np.int64]:
        """Return how many eojeols the title, lead and body of each article have (int64: n, 3)."""
        starts = (self.bounds[:-1], self.lead_starts, self.body_starts, self.bounds[1:])
        edges = np.stack([each.astype(np.int64) for each in starts], axis=1)
        lengths: npt.NDArray[np.int64] = edges[:, 1:] - edges[:, :-1]
        return lengths

    def slice(self, begin: int, end: int) -> Ids:
        """Return the numbers of the eojeols at places ``begin`` to ``end`` (int64)."""
        high = self._high.between(begin, end).astype(np.int64)
        return (high << 16) | self._low.between(begin, end)

    def planes(self) -> tuple[AnyArray, AnyArray]:
        """Return all eojeol numbers as two planes: low bytes (uint16) and high byte (uint8)."""
        return self._low.whole(), self._high.whole()

    def counts(self) -> Ids:
        """Return how often each eojeol occurs in the articles (int64 by number)."""
        high = self._high.whole()
        size = (int(high.max(initial=0)) + 1) << 16 if len(high) else 0
        counts = np.zeros(size, np.int64)
        for start in range(0, len(high), _COUNT_CHUNK):
            counts += np.bincount(self.slice(start, start + _COUNT_CHUNK), minlength=size)
        return counts

    def at(self, places: Ids) -> Ids:
        """Return the numbers of the eojeols at many places (int64)."""
        return (self._high.at(places).astype(np.int64) << 16) | self._low.at(places)

    def gather(self, articles: Ids) -> tuple[list[AnyArray], list[AnyArray], Ids]:
        """Return the eojeols of some articles, and where the fields begin in their concatenation.

        The low two bytes of the numbers (uint16) and the others (uint8) are in arrays of their own,
        one an article. The last array (int64) has a row an article: where its title, lead and body
        begin, and its end.
        """
        begins = self.bounds[articles].astype(np.int64)
        ends = self.bounds[articles + 1].astype(np.int64)
        lows, highs = self._low.covering(begins, ends), self._high.covering(begins, ends)
        stretches = list(map(slice, begins.tolist(), ends.tolist()))
        last = np.cumsum(ends - begins)
        first = last - (ends - begins)
        shift = begins - first
        leads, bodies = self.lead_starts[articles] - shift, self.body_starts[articles] - shift
        edges = np.stack((first, leads, bodies, last), axis=1)
        return [lows[each] for each in stretches], [highs[each] for each in stretches], edges

    def located(self, places: Ids) -> tuple[Ids, Ids]:
        """Return the article and the field (0 to 2) of each place (int64)."""
        if len(places) > _PLACES_PER_ARTICLE * len(self):
            # With this many, computing the article of every place is cheaper than searching for
            # each.
            bounds = self.bounds.astype(np.int64)
            owners = np.repeat(np.arange(len(self)), bounds[1:] - bounds[:-1])[places]
        else:
            owners = np.searchsorted(self.bounds, places, side="right") - 1
        fields = (places >= self.lead_starts[owners]).astype(np.int64)
        return owners, fields + (places >= self.body_starts[owners])

    def places_of(self, eojeols: Ids) -> Ids:
        """Return all places of some eojeols (int64, ascending).

        The low two bytes are compared first: a table of 65,536 fits in the processor's cache, and
        few places are left to compare the rest.
        """
        likely = np.zeros(1 << 16, np.bool_)
        likely[eojeols & 0xFFFF] = True
        wanted = _wanted_among(eojeols)
        # In chunks, because numpy converts indices to 64 bits.
        low = self._low.whole()
        pieces = [np.zeros(0, np.int64)]
        for start in range(0, len(low), _CHUNK_PLACES):
            places = start + np.flatnonzero(likely[low[start : start + _CHUNK_PLACES]])
            pieces.append(places[wanted(self.at(places))])
        return np.concatenate(pieces)

    def frequencies_of(self, eojeols: Ids) -> Ids:
        """Return how often some eojeols (ascending) occur in each field (int64: articles, 3).

        Reads the whole forward index, without memory for each place: for frequent eojeols.
        """
        wanted = _wanted_among(eojeols)
        size = len(self._low)
        before = np.zeros(size + 1, np.uint32)
        for start in range(0, size, _COUNT_CHUNK):
            end = min(start + _COUNT_CHUNK, size)
            np.cumsum(wanted(self.slice(start, end)), out=before[start + 1 : end + 1])
            before[start + 1 : end + 1] += before[start]
        starts = (self.bounds[:-1], self.lead_starts, self.body_starts, self.bounds[1:])
        edges = np.stack([before[each] for each in starts], axis=1).astype(np.int64)
        frequencies: Ids = edges[:, 1:] - edges[:, :-1]
        return frequencies

    def places_in(self, articles: Ids, eojeols: Ids) -> Ids:
        """Return the places of some eojeols in some articles.

        All three are int64 and ascending.
        """
        if not len(eojeols) or not len(articles):
            return np.zeros(0, np.int64)
        likely = np.zeros(1 << 16, np.bool_)
        likely[eojeols & 0xFFFF] = True
        starts = self.bounds[articles].astype(np.int64)
        places = ranges(starts, self.bounds[articles + 1].astype(np.int64) - starts)
        places = places[likely[self._low.at(places)]]
        return places[_wanted_among(eojeols)(self.at(places))]

    def eojeols(self, article: int) -> Ids:
        """Return the numbers of an article's eojeols (int64)."""
        return self.slice(int(self.bounds[article]), int(self.bounds[article + 1]))

    def pieces(self, articles: Iterable[int]) -> TextParts:
        """Return the eojeols and separators of some articles."""
        low, high, bits, codes, edges = [], [], [], [], []
        for article in articles:
            begin, end = self._bounds[article], self._bounds[article + 1]
            edges.append((begin, self._lead_starts[article], self._body_starts[article], end))
            low.append(self._low.between(begin, end))
            high.append(self._high.between(begin, end))
            first, last = begin + article, end + article + 1
            packed = self._bits.between(first // 8, -(-last // 8))
            bits.append(np.unpackbits(packed)[first % 8 : first % 8 + last - first])
            first_code, last_code = self._first_codes[article], self._first_codes[article + 1]
            codes.append(self._codes.between(first_code, last_code))
        eojeols = _joined_planes(low, high)
        places = np.array(edges, np.int64)
        separators = np.concatenate(codes)
        units = b"".join(map(self._separators.__getitem__, separators.tolist()))
        return TextParts(
            eojeols,
            places[:, 1:] - places[:, :-1],
            np.concatenate(bits).view(np.bool_),
            np.frombuffer(units, np.uint16),
            self._separators.unit_lengths[separators],
            self._separators.lengths[separators],
        )

    def layout(self, article: int) -> TextLayout:
        """Return where an article's eojeols occur in its text."""
        return TextLayout(self._lexicon, [self.pieces([article])])

    def text(self, article: int) -> str:
        """Return title, lead and body, with a `FIELD_BREAK` between each."""
        return self.layout(article).whole_texts()[0]

    def text_bytes(self) -> int:
        """Return how many bytes of UTF-8 the text of all articles has."""
        numbers, texts = self.all_separators()
        between = np.array([len(text.encode("utf-8", "replace")) for text in texts], np.int64)
        counts = np.bincount(self.all_eojeols(), minlength=self._lexicon.eojeol_count)
        return int((counts * self._lexicon.utf8_lengths()).sum() + between[numbers].sum())

    def all_eojeols(self) -> Ids:
        """Return all articles' eojeols, end to end (int64)."""
        return self.slice(0, len(self._low))

    def all_separators(self) -> tuple[Ids, list[str]]:
        """Return the separators' numbers, article after article, and the text of each number."""
        slots = len(self._low) + len(self)
        bits = np.unpackbits(self._bits.whole())[:slots].astype(np.bool_)
        texts = self._separators.all_texts()
        numbers = np.full(slots, len(texts), np.int64)
        numbers[bits] = self._codes.whole()
        return numbers, [*texts, _SPACE]


def _joined_planes(low: list[AnyArray], high: list[AnyArray]) -> Ids:
    """Join low and high bytes to numbers (int64)."""
    numbers = np.concatenate(high, dtype=np.int64)
    numbers <<= 16
    numbers |= np.concatenate(low)
    return numbers
