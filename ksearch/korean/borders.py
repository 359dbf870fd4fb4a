"""Where Latin words and numbers begin and end: US does not occur in just, nor 3층 in 13층."""

from __future__ import annotations

import re
from functools import cache

from ksearch.korean.counters import counter_at

#: With these a number goes on: 만 of 20만5000, the point of 4.7, 의2 of 제12조의2.
_GOES_ON = r"[0-9]|[.,^][0-9]|[십백천만억조](?:[0-9]|[명원개달위엔대년만억조]|$)"
_NUMBER_BEFORE = r"(?:[0-9]|[0-9][.,^]|[0-9][십백천만억조])$"


@cache
def _borders() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return re.compile(_NUMBER_BEFORE), re.compile(_GOES_ON), re.compile(r"의[0-9]")


def has_border(letter: str) -> bool:
    """Return whether words begin and end at such a letter: a Latin letter or a digit."""
    return letter.isascii() and letter.isalnum()


def is_within_borders(spelling: str, key: str) -> bool:
    """Return whether a key occurs in a spelling, and not in the midst of a name or a number."""
    position = spelling.find(key)
    while position >= 0:
        if not runs_on(spelling, position, position + len(key)):
            return True
        position = spelling.find(key, position + 1)
    return False


def runs_on(spelling: str, start: int, end: int) -> bool:
    """Return whether the word or the number at either end of a part of a key goes on beyond it."""
    first, last = spelling[start], spelling[end - 1]
    before, after = spelling[start - 1 : start], spelling[end : end + 1]
    if (_is_latin(first) and _is_latin(before)) or (_is_latin(last) and _is_latin(after)):
        return True
    if first in "-+." and before.isalnum():
        return True  # from 4 to 5, not five below zero; the end of an address, not .NET
    behind, goes_on, article = _borders()
    if first.isdigit() and behind.search(spelling[:start]):
        return True
    if last.isdigit() and goes_on.match(spelling, end):
        return True
    if "가" <= last <= "힣" and _counts_more(spelling, start, end):
        return True
    return last == "조" and article.match(spelling, end) is not None


def _counts_more(spelling: str, start: int, end: int) -> bool:
    """Return whether a part that ends with what a number counts ends within that: 3차 in 3차례."""
    number = _counted().match(spelling, start, end)
    if number is None:
        return False
    counter = counter_at(spelling, number.end(1))
    return counter is not None and counter.end > end


@cache
def _counted() -> re.Pattern[str]:
    return re.compile("제?([0-9][0-9,.십백천만억조]*)[가-힣]{1,3}$")


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
