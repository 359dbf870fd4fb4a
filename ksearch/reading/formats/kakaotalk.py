"""KakaoTalk's text export of a conversation: an article a day.

Phones and computers write different formats; in both, the first line of a message begins with its
author, or with time and author, and further lines follow unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ksearch.model.article import Article

from ..dates import parse_date

_EXPORT_HEAD = re.compile(
    r"\A\ufeff?\s*(?P<room>.{1,120}?)\s*(?:님과\s)?카카오톡\s대화\s*\n\s*저장한\s날짜\s?:"
)
_DAY_LINE = re.compile(
    r"-{3,}\s*(\d{4}년 \d{1,2}월 \d{1,2}일)(?: \S+)?\s*-{3,}|(\d{4}년 \d{1,2}월 \d{1,2}일 \S요일)"
)
_SAID_BY = re.compile(
    r"\[(?P<who>[^\[\]]{1,60})\] \[(?:오전|오후)? ?\d{1,2}:\d{2}(?: [AP]M)?\] (?P<what>.*)"
)
_SAID_AT = re.compile(
    r"(?P<day>\d{4}(?:년|\.) ?\d{1,2}(?:월|\.) ?\d{1,2}(?:일|\.)),? (?:오전|오후) \d{1,2}:\d{2}"
    r"(?:, (?P<who>[^:]{1,60}?) : (?P<what>.*))?(?:, .*)?"
)


def is_conversation(text: str) -> bool:
    """Whether a text is such an export."""
    return _EXPORT_HEAD.match(text[:400]) is not None


@dataclass(slots=True)
class _Day:
    date: datetime | None
    lines: list[str] = field(default_factory=list)
    people: dict[str, None] = field(default_factory=dict)


def articles_of_conversation(text: str, key: str) -> Iterator[Article]:
    """Yield an article for each day with messages."""
    head = _EXPORT_HEAD.match(text)
    room = head["room"].strip() if head else ""
    for day in _days(text):
        if day.lines:
            name = day.date.strftime("%Y-%m-%d") if day.date else "0"
            yield Article(
                id=f"{key}:{name}",
                title=room,
                body="\n".join(day.lines),
                date=day.date,
                author=", ".join(day.people) or None,
                path=key,
            )


def _days(text: str) -> Iterator[_Day]:
    days: dict[str, _Day] = {}
    day = _Day(None)
    for line in text.split("\n"):
        began = _DAY_LINE.fullmatch(line.strip())
        said = _SAID_BY.match(line) or _SAID_AT.fullmatch(line)
        if began is not None:
            day = _day(days, began[1] or began[2])
        elif said is not None:
            if said.re is _SAID_AT:
                day = _day(days, said["day"])
            if said["who"]:
                day.lines.append(f"{said['who']}: {said['what']}")
                day.people[said["who"]] = None
        elif day.lines and line.strip():
            day.lines.append(line.strip())
    yield from days.values()


def _day(days: dict[str, _Day], written: str) -> _Day:
    date = parse_date(written)
    name = str(date or written)
    return days.setdefault(name, _Day(date))
