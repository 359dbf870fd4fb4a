"""Files to articles: walking, encodings, one reader for each format, the news-page cleaner."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .files import read_file, read_page
    from .model import PASSING, FoundFile, Limits, Listing, Read, ReadOptions, Refusal
    from .pages import Line, Page, clean_page
    from .records.fields import articles_from
    from .sources.articles import read
    from .sources.walking import walk
    from .sources.watching import Changes, watch

#: The module of each name. Names are loaded on first use: commands that read no files only need the
#: options of reading, and the patterns of the cleaner take long to compile.
_HOMES = {
    **dict.fromkeys(
        ("PASSING", "FoundFile", "Limits", "Listing", "Read", "ReadOptions", "Refusal"), "model"
    ),
    **dict.fromkeys(("Line", "Page", "clean_page"), "pages"),
    **dict.fromkeys(("read_file", "read_page"), "files"),
    **dict.fromkeys(("Changes", "watch"), "sources.watching"),
    "articles_from": "records.fields",
    "read": "sources.articles",
    "walk": "sources.walking",
}

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


if not TYPE_CHECKING:  # for a type checker, the names above are all names

    def __getattr__(name: str) -> object:
        """Load a name (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return value
