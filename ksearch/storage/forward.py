"""The forward index: every article's eojeols and separators, from which its text is rebuilt.

It is the stored original, too: eojeols are kept as they stood in the text (in the lexicon, once
each), and so is what stood between them; joined, they are the text, to the character.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
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


class Tokens(NamedTuple):
    """One article's eojeols in its text.

    Attributes:
        eojeols: int64, their numbers.
        starts, ends: int64, their characters in ``text``.
        text: title, lead and body with a `FIELD_BREAK` between each.
    """

    eojeols: Ids
    starts: Ids
    ends: Ids
    text: str


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
    def _separators(self) -> list[str]:
        column = Column(self._arrays, "separators", 0)
        return [text or "" for text in column.all()]

    @cached_property
    def _separator_units(self) -> tuple[npt.NDArray[np.uint16], Ids, Ids]:
        """The separators' code units end to end, where each begins, and its length.

        One space is the last of them, where the number -1 finds it.
        """
        texts = [*self._separators, _SPACE]
        units = np.frombuffer("".join(texts).encode("utf-16-le", "surrogatepass"), np.uint16)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        if len(units) != int(lengths.sum()):
            sizes = (len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts)
            lengths = np.fromiter(sizes, np.int64, len(texts))
        return units, np.cumsum(lengths) - lengths, lengths

    def slice(self, begin: int, end: int) -> Ids:
        """Return the numbers of the eojeols at places ``begin`` to ``end`` (int64)."""
        high = self._high[begin:end].astype(np.int64)
        return (high << 16) | self._low[begin:end]

    def at(self, places: Ids) -> Ids:
        """Return the numbers of the eojeols at many places (int64)."""
        return (self._high[places].astype(np.int64) << 16) | self._low[places]

    def gather(self, articles: Ids) -> tuple[Ids, npt.NDArray[np.int64]]:
        """Return the eojeols of some articles end to end, and where in them the fields begin.

        The second array has a row an article: where its title, lead and body begin, and its end.
        """
        begins, ends = self.bounds[articles].astype(np.int64), self.bounds[articles + 1]
        stretches = [
            slice(*stretch) for stretch in zip(begins.tolist(), ends.tolist(), strict=True)
        ]
        high = np.concatenate([self._high[stretch] for stretch in stretches]).astype(np.int64)
        eojeols = (high << 16) | np.concatenate([self._low[stretch] for stretch in stretches])
        edges = np.stack((begins, self.lead_starts[articles], self.body_starts[articles], ends), 1)
        edges -= (begins - (np.cumsum(ends - begins) - (ends - begins)))[:, None]
        return eojeols, edges

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

    def _codes_of(self, article: int) -> Ids:
        """Return the number of each separator of an article, -1 for one space."""
        begin = int(self.bounds[article]) + article
        end = int(self.bounds[article + 1]) + article + 1
        bits = np.unpackbits(self._bits[begin // 8 : -(-end // 8)])[begin % 8 :][: end - begin]
        codes = np.full(end - begin, -1, np.int64)
        marked = np.flatnonzero(bits)
        first = int(self._code_starts[article])
        codes[marked] = self._codes[first : first + len(marked)]
        return codes

    def text(self, article: int) -> str:
        """Return title, lead and body, with a `FIELD_BREAK` between each."""
        return _decode(self._lay_out(self.eojeols(article), self._codes_of(article))[0])

    def _lay_out(self, eojeols: Ids, codes: Ids) -> tuple[npt.NDArray[np.uint16], Ids, Ids]:
        """Return the code units of a text, and where in them each eojeol begins and ends."""
        units, starts, lengths = self._separator_units
        between = lengths[codes]
        letters, counts = self._lexicon.gather(eojeols)
        ends = np.cumsum(between[:-1] + counts)
        begins = ends - counts
        total = int(ends[-1]) if len(ends) else 0
        laid = np.empty(total + int(between[-1]), np.uint16)
        laid[ranges(begins, counts)] = letters
        gaps = np.concatenate(([0], ends))
        laid[ranges(gaps, between)] = units[ranges(starts[codes], between)]
        return laid, begins, ends

    def tokens(self, article: int) -> Tokens:
        """Return an article's eojeols with their characters, and the text."""
        eojeols = self.eojeols(article)
        laid, begins, ends = self._lay_out(eojeols, self._codes_of(article))
        text = _decode(laid)
        if len(text) != len(laid):
            # Characters outside the BMP take two code units, and count once.
            doubled = np.concatenate(([0], np.cumsum((laid & 0xFC00) == 0xD800)))
            begins, ends = begins - doubled[begins], ends - doubled[ends]
        return Tokens(eojeols, begins, ends, text)

    def title(self, article: int) -> str:
        """Return the title alone, without rebuilding the rest of the text."""
        count = int(self.lead_starts[article]) - int(self.bounds[article])
        begin = int(self.bounds[article])
        codes = self._codes_of(article)[: count + 1]
        laid = self._lay_out(self.slice(begin, begin + count), codes)[0]
        return _decode(laid).split(FIELD_BREAK, 1)[0]

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
        texts = self._separators
        numbers = np.full(slots, len(texts), np.int64)
        numbers[bits] = self._codes
        return numbers, [*texts, _SPACE]


def _decode(units: npt.NDArray[np.uint16]) -> str:
    return units.tobytes().decode("utf-16-le", "surrogatepass")
