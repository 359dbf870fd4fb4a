"""Rows: the forward index and stored fields of one article as bytes; many rows as a segment.

What is ranked by its text and what is shown of an article is read off its row, in the way of the
embedded engine: a few rows together are a segment in memory.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ksearch.arrays import AnyArray
from ksearch.arrays.types import Ids
from ksearch.lexicon.interning import ArticleBatch
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt
from ksearch.model.fields import KEYWORD_FIELDS
from ksearch.storage.segments.columns import Column
from ksearch.storage.segments.forward import Forward, pack_forward
from ksearch.storage.segments.postings import FewPostings, StoredPostings
from ksearch.storage.segments.segment import Segment
from ksearch.storage.segments.signatures import Signatures, pack_signatures
from ksearch.storage.snapshot import Snapshot

#: Eojeols; where lead and body begin; bytes of the separators and of the stored fields.
_HEAD = struct.Struct("<5I")
_SPACE = " "
#: The stored fields of a row behind seconds and minutes of its date, and its digest.
_COLUMNS = ("id", *KEYWORD_FIELDS)
_SECONDS, _OFFSET, _DIGEST, _FIRST_COLUMN = range(4)
#: Arrays of a segment that are made of them: which, and their type.
_STORED_ARRAYS = {
    "seconds": (_SECONDS, np.int64),
    "offsets": (_OFFSET, np.int16),
    "digests": (_DIGEST, np.uint64),
}


def packed_rows(segment: Segment) -> Iterator[tuple[int, bytes]]:
    """Yield the live articles of a segment, each with its row."""
    numbers, texts = segment.forward.all_separators()
    bounds = segment.forward.bounds.astype(np.int64)
    eojeols = segment.forward.all_eojeols().astype("<u4")
    leads, bodies = segment.forward.lead_starts, segment.forward.body_starts
    odd = np.array([text != _SPACE for text in texts], np.bool_)[numbers]
    seconds, digests = segment.seconds, segment.digests
    offsets = segment.file["offsets"]
    columns = [segment.column(name).all() for name in _COLUMNS]
    for article in range(len(segment)):
        if not segment.is_live(article):
            continue
        begin, end = int(bounds[article]), int(bounds[article + 1])
        slots = slice(begin + article, end + article + 1)
        places = np.flatnonzero(odd[slots])
        between = [texts[number] for number in numbers[slots][places].tolist()]
        stored = [
            int(seconds[article]),
            int(offsets[article]),
            int(digests[article]),
            *(column[article] for column in columns),
        ]
        yield (
            article,
            _packed(
                eojeols[begin:end],
                (int(leads[article]) - begin, int(bodies[article]) - begin),
                [places.tolist(), between],
                stored,
            ),
        )


def _packed(
    eojeols: npt.NDArray[np.uint32], fields: tuple[int, int], between: object, stored: object
) -> bytes:
    texts = [_json(between), _json(stored)]
    head = _HEAD.pack(len(eojeols), *fields, *map(len, texts))
    return b"".join((head, eojeols.tobytes(), *texts))


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


class UnpackedRows:
    """Some rows, unpacked together: eojeols at once, what texts are shown by when it is asked for.

    Args:
        packed: the rows' bytes, in the order of the articles.

    Attributes:
        eojeols, bounds, fields: as in `ArticleBatch`.

    Raises:
        IndexCorrupt: one of them is damaged.
    """

    def __init__(self, packed: Sequence[bytes]) -> None:
        self._packed = packed
        try:
            self._heads = [_checked_head(row) for row in packed]
        except (struct.error, ValueError) as error:
            raise _damaged() from error
        counts = [head[0] for head in self._heads]
        pieces = [
            memoryview(row)[_HEAD.size : _HEAD.size + 4 * count]
            for row, count in zip(packed, counts, strict=True)
        ]
        self.eojeols: Ids = np.frombuffer(b"".join(pieces), "<u4").astype(np.int64)
        self.bounds: Ids = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
        starts = np.array([head[1:3] for head in self._heads], np.int64).reshape(-1, 2)
        self.fields: Ids = starts + self.bounds[:-1, None]

    def __len__(self) -> int:
        return len(self._packed)

    @cached_property
    def batch(self) -> ArticleBatch:
        """Their texts.

        Raises:
            IndexCorrupt: one of them is damaged.
        """
        texts: dict[str, int] = {_SPACE: 0}
        separators: list[Ids] = [np.zeros(0, np.int64)]
        for row, (count, _, _, size, _) in zip(self._packed, self._heads, strict=True):
            begin = _HEAD.size + 4 * count
            try:
                places, between = _parsed(row[begin : begin + size])
                slots = np.zeros(count + 1, np.int64)
                slots[places] = [texts.setdefault(text, len(texts)) for text in between]
            except (ValueError, IndexError, TypeError) as error:
                raise _damaged() from error
            separators.append(slots)
        return ArticleBatch(
            self.eojeols, self.bounds, self.fields, np.concatenate(separators), list(texts)
        )

    @cached_property
    def stored(self) -> list[_Stored]:
        """Of each: seconds and minutes of its date, digest, id, keyword fields.

        Raises:
            IndexCorrupt: one of them is damaged.
        """
        try:
            return [
                _parsed(row[-head[4] :])
                for row, head in zip(self._packed, self._heads, strict=True)
            ]
        except ValueError as error:
            raise _damaged() from error


_Stored: TypeAlias = "list[int | str | None]"


def _damaged() -> IndexCorrupt:
    return IndexCorrupt(Message("an article in the cluster is damaged; run `ksearch rebuild`"))


def _checked_head(row: bytes) -> tuple[int, int, int, int, int]:
    """Return the head of a row: see `_HEAD`."""
    count, lead, body, between, stored = _HEAD.unpack_from(row)
    size = _HEAD.size + 4 * count + between + stored
    if len(row) != size or not stored or not lead <= body <= count:
        raise ValueError(len(row))
    return count, lead, body, between, stored


def _parsed(text: bytes) -> Any:
    return json.loads(text.decode("utf-8", "surrogatepass"))


class _RowArrays(dict[str, AnyArray]):
    """The arrays of rows, in the place of a file; those of stored fields are made when needed."""

    def __init__(self, rows: UnpackedRows) -> None:
        eojeols = rows.eojeols
        super().__init__(
            bounds=rows.bounds.astype(np.uint32),
            lead_starts=rows.fields[:, 0].astype(np.uint32),
            body_starts=rows.fields[:, 1].astype(np.uint32),
            eojeols_low=(eojeols & 0xFFFF).astype(np.uint16),
            eojeols_high=(eojeols >> 16).astype(np.uint16),
        )
        self._rows = rows
        self.path = Path("memory")

    def __missing__(self, name: str) -> AnyArray:
        stored = _STORED_ARRAYS.get(name)
        if stored is None:
            self.update(pack_forward(self._rows.batch))
        else:
            place, kind = stored
            self[name] = np.array([each[place] for each in self._rows.stored], kind)
        return self[name]


class _RowColumn(Column):
    """A column whose values are in memory."""

    def __init__(self, name: str, values: list[str | None]) -> None:
        self._name = name
        self._count = len(values)
        self._values = values
        self.table = self.codes = None

    def __getitem__(self, article: int) -> str | None:
        return self._values[article]

    def all(self) -> list[str | None]:
        """Return every value, in the order of the articles."""
        return self._values


class RowSegment(Segment):
    """A segment in memory, of a few articles; its postings are made when they are asked for.

    Args:
        rows: of the articles.
        lexicon: of the index.
    """

    def __init__(self, rows: UnpackedRows, lexicon: Lexicon) -> None:
        self._rows = rows
        self.file = _RowArrays(rows)  # type: ignore[assignment]
        self.name = self.file.path.name
        self.first = 0
        self.lexicon = lexicon
        self.deleted = None
        self.forward = Forward(self.file, lexicon)
        self._columns = {}

    @cached_property
    def postings(self) -> StoredPostings:  # type: ignore[override]
        """The postings of the articles."""
        rows = self._rows
        return FewPostings(self.lexicon, rows.eojeols, rows.bounds, rows.fields)

    @cached_property
    def signatures(self) -> Signatures:  # type: ignore[override]
        """The signatures of the articles."""
        return Signatures(pack_signatures(self._rows.eojeols, self._rows.bounds))

    def column(self, name: str) -> Column:
        """Return the column of the ids or of a keyword field."""
        if name not in self._columns:
            place = _FIRST_COLUMN + _COLUMNS.index(name)
            values: list[str | None] = [row[place] for row in self._rows.stored]  # type: ignore[misc]
            self._columns[name] = _RowColumn(name, values)
        return self._columns[name]

    def find(self, article_id: str) -> int:
        """Return the number of the article with this id, or -1."""
        ids = self.column("id").all()
        return ids.index(article_id) if article_id in ids else -1


class RowSnapshot(Snapshot):
    """Some articles of an index, in memory, beside its lexicon.

    Args:
        base: the index without its articles.
        packed: the rows of the articles, ascending by their numbers in the index.
    """

    def __init__(self, base: Snapshot, packed: Sequence[bytes]) -> None:
        self.folder = base.folder
        self.manifest = base.manifest
        self.lexicon = base.lexicon
        self._files = base._files
        self._words = base._words
        self.segments = (RowSegment(UnpackedRows(packed), base.lexicon),)
        self.size = len(packed)
