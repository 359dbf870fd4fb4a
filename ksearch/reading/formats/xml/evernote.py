"""Evernote's export (.enex): an article a note."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ksearch.messages import Message

from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import read_whole
from ...records.fields import RowReader
from ...text.markup import html_to_text, local_name, parse_xml

_FIELDS = {"title": "title", "created": "date", "content": "body"}
_ATTRIBUTES = {"author": "author", "source-url": "url"}


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the notes; a note's id is ``<key>:<its number>``, as notes have no names."""
    root = parse_xml(read_whole(document), Message("an export of notes"), lenient=True)
    rows = RowReader(options.columns, document.key)
    notes = [element for element in root if local_name(element) == "note"]
    for number, note in enumerate(notes, 1):
        where = f"{document.key}:{number}"
        try:
            yield rows.article(_row(note), where, where)
        except Unreadable as error:
            yield Refusal(where, Message("note {number} {error}", number=number, error=error))
    yield from rows.notes()


def _row(note: Element) -> dict[str, str]:
    row: dict[str, str] = {}
    tags: list[str] = []
    for part in note:
        name, text = local_name(part), (part.text or "").strip()
        if name == "tag":
            tags.append(text)
        elif name == "note-attributes":
            found = ((_ATTRIBUTES.get(local_name(each)), each.text or "") for each in part)
            row.update({field: value.strip() for field, value in found if field})
        elif name in _FIELDS and text:
            row[_FIELDS[name]] = html_to_text(text) if name == "content" else text
    if tags:
        row["tags"] = ", ".join(tags)
    return row
