"""What a line of a page can look like."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What a line looks like; the value is what the report says if it is dropped for that."""

    PROSE = "prose"
    PHRASE = "a headline or fragment"
    MARK = "no words"
    CONTROL = "a button or share bar"
    MENU = "a menu"
    LIST_HEADING = "the heading of other stories"
    COPYRIGHT = "a copyright line"
    IMPRINT = "the publisher's small print"
    DATE = "a date line"
    BYLINE = "a reporter's line"
    CAPTION = "a picture's caption"
    PROMOTION = "a request to subscribe, report or look elsewhere"
    READER = "a reader's comment"
    FOREIGN = "in another language than the article"

    __hash__ = object.__hash__  # members are looked up for each line; Enum's own is slow


# The members by names of their own: before Python 3.12, asking the class for one costs a call, and
# every line of a page is asked some twenty times.
PROSE = Kind.PROSE
PHRASE = Kind.PHRASE
MARK = Kind.MARK
CONTROL = Kind.CONTROL
MENU = Kind.MENU
LIST_HEADING = Kind.LIST_HEADING
COPYRIGHT = Kind.COPYRIGHT
IMPRINT = Kind.IMPRINT
DATE = Kind.DATE
BYLINE = Kind.BYLINE
CAPTION = Kind.CAPTION
PROMOTION = Kind.PROMOTION
READER = Kind.READER
FOREIGN = Kind.FOREIGN

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
