"""Kinds of lines of a page, by their looks."""

from __future__ import annotations

from enum import Enum

from ksearch.messages import Message


class LineKind(Enum):
    """The kind of a line; the value is the reason in the report if it is dropped for that."""

    PROSE = "prose"
    PHRASE = Message("a headline or fragment")
    MARK = Message("no words")
    CONTROL = Message("a button or share bar")
    MENU = Message("a menu")
    LIST_HEADING = Message("the heading of other stories")
    COPYRIGHT = Message("a copyright line")
    IMPRINT = Message("the publisher's small print")
    DATE = Message("a date line")
    BYLINE = Message("a reporter's line")
    CAPTION = Message("a picture's caption")
    PROMOTION = Message("a request to subscribe, report or look elsewhere")
    READER = Message("a reader's comment")
    FOREIGN = Message("in another language than the article")

    __hash__ = object.__hash__  # members are looked up for each line; Enum's own is slow


# The members as constants: before Python 3.12, an attribute of an enum costs a call, and every line
# of a page is compared some twenty times.
PROSE = LineKind.PROSE
PHRASE = LineKind.PHRASE
MARK = LineKind.MARK
CONTROL = LineKind.CONTROL
MENU = LineKind.MENU
LIST_HEADING = LineKind.LIST_HEADING
COPYRIGHT = LineKind.COPYRIGHT
IMPRINT = LineKind.IMPRINT
DATE = LineKind.DATE
BYLINE = LineKind.BYLINE
CAPTION = LineKind.CAPTION
PROMOTION = LineKind.PROMOTION
READER = LineKind.READER
FOREIGN = LineKind.FOREIGN

#: Lines that only a page has, never an article written down by itself.
FURNITURE = frozenset(
    (
        CONTROL,
        MENU,
        LIST_HEADING,
        COPYRIGHT,
        IMPRINT,
        PROMOTION,
        READER,
    )
)
