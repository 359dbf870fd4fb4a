"""Files to articles: walking, encodings, one reader for each format, the news-page cleaner."""

from .fields import articles_from
from .files import read, read_file
from .model import FoundFile, Limits, Listing, Read, ReadOptions, Refusal
from .pages import Line, Page, clean_page
from .walking import walk

__all__ = [
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
    "walk",
]
