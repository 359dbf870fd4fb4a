"""PowerPoint's slides (Office Open XML): one article, slide by slide, with the speaker's notes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ksearch.messages import Message

from ...dates import parse_date
from ...model import Document, Limits, Read, ReadOptions, Unreadable
from ...packages import open_package, read_member
from ...text.blocks import NOTE, TITLE, Block, article_of_blocks, table_rows
from ...text.markup import local_name, parse_xml
from .word import properties_of

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_NOTES_PATH = "ppt/notesSlides/notesSlide{}.xml"
_TITLES = frozenset(("title", "ctrTitle"))
#: Placeholders that programs put on each slide or page of notes: numbers, dates, the slide's
#: picture.
_FURNITURE = frozenset(("sldNum", "dt", "ftr", "hdr", "sldImg"))


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a presentation; its title is the first slide's."""
    with open_package(document) as package:
        members = package.namelist()
        slides = sorted(
            (int(found[1]), found[0]) for name in members if (found := _SLIDE.match(name))
        )
        blocks: list[Block] = []
        for number, name in slides:
            blocks += _slide(package, name, document.limits)
            notes = _NOTES_PATH.format(number)
            if notes in members:
                note_blocks = _slide(package, notes, document.limits)
                blocks += (block._replace(role=NOTE) for block in note_blocks)
        about = properties_of(package, "docProps/core.xml", document.limits)
    if not any(block.text.strip() for block in blocks):
        raise Unreadable(Message("holds no text"))
    yield article_of_blocks(
        blocks,
        document.key,
        title=about.get("title", ""),
        date=parse_date(about.get("modified")) or parse_date(about.get("created")),
        author=about.get("creator") or None,
    )


def _slide(package: zipfile.ZipFile, name: str, limits: Limits) -> Iterator[Block]:
    yield from _blocks(parse_xml(read_member(package, name, limits), Message("a presentation")), "")


def _blocks(element: Element, role: str) -> Iterator[Block]:
    for child in element:
        name = local_name(child)
        if name == "sp":
            kind = _kind(child)
            if kind not in _FURNITURE:
                yield from _blocks(child, TITLE if kind in _TITLES else "")
        elif name == "tr":
            yield from table_rows([[list(_blocks(cell, "")) for cell in child]])
        elif name == "p":
            text = "".join(_text(child)).strip()
            if text:
                yield Block(text, role=role)
        else:
            yield from _blocks(child, role)


def _kind(shape: Element) -> str:
    """Return the kind of placeholder of a shape."""
    places = (each.get("type", "") for each in shape.iter() if local_name(each) == "ph")
    return next(places, "")


def _text(paragraph: Element) -> Iterator[str]:
    for child in paragraph:
        name = local_name(child)
        if name == "br":
            yield " "
        elif name in ("r", "fld"):
            yield "".join(each.text or "" for each in child if local_name(each) == "t")
