"""Text to numbers: each distinct word between spaces is split once.

An article becomes a run of word numbers; the eojeols and separators of a whole batch of articles
are then laid out with numpy, so the cost of splitting depends on the distinct words, not on their
occurrences.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import chunks, ranges
from ksearch.arrays.types import Ids
from ksearch.arrays.warm import Warm
from ksearch.korean.splitting import FIELD_BREAK, split
from ksearch.lexicon.string_table import StringTable

if TYPE_CHECKING:
    from concurrent.futures import Executor

#: Replaces newlines while words are cut at spaces, so that the last word of a line is not a new
#: word.
_LINE_BREAK = "\x1f"
#: Punctuation that is stripped from most words; if only letters remain, they are one eojeol.
_OUTER = ".,'\"‘’“”()[]{}<>〈〉《》「」『』【】·…?!:;~-–—/%"
#: Those of them that may belong to the word: -5, .NET, 4.7%. Such words are split by `splitting`.
_SIGNS_BEFORE = frozenset("-–.")
_SIGNS_AFTER = frozenset("%")
#: Words with fewer characters are never too long for an eojeol.
_SURELY_SHORT = 100
_ANCHOR = 0
_START = 0
_EMPTY = 1
#: New words that are cut at a time; most articles have few.
_WORDS_PER_CUT = 1024
#: Most words without an eojeol in a gap that is joined together with all other gaps; longer gaps,
#: which are rare, are joined one by one.
_SHORT_GAP = 4
#: Words that are laid out at a time, of which each takes about 100 bytes of working memory; larger
#: pieces are not faster.
_WORDS_PER_PIECE = 1 << 19
#: With more look-ups, reading the whole lexicon into memory is cheaper than searching it.
_SEARCHES_BEFORE_READING = 20_000


class ArticleBatch(NamedTuple):
    """A batch of articles as arrays.

    Attributes:
        eojeols: int64, the eojeols' numbers, article after article.
        bounds: int64 (articles + 1), where each article begins in ``eojeols``.
        fields: int64 (articles, 2), where lead and body begin in ``eojeols``.
        separators: int64 (eojeols + articles): before each eojeol, and after each article's last.
        separator_texts: the separators' spelling, by number.
    """

    eojeols: Ids
    bounds: Ids
    fields: Ids
    separators: Ids
    separator_texts: list[str]


class Numbering(dict[str, int]):
    """Numbers strings: those of the lexicon keep their numbers, new ones get the next ones.

    ``new`` are the new ones in the order of their numbers, which begin at ``first_new``. With
    ``most``, most strings of the lexicon are expected, and all are read at once.
    """

    def __init__(self, tables: Sequence[tuple[int, StringTable]], *, most: bool = False) -> None:
        super().__init__()
        #: The strings of the lexicon with their first numbers, as long as they are not in memory.
        self._tables = tables
        self._read: Warm[bool] = Warm(0 if most else _SEARCHES_BEFORE_READING)
        self.new: list[str] = []
        self.first_new = tables[-1][0] + len(tables[-1][1]) if tables else 0

    def __missing__(self, text: str) -> int:
        number = self._known(text) if self._tables else -1
        if number < 0:
            number = self.first_new + len(self.new)
            self.new.append(text)
        self[text] = number
        return number

    def _known(self, text: str) -> int:
        if self._read.get(self._read_all):
            return self.get(text, -1)
        for first, table in self._tables:
            number = table.find(text)
            if number >= 0:
                return first + number
        return -1

    def number_if_known(self, text: str) -> int | None:
        """Return the lexicon's number of a text; -1 if it is certainly new.

        None if only a look-up in the lexicon would show it.
        """
        number = self.get(text)
        if number is None:
            return None if self._tables else -1
        return number if number < self.first_new else -1

    def settle(self, final: Ids) -> None:
        """Give the new strings their final numbers (int64, in the order of `new`), and clear `new`.

        The final numbers are those from ``first_new`` on, in another order.
        """
        self.update(zip(self.new, final.tolist(), strict=True))
        self.first_new += len(self.new)
        self.new = []

    def _read_all(self) -> bool:
        for first, table in self._tables:
            self.update(zip(table.all_texts(), range(first, first + len(table)), strict=True))
        self._tables = ()
        return True


class _StringNumbers(dict[str, int]):
    """Numbers strings in the order in which they first appear."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class Interner:
    """Gathers articles as word numbers, and lays them out as arrays.

    ``eojeols`` is kept over all batches; words and separators are cleared after each.
    """

    def __init__(self, eojeols: Numbering) -> None:
        self.eojeols = eojeols
        self._begin()

    def _begin(self) -> None:
        self._words = _StringNumbers({"": _ANCHOR})
        #: Number of words that have been cut into eojeols.
        self._cut = len(self._words)
        self._stream = array("I", [_ANCHOR])
        # Word 0 separates articles, and has no eojeol. The key of an empty word is "\0".
        self._counts = array("I", [0])
        self._flat = array("I")
        self._inner = array("I")
        self._heads = array("I", [_START])
        self._tails = array("I", [_START])
        self._separators = _StringNumbers({"\0start": _START, "": _EMPTY})

    def __len__(self) -> int:
        """Words gathered since the last layout."""
        return len(self._stream)

    def add(self, fields: Sequence[str]) -> None:
        """Gather one article: its title, lead and body."""
        text = f" {FIELD_BREAK} ".join(fields).replace("\n", f" {_LINE_BREAK} ")
        words, stream = self._words, self._stream
        spelt = text.split(" ")
        if "" in spelt:
            # "\0" keeps the empty word (two spaces in a row) apart from the anchor.
            spelt = [word or "\0" for word in spelt]
        # An array takes a list at once, and anything else one by one.
        stream.fromlist(list(map(words.__getitem__, spelt)))
        stream.append(_ANCHOR)
        if len(words) - self._cut >= _WORDS_PER_CUT:
            self.cut()

    def cut(self) -> None:
        """Cut the words gathered since the last call, and number their eojeols."""
        words = self._last_words(len(self._words) - self._cut)
        self._cut = len(self._words)
        separators = self._separators
        heads, tails = [_EMPTY] * len(words), [_EMPTY] * len(words)
        #: The eojeols of the words with none or several.
        several: dict[int, list[str]] = {}
        spelt = words.copy()
        for place in self._to_be_cut(words):
            word = words[place]
            begun = word.lstrip(_OUTER)
            inside = begun.rstrip(_OUTER)
            before, after = word[: len(word) - len(begun)], begun[len(inside) :]
            if (
                inside.isalnum()
                and len(inside) < _SURELY_SHORT
                and before[-1:] not in _SIGNS_BEFORE
                and after[:1] not in _SIGNS_AFTER
            ):
                spelt[place] = inside
                heads[place], tails[place] = separators[before], separators[after]
                continue
            found, between = split(word.strip("\0"))
            several[place] = found
            heads[place], tails[place] = separators[between[0]], separators[between[-1]]
            self._inner.fromlist([separators[text] for text in between[1:-1]])
        counts = [1] * len(words)
        eojeols: list[str] = []
        start = 0
        for place, found in several.items():
            counts[place] = len(found)
            eojeols += spelt[start:place]
            eojeols += found
            start = place + 1
        eojeols += spelt[start:]
        self._counts.fromlist(counts)
        self._flat.fromlist(list(map(self.eojeols.__getitem__, eojeols)))
        self._heads.fromlist(heads)
        self._tails.fromlist(tails)

    @staticmethod
    def _to_be_cut(words: Sequence[str]) -> list[int]:
        """Return the indices of words that are not already one short eojeol."""
        return [
            place
            for place, word in enumerate(words)
            if not word.isalnum() or len(word) >= _SURELY_SHORT
        ]

    def _last_words(self, count: int) -> list[str]:
        # A dict keeps the order of its keys, and is reversed without copying.
        backwards = reversed(self._words)
        return [next(backwards) for _ in range(count)][::-1]

    def lay_out(self) -> ArticleBatch:
        """Return the gathered articles as arrays, and begin the next batch."""
        self.cut()
        # The spellings of the words take the most memory, and are not needed any more.
        self._words.clear()
        table = _WordTable(
            np.frombuffer(self._counts, np.uint32).astype(np.int64),
            np.frombuffer(self._flat, np.uint32).astype(np.int64),
            np.frombuffer(self._inner, np.uint32).astype(np.int64),
            np.frombuffer(self._heads, np.uint32).astype(np.int64),
            np.frombuffer(self._tails, np.uint32).astype(np.int64),
        )
        laid = _lay_out(np.frombuffer(self._stream, np.uint32), table, self._separators)
        self._begin()
        return laid


