"""Data types of the news-page cleaner's result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Role(Enum):
    """The role that the cleaner gave to a line."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    META = "meta"  # date, reporter, paper: read, but not part of the text
    DROPPED = "dropped"
    BLANK = "blank"

    __hash__ = object.__hash__  # looked up for each line; Enum's own is slow


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page with its role.

    Attributes:
        text: the line as it is in the page.
        role: its role in the article.
        reason: why it was dropped; empty for lines that were kept.
    """

    text: str
    role: Role
    reason: str = ""

    @property
    def kept(self) -> bool:
        """Whether the line is text of the article."""
        return self.role in (Role.TITLE, Role.LEAD, Role.BODY)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the cleaner understood it: the article's fields, and every line with its role."""

    title: str
    lead: str
    body: str
    date: datetime | None
    author: str | None
    publisher: str | None
    section: str | None
    url: str | None
    lines: tuple[Line, ...]
