"""HWP 5: streams of records in a compound file (MS-CFB).

Written after Hancom's published description of the format. A section is a flat list of records,
each with a level; together they are a tree of paragraphs, controls (tables, boxes, notes) and the
paragraphs inside these.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from struct import error as StructError  # noqa: N812 - struct's own name for it is `error`
from struct import unpack_from
from typing import Any

import numpy as np

from ksearch.messages import Message
from ksearch.model.dates import KOREAN_TIME

from ...model import Limits, Unreadable
from ...opening import check_unpacking, in_words
from ...text.blocks import NOTE, Block, once_each, table_rows, with_readings
from .distribution import decrypted

_SIGNATURE = b"HWP Document File"
_COMPRESSED, _PASSWORD, _DISTRIBUTION = 1, 2, 4
_RIGHTS_MANAGED = 0x10 | 0x100

# Tags of records.
_CHAR_SHAPE = 21
_PARA_HEADER, _PARA_TEXT, _PARA_CHAR_SHAPE = 66, 67, 68
_CTRL_HEADER, _LIST_HEADER = 71, 72
_TABLE_TAG, _EQUATION = 77, 88
_TEXT_TAGS = frozenset(
    (_PARA_HEADER, _PARA_TEXT, _PARA_CHAR_SHAPE, _CTRL_HEADER, _LIST_HEADER, _TABLE_TAG, _EQUATION)
)
#: Tags of records that only contain other records: shapes (76 to 90) and lists of memos (93).
_PASSED_ON = frozenset((*range(76, 91), 93))

#: Control characters of a paragraph's text that take eight units (of two bytes) instead of one.
_WIDE_CONTROLS = frozenset((*range(1, 10), 11, 12, *range(14, 24)))
#: Those of them that are a control, in the order of the paragraph's CTRL_HEADER records.
_EXTENDED = frozenset((1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23))
_TAB, _NARROW_CONTROLS = 9, {10: "\n", 13: "", 24: "-", 25: " ", 30: " ", 31: " "}
_WIDE_UNITS = 8

_HEADERS_AND_FOOTERS = frozenset((b"head", b"foot"))
_NOTES = frozenset((b"fn  ", b"en  ", b"tcmt"))
#: Offset of a cell's address behind the header of its list: column, row (two bytes each).
_CELL_AT = 8
_CELL_SIZE = 26
#: A record's header has ten bits of tag, ten of level and twelve of size; a size of all ones means
#: that the size follows in four bytes.
_EXTENDED_SIZE = 0xFFF


class _Record:
    """A record with those below it."""

    __slots__ = ("below", "data", "tag")

    def __init__(self, tag: int, data: bytes) -> None:
        self.tag = tag
        self.data = data
        self.below: list[_Record] = []


def blocks_of(data: bytes, limits: Limits) -> tuple[list[Block], datetime | None]:
    """Return the blocks of a document, and when it was last saved.

    Raises:
        Unreadable: it is protected, damaged, or no HWP document.
    """
    from olefile import OleFileIO

    try:
        with OleFileIO(io.BytesIO(data)) as compound:
            return _read(compound, limits)
    except (OSError, StructError, IndexError, ValueError) as error:
        raise Unreadable(Message("is not a valid HWP 5 document: {error}", error=error)) from error
    except TypeError as error:  # olefile's, where a folder is in a stream's place
        raise Unreadable(
            Message("is not a valid HWP 5 document: a stream in it is invalid")
        ) from error


def _read(compound: Any, limits: Limits) -> tuple[list[Block], datetime | None]:
    if not compound.exists("FileHeader"):
        raise Unreadable(Message("is not a valid HWP 5 document, but another program's"))
    header = _stream(compound, "FileHeader", limits)
    if not header.startswith(_SIGNATURE) or len(header) < 40:
        raise Unreadable(Message("is not a valid HWP 5 document: its header is not one of HWP"))
    [properties] = unpack_from("<I", header, 36)
    if properties & _PASSWORD:
        raise Unreadable(Message("is protected by a password"))
    if properties & _RIGHTS_MANAGED:
        raise Unreadable(
            Message("is locked by a rights management (DRM) that only its own reader opens")
        )
    compressed = bool(properties & _COMPRESSED)
    distributed = bool(properties & _DISTRIBUTION)
    sizes = _letter_sizes(_unpacked(_stream(compound, "DocInfo", limits), compressed, limits))
    reader = _SectionReader(sizes)
    blocks: list[Block] = []
    for name in _sections(compound, "ViewText" if distributed else "BodyText"):
        stream = _stream(compound, name, limits)
        if distributed:
            stream = decrypted(stream)
        blocks += reader.blocks(_unpacked(stream, compressed, limits))
    return [*blocks, *once_each(reader.margins)], _saved(compound)


def _stream(compound: Any, name: str, limits: Limits) -> bytes:
    if not compound.exists(name):
        raise Unreadable(Message("its part {name} is missing", name=name))
    if compound.get_size(name) > limits.document_bytes:
        raise Unreadable(
            Message(
                "holds more than {document_bytes}", document_bytes=in_words(limits.document_bytes)
            )
        )
    data: bytes = compound.openstream(name).read()
    return data


def _sections(compound: Any, folder: str) -> list[str]:
    """Return the streams of the text, in order: Section10 is behind Section9."""
    names = [entry[1] for entry in compound.listdir() if entry[0] == folder and len(entry) == 2]
    numbered = [(int(found[1]), name) for name in names if (found := re.search(r"(\d+)$", name))]
    if not numbered:
        raise Unreadable(Message("its part {folder} is missing", folder=folder))
    return [f"{folder}/{name}" for _, name in sorted(numbered)]


def _unpacked(stream: bytes, compressed: bool, limits: Limits) -> bytes:
    if not compressed:
        return stream
    unpacker = zlib.decompressobj(-15)
    try:
        data = unpacker.decompress(stream, limits.document_bytes + 1)
    except zlib.error as error:
        raise Unreadable(
            Message("is damaged inside its compression: {error}", error=error)
        ) from error
    if len(data) > limits.document_bytes:
        raise Unreadable(Message("unpacks to more than a document can hold"))
    check_unpacking(len(data), len(stream), limits)
    return data


def _saved(compound: Any) -> datetime | None:
    """Return when the document was last saved, from its summary."""
    name = "\x05HwpSummaryInformation"
    if not compound.exists(name):
        return None
    try:
        properties = compound.getproperties(name, convert_time=True)
    except Exception:  # a broken summary must not prevent reading the text
        return None
    saved = properties.get(13) or properties.get(12)
    if not isinstance(saved, datetime) or saved.year < 1990:
        return None
    return saved.replace(tzinfo=saved.tzinfo or KOREAN_TIME)


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield tag, level and payload of each record; an incomplete one at the end is left out."""
    position, end = 0, len(data)
    while position + 4 <= end:
        [word] = unpack_from("<I", data, position)
        position += 4
        size = word >> 20
        if size == _EXTENDED_SIZE and position + 4 <= end:
            [size] = unpack_from("<I", data, position)
            position += 4
        yield word & 0x3FF, word >> 10 & 0x3FF, data[position : position + size]
        position += size


