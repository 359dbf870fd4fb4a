"""Values of cells and JSON members, as text or keywords of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from ksearch.model.dates import KOREAN_TIME

from ..dates import parse_date
from ..text.markup import html_to_text
from ..text.tidying import tidy

#: Members with the text of an object that is a piece of a text, or a named thing.
_TEXT_NAMES = (
    *("name", "text", "form", "sentence", "context", "passage", "content", "value", "title"),
    *("rendered", "plain_text", "#text", "$t", "__cdata"),
)
_INLINE_TAGS = r"b|strong|i|em|u|s|span|font|mark|a|sup|sub|small|big|code"
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"<(?:/?(?:p|div|li|ul|ol|td|tr|table|h[1-6]|section|article|blockquote)(?:\s[^<>]*)?|br\s?/?"
    r"|img\s[^<>]*)>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:quot|amp|lt|gt|nbsp|apos|hellip|middot|[lr][sd]quo|#\d{2,5}|#x[\da-fA-F]+);"
)

#: Day 0 of spreadsheets, which count days since then. Only numbers of the years 1954 to 2064 are
#: read as dates.
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=KOREAN_TIME)
_SERIALS = range(20_000, 60_000)
#: Such a number, a day written as one, or seconds or milliseconds since 1970 (after 2001).
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?|(?:19|20)\d{6}\.0+|1\d{9}(?:\.\d+)?|1\d{12}")


def cell_text(value: object, separator: str = "\n") -> str:
    """Return the text of a value; the pieces of a list are joined by the separator.

    The pieces of one sentence, as a chat's export has them, are joined as they were written.
    Markup of a web page is undone.
    """
    if value is None or isinstance(value, str):
        if not value:
            return ""
        if "<" in value or "&" in value:
            value = _without_markup(value)
        return tidy(value).strip()
    if isinstance(value, list | tuple):
        return _joined(value, separator)
    if isinstance(value, Mapping):
        return next((cell_text(value[n], separator) for n in _TEXT_NAMES if value.get(n)), "")
    return "" if is_missing(value) else str(value)


def keyword_of(value: object) -> str | None:
    """Return the value of a field of names, separated by commas; None if it is empty."""
    return cell_text(value, ", ").replace("\n", " ") or None


def _joined(parts: Sequence[Any], separator: str) -> str:
    formatted = any(isinstance(part, Mapping) and "type" in part for part in parts)
    if formatted and any(isinstance(part, str) for part in parts):
        pieces = [part if isinstance(part, str) else str(part.get("text") or "") for part in parts]
        return tidy("".join(pieces)).strip()
    if all(isinstance(part, list) for part in parts):  # paragraphs that are lists of sentences
        return separator.join(filter(None, (cell_text(part, " ") for part in parts)))
    return separator.join(filter(None, (cell_text(part, separator) for part in parts)))


def _without_markup(text: str) -> str:
    """Return a text as a page would show it; a less-than sign that is not a tag's stays."""
    if _BLOCK_TAG.search(text) is not None:
        # A page shows a line break as a space, and so does a text with tags for breaks.
        return html_to_text(text)
    text = _INLINE_TAG.sub("", text)
    return unescape(text).replace("\xa0", " ") if _ENTITY.search(text) is not None else text


def date_of(value: object) -> datetime | None:
    """Return the date in a cell: also ``20270301.0``, and a day's number as Excel keeps it."""
    if isinstance(value, str):
        if _NUMBER.fullmatch(value.strip()) is None:
            return parse_date(value)
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        if int(value) in _SERIALS:
            return _EXCEL_EPOCH + timedelta(seconds=round(value * 86_400))
        if isinstance(value, float) and value.is_integer():
            value = int(value)
    return parse_date(value)


def is_missing(value: object) -> bool:
    """Return whether a cell has no value: NaN, NaT (neither equals itself), blank."""
    return value != value or str(value).strip() in ("", "NaT", "None", "<NA>")
