"""HWPX (OWPML, KS X 6101): XML in a zip archive."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from ksearch.messages import Message

from ...dates import parse_date
from ...model import Limits, Unreadable
from ...packages import open_zip, read_member
from ...text.blocks import Block, once_each
from ...text.markup import parse_xml
from .markup import SectionReader, name_of

_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_HEADER_PATH = "Contents/header.xml"
_MANIFEST = "META-INF/manifest.xml"
_PACKAGE = "Contents/content.hpf"


def blocks_of(data: bytes, limits: Limits) -> tuple[list[Block], datetime | None]:
    """Return the blocks of a document, and when it was last saved.

    Raises:
        Unreadable: it is protected, damaged, or no HWPX document.
    """
    with open_zip(io.BytesIO(data), limits) as package:
        members = package.namelist()
        if _MANIFEST in members and b"encryption-data" in read_member(package, _MANIFEST, limits):
            raise Unreadable(Message("is protected by a password"))
        found = [match for match in map(_SECTION.fullmatch, members) if match]
        if not found:
            raise Unreadable(Message("is not a valid HWPX document: it has no section"))
        reader = SectionReader(_letter_sizes(package, limits))
        blocks: list[Block] = []
        for match in sorted(found, key=lambda match: int(match[1])):
            section = parse_xml(read_member(package, match[0], limits), Message("a document"))
            blocks += reader.below(section)
        saved = _saved(package, limits)
    return [*blocks, *once_each(reader.margins)], saved


def _letter_sizes(package: zipfile.ZipFile, limits: Limits) -> dict[str, float]:
    if _HEADER_PATH not in package.namelist():
        return {}
    header = parse_xml(read_member(package, _HEADER_PATH, limits), Message("a document"))
    shapes = (each for each in header.iter() if name_of(each) == "charpr")
    return {each.get("id", ""): int(each.get("height") or 0) / 100 for each in shapes}


def _saved(package: zipfile.ZipFile, limits: Limits) -> datetime | None:
    """Return when the document was last saved, from its package."""
    if _PACKAGE not in package.namelist():
        return None
    package_data = parse_xml(read_member(package, _PACKAGE, limits), Message("a document"))
    dates = {
        each.get("name", ""): parse_date((each.text or "").strip())
        for each in package_data.iter()
        if name_of(each) == "meta"
    }
    return dates.get("ModifiedDate") or dates.get("CreatedDate")