def _letter_sizes(data: bytes) -> list[float]:
    """Return the height in points of each character shape."""
    return [
        unpack_from("<i", payload, 42)[0] / 100 if len(payload) >= 46 else 0.0
        for tag, _, payload in _records(data)
        if tag == _CHAR_SHAPE
    ]


def _tree(data: bytes) -> _Record:
    """Return the root of the tree of records, made from their levels."""
    root = _Record(0, b"")
    open_records = [(-1, root)]
    for tag, level, payload in _records(data):
        if tag not in _TEXT_TAGS and tag not in _PASSED_ON:
            continue
        while open_records[-1][0] >= level:
            open_records.pop()
        record = _Record(tag, payload)
        open_records[-1][1].below.append(record)
        open_records.append((level, record))
    return root


class _SectionReader:
    """Reads sections; headers and footers are gathered apart from the text."""

    def __init__(self, sizes: Sequence[float]) -> None:
        self._sizes = sizes
        self.margins: list[Block] = []

    def blocks(self, section: bytes) -> list[Block]:
        """Return the blocks of a section."""
        return list(self._below(_tree(section)))

    def _below(self, record: _Record) -> Iterator[Block]:
        """Yield what is below a record, in its order."""
        for each in record.below:
            if each.tag == _PARA_HEADER:
                yield from self._paragraph(each)
            elif each.tag == _CTRL_HEADER:
                yield from self._control(each)
            elif each.tag == _EQUATION:
                yield Block(_counted_text(each.data, 4))
            else:
                yield from self._below(each)

    def _paragraph(self, record: _Record) -> Iterator[Block]:
        """Yield a paragraph, and behind it what is anchored in it."""
        controls = [each for each in record.below if each.tag == _CTRL_HEADER]
        text = next((each.data for each in record.below if each.tag == _PARA_TEXT), b"")
        shapes = next((each.data for each in record.below if each.tag == _PARA_CHAR_SHAPE), b"")
        inline = [_inline_text(each) for each in controls]
        shown = _text(text, [letters for letters, _ in inline])
        if shown.strip():
            yield Block(with_readings(shown, (above for _, above in inline)), self._size(shapes))
        for control in controls:
            if control.data[3::-1] in _HEADERS_AND_FOOTERS:
                self.margins += self._below(control)
            elif control.data[3::-1] in _NOTES:
                yield from (block._replace(role=NOTE) for block in self._control(control))
            else:
                yield from self._control(control)
        for each in record.below:
            if each.tag not in (_CTRL_HEADER, _PARA_TEXT, _PARA_CHAR_SHAPE):
                yield from self._below(each)

    def _control(self, control: _Record) -> Iterator[Block]:
        """Yield what is in a control; of a table its caption, then its rows."""
        position = next((n for n, each in enumerate(control.below) if each.tag == _TABLE_TAG), None)
        if position is None:
            yield from self._below(control)
            return
        yield from self._run(control.below[:position])
        rows: dict[int, list[list[Block]]] = {}
        for lists in _cells(control.below[position + 1 :]):
            cell = list(self._run(lists))
            rows.setdefault(_row_of(lists[0], len(rows)), []).append(cell)
        yield from table_rows([rows[number] for number in sorted(rows)])

    def _run(self, records: Sequence[_Record]) -> Iterator[Block]:
        group = _Record(0, b"")
        group.below = list(records)
        return self._below(group)

    def _size(self, shapes: bytes) -> float:
        """Return the largest letters of a paragraph: its shapes are pairs of start and number."""
        numbers = (
            unpack_from("<I", shapes, position)[0] for position in range(4, len(shapes) - 3, 8)
        )
        return max((self._sizes[n] for n in numbers if n < len(self._sizes)), default=0.0)


