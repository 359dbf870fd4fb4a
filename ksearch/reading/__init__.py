"""Files to articles: walking, encodings, one reader for each format, the news-page cleaner."""

from typing import TYPE_CHECKING

from .files import read_file, read_page
from .model import PASSING, FoundFile, Limits, Listing, Read, ReadOptions, Refusal
from .records.fields import articles_from
from .sources.articles import read
from .sources.walking import walk
from .sources.watching import Changes, watch

if TYPE_CHECKING:
    from .pages import Line, Page, clean_page

__all__ = [
    "PASSING",
    "Changes",
    "FoundFile",
    "Limits",
    "Line",
    "Listing",
    "Page",
    "Read",
    "ReadOptions",
    "Refusal",
    "articles_from",
    "clean_page",
    "read",
    "read_file",
    "read_page",
    "walk",
    "watch",
]


def __getattr__(name: str) -> object:
    """Import the cleaner when it is asked for: its patterns take a while to compile."""
    if name in ("Line", "Page", "clean_page"):
        from . import pages

        return getattr(pages, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