class _WordTable(NamedTuple):
    """The eojeols and separators of each distinct word, by word number, end to end."""

    counts: Ids
    eojeols: Ids
    inner: Ids
    heads: Ids
    tails: Ids


def _lay_out(
    stream: npt.NDArray[np.uint32], table: _WordTable, separators: _StringNumbers
) -> ArticleBatch:
    """Lay out whole articles, a piece of them at a time, which bounds the working memory.

    Args:
        stream: the words of all articles, with an anchor before, between and after these.
        table: of the words.
        separators: numbers the separators, and gets those between words.
    """
    # Loaded here, because searching imports this module and needs no threads.
    from concurrent.futures import ThreadPoolExecutor

    anchors = np.flatnonzero(stream == _ANCHOR)
    with ThreadPoolExecutor(1) as beside:
        pieces = [
            _lay_out_piece(
                stream[anchors[first] : anchors[last] + 1].astype(np.int64),
                table,
                separators,
                beside,
            )
            for first, last in chunks(anchors, _WORDS_PER_PIECE)
        ]
    lengths = np.concatenate([[0], *(piece.lengths for piece in pieces)])
    begins = np.cumsum([0, *(len(piece.eojeols) for piece in pieces)])[:-1].tolist()
    fields = [piece.fields + begin for piece, begin in zip(pieces, begins, strict=True)]
    return ArticleBatch(
        _end_to_end([piece.eojeols for piece in pieces]),
        lengths.cumsum(),
        np.concatenate([np.zeros((0, 2), np.int64), *fields]),
        _end_to_end([piece.separators for piece in pieces]),
        _spelt(separators),
    )


