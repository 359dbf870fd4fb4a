"""The module that reads each suffix; a new format is a line here and a module in formats/."""

from __future__ import annotations

import importlib
import os
import re
from dataclasses import dataclass
from functools import cache

from .model import Reader

#: Value of `apart_from` for formats read by a library that cannot be interrupted: any size.
_ALWAYS = 0
#: Value of `apart_from` in bytes: news pages are smaller, and a smaller file keeps this process
#: busy for a second at most.
_LARGE_BYTES = 1 << 18
COMPRESSIONS = frozenset((".gz", ".xz", ".bz2"))


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        name: its name for people.
        suffixes: how such files end, in lower case.
        module: the module of ``formats/`` that reads it, by its function ``read_document``.
        extra: the extra whose packages it needs, if any.
        apart_from: from which size on, in bytes, a file is read in a process of its own, where
            time and memory are bounded; None: never, as it is read a line at a time.
        container: whether it holds documents of other formats.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    extra: str | None = None
    apart_from: int | None = _ALWAYS
    container: bool = False


FORMATS: tuple[Format, ...] = (
    Format("JSON lines", (".jsonl", ".ndjson"), "json.lines", apart_from=None),
    Format("plain text", (".txt", ".text"), "plain", apart_from=_LARGE_BYTES),
    Format("Markdown", (".md", ".markdown"), "markdown"),
    Format("HTML", (".html", ".htm", ".xhtml"), "html"),
    Format("table", (".csv", ".tsv"), "tables.csv", apart_from=None),
    Format("workbook", (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"), "tables.workbook", "office"),
    Format("Parquet", (".parquet",), "tables.parquet", "parquet"),
    Format("JSON", (".json",), "json", apart_from=_LARGE_BYTES),
    Format("feed", (".rss", ".atom", ".xml", ".enex"), "xml"),
    Format("e-mail", (".eml",), "mail"),
    Format("mailbox", (".mbox",), "mail.mbox"),
    Format("saved page", (".mht", ".mhtml"), "mail.mhtml"),
    Format("EPUB", (".epub",), "epub"),
    Format("PDF", (".pdf",), "pdf", "pdf"),
    Format("Word", (".docx",), "office.word"),
    Format("PowerPoint", (".pptx",), "office.slides"),
    Format("OpenDocument", (".odt", ".odp"), "office.opendocument"),
    Format("RTF", (".rtf",), "office.richtext", "office"),
    Format("subtitles", (".srt", ".vtt", ".smi"), "subtitles"),
    Format("web archive", (".warc",), "warc", "warc"),
    Format("HWP", (".hwp", ".hwpx", ".hml"), "hancom", "hwp"),
    Format("zip", (".zip",), "archive", container=True),
)

_BY_SUFFIX = {suffix: entry for entry in FORMATS for suffix in entry.suffixes}

#: Every suffix that some reader knows, in lower case.
SUFFIXES = frozenset(_BY_SUFFIX)


def split_compression(name: str) -> tuple[str, str]:
    """Split ``feed.jsonl.gz`` into ``feed.jsonl`` and ``.gz`` (empty if there is none)."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - called once for each file of a walk
    return (stem, suffix.lower()) if suffix.lower() in COMPRESSIONS else (name, "")


#: Files without a suffix, by their whole name: what WikiExtractor makes of a dump.
_WIKI_PAGES = Format("pages of a wiki", (), "wiki_pages", apart_from=None)
_WIKI_NAME = re.compile(r"(?:.*/)?wiki_\d{2,3}")


def format_of(name: str) -> Format | None:
    """Return the format of a file by its name, or None if no reader knows it."""
    known = _BY_SUFFIX.get(name[name.rfind(".") :])
    if known is not None:  # the usual case; this check halves the time of a walk over 100,000 files
        return known
    plain, _ = split_compression(name)
    suffix = os.path.splitext(plain)[1].lower()  # noqa: PTH122
    if not suffix and _WIKI_NAME.fullmatch(plain):
        return _WIKI_PAGES
    return _BY_SUFFIX.get(suffix)


@cache
def format_reader(entry: Format) -> Reader:
    """Return the function that reads a format; its module is imported now."""
    module = importlib.import_module(f"{__package__}.formats.{entry.module}")
    reader: Reader = module.read_document
    return reader
