"""The forward index: every article's eojeols and separators, from which its text is rebuilt.

It is the stored original, too: eojeols are kept as they stood in the text (in the lexicon, once
each), and so is what stood between them; joined, they are the text, to the character.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ranges
from ksearch.korean.interning import Laid
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.korean.string_table import Ids
from ksearch.storage.columns import Column, pack_column

AnyArray = npt.NDArray[Any]

_SPACE = " "
_CHUNK = 1 << 16


def pack_forward(laid: Laid) -> dict[str, AnyArray]:
    """Return the arrays of a forward index.

    Numbers of eojeols are kept in three bytes (a plane of two, a plane of one), and separators as
    a bit each that says whether it is other than one space, and a number for those that are.
    """
    used, codes = np.unique(laid.separators, return_inverse=True)
    texts = [laid.separator_texts[number] for number in used.tolist()]
    plain = np.array([text == _SPACE for text in texts], np.bool_)[codes]
    table, numbers = np.unique(codes[~plain], return_inverse=True)
    marks = np.concatenate(([0], np.cumsum(~plain)))
    slots = laid.bounds + np.arange(len(laid.bounds))
    high = laid.eojeols >> 16
    return {
        "bounds": laid.bounds.astype(np.uint32),
        "lead_starts": laid.fields[:, 0].astype(np.uint32),
        "body_starts": laid.fields[:, 1].astype(np.uint32),
        "eojeols_low": (laid.eojeols & 0xFFFF).astype(np.uint16),
        "eojeols_high": high.astype(np.uint8 if int(high.max(initial=0)) < 256 else np.uint16),
        "separator_bits": np.packbits(~plain),
        "separator_codes": numbers.astype(np.min_scalar_type(max(len(table) - 1, 0))),
        "separator_starts": marks[slots].astype(np.uint32),
        **_separator_table([texts[number] for number in table.tolist()]),
    }


def _separator_table(texts: list[str]) -> dict[str, AnyArray]:
    return pack_column("separators", [*texts, ""])


class Pieces(NamedTuple):
    """Eojeols of some articles, and what stands around them, article after article.

    Attributes:
        eojeols: int64, their numbers.
        counts: how many of them each article has.
        marked: bool for each separator, of which an article has one more than eojeols: whether it
            is other than one space.
        units: uint16, the code units of the marked separators, end to end.
        lengths: int64, how many of these each marked separator has.
    """

    eojeols: Ids
    counts: list[int]
    marked: npt.NDArray[np.bool_]
    units: npt.NDArray[np.uint16]
    lengths: Ids


class Tokens(NamedTuple):
    """Eojeols of some articles in their texts, which stand end to end.

    Attributes:
        eojeols: int64, their numbers.
        starts, ends: int64, their characters in ``text``.
        text: of each article title, lead and body with a `FIELD_BREAK` between each.
        firsts: int64 (articles + 1): which of the eojeols is each article's first.
        begins: int64 (articles + 1): where each article's text begins.
    """

    eojeols: Ids
    starts: Ids
    ends: Ids
    text: str
    firsts: Ids
    begins: Ids


def lay_out(lexicon: Lexicon, pieces: Sequence[Pieces]) -> Tokens:
    """Put texts together: one pass for all articles, of whatever segments of a snapshot."""
    eojeols, marked, units, lengths = (
        np.concatenate(arrays)
        for arrays in zip(*((p.eojeols, p.marked, p.units, p.lengths) for p in pieces), strict=True)
    )
    sizes = np.array([count for piece in pieces for count in piece.counts], np.int64)
    firsts = np.concatenate(([0], np.cumsum(sizes)))
    # The separator at an article's end has no eojeol behind it, which counts as an empty one.
    last = firsts[1:] + np.arange(len(sizes))
    followed = np.ones(len(marked), np.bool_)
    followed[last] = False
    letters, counts = lexicon.gather(eojeols)
    between = np.ones(len(marked), np.int64)
    between[marked] = lengths
    widths = between.copy()
    widths[followed] += counts
    ends = np.cumsum(widths)
    laid = np.full(int(ends[-1]) if len(ends) else 0, ord(_SPACE), np.uint16)
    begins = ends - widths
    if len(lengths):
        laid[ranges(begins[marked], lengths)] = units
    token_ends = ends[followed]
    starts = token_ends - counts
    laid[ranges(starts, counts)] = letters
    article_begins = np.concatenate(([0], ends[last]))
    text = laid.tobytes().decode("utf-16-le", "surrogatepass")
    if len(text) != len(laid):
        # Characters outside the BMP take two code units, and count once.
        doubled = np.concatenate(([0], np.cumsum((laid & 0xFC00) == 0xD800)))
        starts, token_ends = starts - doubled[starts], token_ends - doubled[token_ends]
        article_begins = article_begins - doubled[article_begins]
    return Tokens(eojeols, starts, token_ends, text, firsts, article_begins)


class _Separators:
    """The spelling of separators other than one space; read when it is first asked for."""

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._column = Column(arrays, "separators", 0)
        self._lock = Lock()
        self._known = np.zeros(self._column.most, np.bool_)
        self._starts = np.zeros(self._column.most, np.int64)
        self._lengths = np.zeros(self._column.most, np.int64)
        self._units = np.zeros(0, np.uint16)

    def all(self) -> list[str]:
        """Return every separator."""
        return [text or "" for text in self._column.all()]

    def gather(self, codes: AnyArray) -> tuple[npt.NDArray[np.uint16], Ids]:
        """Return the code units of many separators end to end, and each one's length."""
        unknown = codes[~self._known[codes]]
        if len(unknown):
            self._read(set(unknown.tolist()))
        lengths = self._lengths[codes]
        return self._units[ranges(self._starts[codes], lengths)], lengths

    def _read(self, codes: set[int]) -> None:
        with self._lock:
            units = [self._units]
            size = len(self._units)
            for code in codes:
                if self._known[code]:
                    continue  # another thread has read it meanwhile
                text = (self._column[code] or "").encode("utf-16-le", "surrogatepass")
                units.append(np.frombuffer(text, np.uint16))
                self._starts[code], self._lengths[code] = size, len(text) // 2
                size += len(text) // 2
            self._units = np.concatenate(units)
            self._known[list(codes)] = True