def _end_to_end(pieces: Sequence[npt.NDArray[np.uint32]]) -> Ids:
    return np.concatenate([np.zeros(0, np.uint32), *pieces], dtype=np.int64)


def _spelt(separators: Iterable[str]) -> list[str]:
    """Return the separators as the articles spell them."""
    texts = [text.replace(f" {_LINE_BREAK} ", "\n") for text in separators]
    return [text.replace(f" {FIELD_BREAK} ", FIELD_BREAK) for text in texts]


class _Piece(NamedTuple):
    """Some articles, laid out.

    Attributes:
        eojeols, separators: uint32, as in `ArticleBatch`.
        lengths: int64, the number of eojeols of each article.
        fields: int64 (articles, 2), as in `ArticleBatch`, counted from the piece's first eojeol.
    """

    eojeols: npt.NDArray[np.uint32]
    separators: npt.NDArray[np.uint32]
    lengths: Ids
    fields: Ids


def _lay_out_piece(
    stream: Ids, table: _WordTable, separators: _StringNumbers, beside: Executor
) -> _Piece:
    anchors = stream == _ANCHOR
    counts = table.counts[stream]
    solid = np.flatnonzero(anchors | (counts > 0))
    # In two threads: numpy releases the GIL, and the two halves take equally long.
    gaps = beside.submit(_gaps, stream, solid, table, separators)
    words, is_anchor = stream[solid[1:]], anchors[solid[1:]]
    firsts = np.cumsum(table.counts) - table.counts
    eojeols = _ranges(table.eojeols, firsts, words, table.counts)
    slots = np.where(is_anchor, 1, table.counts[words])
    ends = np.cumsum(slots)
    between = np.empty(int(ends[-1]), np.int64)
    between[ends - slots] = gaps.result()
    _fill_inner(between, words, slots, ends, table)
    article_ends = ends[is_anchor] - np.arange(1, int(is_anchor.sum()) + 1)
    bounds = np.concatenate(([0], article_ends))
    fields = _fields(between, bounds, _spelt(separators))
    return _Piece(eojeols.astype(np.uint32), between.astype(np.uint32), np.diff(bounds), fields)


