"""The articles of a segment as Whoosh reads them: stored fields, lengths, columns, deletions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from whoosh.codec import base
from whoosh.columns import ColumnReader

from ksearch.arrays.types import Ids
from ksearch.model.article import KEYWORD_FIELDS
from ksearch.storage.segments.columns import Column
from ksearch.storage.segments.segment import NO_DATE
from ksearch.whoosh_bridge.schema import NO_MOMENT, bytes_of_term, moment_of

if TYPE_CHECKING:
    from ksearch.whoosh_bridge.codec import ArticleSegment

_COLUMNS = ("id", *KEYWORD_FIELDS, "date")


class ArticleReader(base.PerDocumentReader):
    """The articles of a segment: stored fields, lengths, columns, deletions."""

    def __init__(self, segment: ArticleSegment) -> None:
        self._segment = segment
        self._articles = segment.articles

    def doc_count(self) -> int:
        """Return how many articles are not deleted."""
        return self._articles.live_count

    def doc_count_all(self) -> int:
        """Return how many articles there are, deleted ones included."""
        return len(self._articles)

    def has_deletions(self) -> bool:
        """Return whether any article is deleted."""
        return self._articles.deleted is not None

    def is_deleted(self, docnum: int) -> bool:
        """Return whether an article is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """Yield the deleted articles."""
        return self._segment.deleted_docs()

    # Columns

    def supports_columns(self) -> bool:
        """Return true: Whoosh may sort and group by columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return whether a field has a column."""
        return fieldname in _COLUMNS

    def list_columns(self) -> list[str]:
        """Return the names of the fields with a column."""
        return list(_COLUMNS)

    def column_reader(self, fieldname: str, column: Any) -> ColumnReader:
        """Return the column of a field."""
        del column
        if fieldname == "date":
            return DateColumn(self._articles.seconds)
        return ValueColumn(self._articles.column(fieldname))

    # Lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many eojeols an article has in a text field."""
        lengths = self._segment.lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def _over_field(self, fieldname: str, reduce: Callable[[Ids], np.int64]) -> int:
        lengths = self._segment.lengths.get(fieldname)
        return 0 if lengths is None or not len(lengths) else int(reduce(lengths))

    def field_length(self, fieldname: str) -> int:
        """Return how many eojeols all articles have in a text field."""
        return self._over_field(fieldname, np.sum)

    def min_field_length(self, fieldname: str) -> int:
        """Return the least number of eojeols of an article in a text field."""
        return self._over_field(fieldname, np.min)

    def max_field_length(self, fieldname: str) -> int:
        """Return the highest number of eojeols of an article in a text field."""
        return self._over_field(fieldname, np.max)

    # Stored

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the stored fields of an article that have a value."""
        article = self._articles.article(docnum)
        names = ("id", "title", "lead", "body", "date", *KEYWORD_FIELDS)
        values = ((name, getattr(article, name)) for name in names)
        return {name: value for name, value in values if value is not None}


class ValueColumn(ColumnReader):
    """The ids or a keyword field as bytes; empty if an article has no value."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._doccount = len(column)

    def __getitem__(self, docnum: int) -> bytes:
        return bytes_of_term(self._column[docnum] or "")

    def __iter__(self) -> Iterator[bytes]:
        return (bytes_of_term(value or "") for value in self._column.all())


class DateColumn(ColumnReader):
    """The dates as Whoosh's microseconds; articles without one come last in either order."""

    def __init__(self, seconds: npt.NDArray[np.int64]) -> None:
        self._seconds = seconds
        self._doccount = len(seconds)
        self._reverse = False

    def __getitem__(self, docnum: int) -> int:
        seconds = int(self._seconds[docnum])
        return NO_MOMENT if seconds == NO_DATE else moment_of(seconds)

    def sort_key(self, docnum: int) -> Any:
        """Return the sort key of an article."""
        moment = self[docnum]
        return -moment if self._reverse and moment != NO_MOMENT else moment

    def set_reverse(self) -> None:
        """Reverse the order of `sort_key`."""
        self._reverse = True