class Forward:
    """Reads a forward index."""

    def __init__(self, arrays: Mapping[str, AnyArray], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._arrays = arrays
        #: uint32 (articles + 1): where each article's eojeols begin.
        self.bounds = arrays["bounds"]
        #: uint32: where its lead's, and its body's eojeols begin.
        self.lead_starts, self.body_starts = arrays["lead_starts"], arrays["body_starts"]
        self._low, self._high = arrays["eojeols_low"], arrays["eojeols_high"]
        self._bits = arrays["separator_bits"]
        self._codes, self._code_starts = arrays["separator_codes"], arrays["separator_starts"]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @cached_property
    def _separators(self) -> _Separators:
        return _Separators(self._arrays)

    def slice(self, begin: int, end: int) -> Ids:
        """Return the numbers of the eojeols at places ``begin`` to ``end`` (int64)."""
        high = self._high[begin:end].astype(np.int64)
        return (high << 16) | self._low[begin:end]

    def at(self, places: Ids) -> Ids:
        """Return the numbers of the eojeols at many places (int64)."""
        return (self._high[places].astype(np.int64) << 16) | self._low[places]

    def located(self, places: Ids) -> tuple[Ids, Ids]:
        """Return of which article, and of which of its three fields, each place is (int64)."""
        owners = np.searchsorted(self.bounds, places, side="right") - 1
        fields = (places >= self.lead_starts[owners]).astype(np.int64)
        return owners, fields + (places >= self.body_starts[owners])

    def places_of(self, eojeols: Ids) -> Ids:
        """Return all places at which one of some eojeols stands (int64, ascending).

        The low two bytes are looked at first: a table of 65,536 stays in the processor's cache,
        and few places are left for the rest.
        """
        likely = np.zeros(1 << 16, np.bool_)
        likely[eojeols & 0xFFFF] = True
        # In chunks, because numpy makes 64-bit indices of what it looks up by.
        pieces = [
            start + np.flatnonzero(likely[self._low[start : start + _CHUNK]])
            for start in range(0, len(self._low), _CHUNK)
        ]
        places = np.concatenate(pieces) if pieces else np.zeros(0, np.int64)
        found = self.at(places)
        nearest = np.minimum(eojeols.searchsorted(found), max(len(eojeols) - 1, 0))
        return places[eojeols[nearest] == found] if len(eojeols) else places[:0]

    def places_in(self, articles: Ids, eojeols: Ids) -> Ids:
        """Return the places in some articles at which one of some eojeols stands.

        Both are int64 and ascending, and so is what is returned.
        """
        if not len(eojeols) or not len(articles):
            return np.zeros(0, np.int64)
        likely = np.zeros(1 << 16, np.bool_)
        likely[eojeols & 0xFFFF] = True
        starts = self.bounds[articles].astype(np.int64)
        places = ranges(starts, self.bounds[articles + 1].astype(np.int64) - starts)
        places = places[likely[self._low[places]]]
        found = self.at(places)
        nearest = np.minimum(eojeols.searchsorted(found), len(eojeols) - 1)
        kept: Ids = places[eojeols[nearest] == found]
        return kept

    def eojeols(self, article: int) -> Ids:
        """Return the numbers of an article's eojeols (int64)."""
        return self.slice(int(self.bounds[article]), int(self.bounds[article + 1]))

    def pieces(self, articles: Iterable[int], *, titles: bool = False) -> Pieces:
        """Return what the texts of some articles, or their titles alone, are put together from."""
        low, high, bits, codes, counts = [], [], [], [], []
        for article in articles:
            begin, bound = int(self.bounds[article]), int(self.bounds[article + 1])
            end = int(self.lead_starts[article]) if titles else bound
            low.append(self._low[begin:end])
            high.append(self._high[begin:end])
            counts.append(end - begin)
            first, last = begin + article, end + article + 1
            packed = self._bits[first // 8 : -(-last // 8)]
            bits.append(np.unpackbits(packed)[first % 8 :][: last - first])
            code = int(self._code_starts[article])
            stop = code + np.count_nonzero(bits[-1]) if titles else self._code_starts[article + 1]
            codes.append(self._codes[code : int(stop)])
        units, lengths = self._separators.gather(np.concatenate(codes))
        eojeols = (np.concatenate(high).astype(np.int64) << 16) | np.concatenate(low)
        return Pieces(eojeols, counts, np.concatenate(bits).view(np.bool_), units, lengths)

    def tokens(self, article: int) -> Tokens:
        """Return an article's eojeols with their characters, and the text."""
        return lay_out(self._lexicon, [self.pieces([article])])

    def title(self, article: int) -> str:
        """Return the title alone, without rebuilding the rest of the text."""
        tokens = lay_out(self._lexicon, [self.pieces([article], titles=True)])
        return tokens.text.split(FIELD_BREAK, 1)[0]

    def text(self, article: int) -> str:
        """Return title, lead and body, with a `FIELD_BREAK` between each."""
        return self.tokens(article).text

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
        """Return every separator's number, article after article, and their spelling."""
        slots = len(self._low) + len(self)
        bits = np.unpackbits(self._bits)[:slots].astype(np.bool_)
        texts = self._separators.all()
        numbers = np.full(slots, len(texts), np.int64)
        numbers[bits] = self._codes
        return numbers, [*texts, _SPACE]