def _gaps(stream: Ids, solid: Ids, table: _WordTable, separators: _StringNumbers) -> Ids:
    """Number the texts between neighbouring words that have an eojeol."""
    left = solid[:-1]
    gaps = table.tails[stream[left]].copy()
    empty_words = np.diff(solid) - 1
    chosen = np.flatnonzero(empty_words)
    for step in range(1, _SHORT_GAP + 1):
        words = stream[left[chosen] + step]
        gaps[chosen] = _combine(gaps[chosen], table.tails[words], separators)
        chosen = chosen[empty_words[chosen] > step]
    texts = list(separators)
    for place in chosen.tolist():
        first = left[place] + 1
        rest = table.tails[stream[first + _SHORT_GAP : first + empty_words[place]]]
        parts = [texts[number] for number in (gaps[place], *rest.tolist())]
        gaps[place] = separators[" ".join(parts)]
    return _combine(gaps, table.heads[stream[solid[1:]]], separators)


def _combine(left: Ids, right: Ids, separators: _StringNumbers) -> Ids:
    """Number the texts ``left + " " + right``; at the ends of an article, one of them alone."""
    combined = np.full(len(left), separators[" "], np.int64)
    rest = np.flatnonzero((left != _EMPTY) | (right != _EMPTY))
    pairs, places = np.unique((left[rest] << 32) | right[rest], return_inverse=True)
    texts = list(separators)
    numbers = []
    for pair in pairs.tolist():
        first, second = pair >> 32, pair & 0xFFFFFFFF
        if first == _START or second == _START:
            numbers.append(second if first == _START and second != _START else first)
            if first == _START and second == _START:
                numbers[-1] = _EMPTY
        else:
            numbers.append(separators[f"{texts[first]} {texts[second]}"])
    if len(rest):
        combined[rest] = np.array(numbers, np.int64)[places]
    return combined


def _fill_inner(between: Ids, words: Ids, slots: Ids, ends: Ids, table: _WordTable) -> None:
    several = np.flatnonzero(table.counts[words] > 1)
    if not len(several):
        return
    inner_counts = np.maximum(table.counts - 1, 0)
    inner_starts = np.cumsum(inner_counts) - inner_counts
    chosen = words[several]
    values = _ranges(table.inner, inner_starts, chosen, inner_counts)
    between[ranges(ends[several] - slots[several] + 1, inner_counts[chosen])] = values


def _ranges(values: Ids, starts: Ids, rows: Ids, counts: Ids) -> Ids:
    """Concatenate the ranges ``values[starts[row] : starts[row] + counts[row]]``."""
    laid: Ids = values[ranges(starts[rows], counts[rows])]
    return laid


def _fields(between: Ids, bounds: Ids, texts: list[str]) -> Ids:
    """Find where lead and body begin: at the breaks that occur in the separators."""
    breaks = np.array([text.count(FIELD_BREAK) for text in texts], np.int64)[between]
    position = np.flatnonzero(breaks)
    article_of_slot = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds) + 1)
    eojeol = position - article_of_slot[position]
    return np.repeat(eojeol, breaks[position]).reshape(-1, 2)
