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
from ksearch.storage.segments.postings import Postings, StoredPostings, build_postings
from ksearch.storage.segments.segment import Segment, pack_postings
from ksearch.storage.segments.signatures import Signatures, pack_signatures
from ksearch.storage.snapshot import Snapshot

#: Eojeols; where lead and body begin; bytes of the separators and of the stored fields.
_HEAD = struct.Struct("<5I")
_SPACE = " "
#: The stored fields of a row behind seconds and minutes of its date, and its digest.
_COLUMNS = ("id", *KEYWORD_FIELDS)
_SECONDS, _OFFSET, _DIGEST, _FIRST_COLUMN = range(4)


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
    """Some rows, unpacked together.

    Args:
        packed: the rows' bytes, in the order of the articles.

    Attributes:
        batch: their texts.
        stored: of each: seconds and minutes of its date, digest, id, keyword fields.

    Raises:
        IndexCorrupt: one of them is damaged.
    """

    def __init__(self, packed: Sequence[bytes]) -> None:
        texts: dict[str, int] = {_SPACE: 0}
        pieces: list[Ids] = [np.zeros(0, np.int64)]
        separators: list[Ids] = [np.zeros(0, np.int64)]
        fields, sizes = [], []
        self.stored: list[list[int | str | None]] = []
        for row in packed:
            try:
                eojeols, edges, (places, between), stored = _unpacked(row)
                slots = np.zeros(len(eojeols) + 1, np.int64)
                slots[places] = [texts.setdefault(text, len(texts)) for text in between]
            except (struct.error, ValueError, IndexError, TypeError) as error:
                raise IndexCorrupt(
                    Message("an article in the cluster is damaged; run `ksearch rebuild`")
                ) from error
            pieces.append(eojeols)
            separators.append(slots)
            fields.append(edges)
            sizes.append(len(eojeols))
            self.stored.append(stored)
        bounds = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        starts = np.array(fields, np.int64).reshape(-1, 2) + bounds[:-1, None]
        self.batch = ArticleBatch(
            np.concatenate(pieces), bounds, starts, np.concatenate(separators), list(texts)
        )


_NO_POSTINGS = Postings(
    np.zeros(0, np.uint32), np.zeros(1, np.uint32), np.zeros(0, np.uint16), np.zeros(0, np.uint8)
)
_Stored: TypeAlias = "list[int | str | None]"


def _unpacked(row: bytes) -> tuple[Ids, tuple[int, int], list[list[Any]], _Stored]:
    count, lead, body, between, stored = _HEAD.unpack_from(row)
    end = _HEAD.size + 4 * count
    if len(row) != end + between + stored or not lead <= body <= count:
        raise ValueError(len(row))
    eojeols = np.frombuffer(row, "<u4", count, _HEAD.size).astype(np.int64)
    return (
        eojeols,
        (lead, body),
        json.loads(row[end : end + between].decode("utf-8", "surrogatepass")),
        json.loads(row[end + between :].decode("utf-8", "surrogatepass")),
    )


class _Arrays(dict[str, AnyArray]):
    """Arrays in memory, in the place of a file."""

    def __init__(self, arrays: dict[str, AnyArray]) -> None:
        super().__init__(arrays)
        self.path = Path("memory")


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
        stored, batch = rows.stored, rows.batch
        self._rows = rows
        self.file = _Arrays(  # type: ignore[assignment]
            {
                **pack_forward(batch),
                "seconds": np.array([each[_SECONDS] for each in stored], np.int64),
                "offsets": np.array([each[_OFFSET] for each in stored], np.int16),
                "digests": np.array([each[_DIGEST] for each in stored], np.uint64),
            }
        )
        self.name = self.file.path.name
        self.first = 0
        self.lexicon = lexicon
        self.deleted = None
        self.forward = Forward(self.file, lexicon)
        self._columns = {}

    @cached_property
    def postings(self) -> StoredPostings:  # type: ignore[override]
        """The postings of the articles."""
        batch = self._rows.batch
        if not len(batch.fields):
            return StoredPostings(pack_postings(_NO_POSTINGS))
        built = build_postings(self.lexicon, batch.eojeols, batch.bounds, batch.fields)
        return StoredPostings(pack_postings(built))

    @cached_property
    def signatures(self) -> Signatures:  # type: ignore[override]
        """The signatures of the articles."""
        return Signatures(pack_signatures(self._rows.batch.eojeols, self._rows.batch.bounds))

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
