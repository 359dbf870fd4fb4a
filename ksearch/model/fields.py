"""The names of an article's fields, for what needs no more of it than these."""

from __future__ import annotations

#: The fields that are searched as text, in the order in which an article is read.
TEXT_FIELDS = ("title", "lead", "body")

#: The fields that are kept and filtered by, but not analysed.
KEYWORD_FIELDS = ("author", "publisher", "section", "url", "path")