def _cells(records: Sequence[_Record]) -> Iterator[list[_Record]]:
    """Yield each cell as the list header that begins it and the paragraphs behind that."""
    cell: list[_Record] = []
    for record in records:
        if record.tag == _LIST_HEADER and cell:
            yield cell
            cell = []
        cell.append(record)
    if cell:
        yield cell


def _row_of(header: _Record, default: int) -> int:
    if header.tag != _LIST_HEADER or len(header.data) < _CELL_SIZE:
        return default
    row: int = unpack_from("<H", header.data, _CELL_AT + 2)[0]
    return row


def _inline_text(control: _Record) -> tuple[str, str]:
    """Return the text of a control within its paragraph's line, and the text above it."""
    kind = control.data[3::-1]
    if kind == b"tdut":  # letters with others above them, mostly hanja with its reading
        main, end = _counted(control.data, 4)
        above, _ = _counted(control.data, end)
        return main, above
    if kind == b"tcps":  # letters drawn over each other
        return _counted_text(control.data, 4), ""
    return "", ""


def _counted(data: bytes, position: int) -> tuple[str, int]:
    """Return a text that is preceded by the number of its units, and its end."""
    if position + 2 > len(data):
        return "", len(data)
    [count] = unpack_from("<H", data, position)
    end = min(position + 2 + 2 * count, len(data))
    return data[position + 2 : end].decode("utf-16-le", "replace"), end


def _counted_text(data: bytes, position: int) -> str:
    return _counted(data, position)[0]


def _text(data: bytes, inline: Sequence[str]) -> str:
    """Return a paragraph's text, with the text of its controls in their places."""
    data = data[: len(data) // 2 * 2]
    units = np.frombuffer(data, "<u2")
    marks = np.flatnonzero(units < 32)
    if not len(marks):
        return data.decode("utf-16-le", "replace")
    pieces: list[str] = []
    position = control = 0
    for mark, unit in zip(marks.tolist(), units[marks].tolist(), strict=True):
        if mark < position:  # inside a wide mark
            continue
        pieces.append(data[2 * position : 2 * mark].decode("utf-16-le", "replace"))
        if unit in _EXTENDED:
            pieces.append(inline[control] if control < len(inline) else "")
            control += 1
        elif unit == _TAB:
            pieces.append("\t")
        else:
            pieces.append(_NARROW_CONTROLS.get(unit, ""))
        position = mark + (_WIDE_UNITS if unit in _WIDE_CONTROLS else 1)
    pieces.append(data[2 * position :].decode("utf-16-le", "replace"))
    return "".join(pieces)
