"""Values of the field ``date`` as people type them, in the parser's spelling.

2025-02        2025-01..2025-03        >2025-01        [2025-01 to 2025-03]        2025년 2월
"""

from __future__ import annotations

import re

from ksearch.model.dates import first_second, last_second
from ksearch.model.errors import InvalidValue

_COMPARED = re.compile(r"(>=|<=|>|<|=)(.+)")
_TO = re.compile(r"(.*?)(?:\.\.+|~)(.*)")
_BRACKETS = re.compile(r"([\[{])(.*?)(?:^|(?<=[\s\[{]))[tT][oO](?=[\s\]}])(.*)([\]}])")
_KOREAN_PERIOD = re.compile(r"(\d{4})년\s*(?:(\d{1,2})월\s*(?:(\d{1,2})일)?)?")
_SIGNS = {">": "{%s to]", ">=": "[%s to]", "<": "[to %s}", "<=": "[to %s]", "=": "[%s to %s]"}


def date_span(value: str) -> str | None:
    """Return a date or a span of time in the parser's syntax; None if it is neither, or empty.

    The earlier end comes first, whichever was typed first.
    """
    text = value.strip('"').strip()
    if text == "*":
        return "*"
    bracketed = _BRACKETS.fullmatch(text)
    if bracketed:
        opening, first, last, closing = bracketed.groups()
        return _span(first, last, opening, closing)
    compared = _COMPARED.fullmatch(text)
    if compared:
        day = _date(compared[2])
        return _SIGNS[compared[1]].replace("%s", day) if day else None
    between = _TO.fullmatch(text)
    if between:
        return _span(between[1], between[2], "[", "]")
    day = _date(text)
    return f"[{day} to {day}]" if day else None


def _span(first: str, last: str, opening: str, closing: str) -> str | None:
    ends = [_date(end) if end.strip() else "" for end in (first, last)]
    if None in ends or not any(ends):
        return None
    begin, end = ends
    if begin and end and first_second(begin) > first_second(end):
        begin, end = end, begin
        opening, closing = {"]": "[", "}": "{"}[closing], {"[": "]", "{": "}"}[opening]
    if begin and end and _is_empty(begin, end, opening, closing):
        return None
    return f"{opening}{' to '.join((begin or '', end or '')).strip()}{closing}"


def _is_empty(begin: str, end: str, opening: str, closing: str) -> bool:
    """Return whether a span is empty without the ends that curly brackets exclude."""
    first = last_second(begin) + 1 if opening == "{" else first_second(begin)
    last = first_second(end) - 1 if closing == "}" else last_second(end)
    return first > last


def _date(text: str) -> str | None:
    """Return a year, month or day in figures; None if the text is not a date."""
    text = text.strip()
    korean = _KOREAN_PERIOD.fullmatch(text)
    if korean:
        text = "-".join(filter(None, korean.groups()))
    try:
        first_second(text)
    except InvalidValue:
        return None
    return text
