"""The news-page cleaner: from the plain-text dump of a page to its article."""

from .cleaning import article_of, clean_page
from .looks import without_suffix
from .model import Line, Page, Role

__all__ = ["Line", "Page", "Role", "article_of", "clean_page", "without_suffix"]
