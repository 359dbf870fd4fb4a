"""The fields of an article as Whoosh knows them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from whoosh import columns, fields, formats
from whoosh.analysis.tokenizers import IDTokenizer, SpaceSeparatedTokenizer
from whoosh.query.qcore import Every, Query
from whoosh.query.ranges import DateRange
from whoosh.query.terms import Term
from whoosh.util.times import datetime_to_long

from ksearch.messages import Message
from ksearch.model.article import KEYWORD_FIELDS, TEXT_FIELDS
from ksearch.model.dates import KOREAN_TIME, first_second, last_second
from ksearch.model.errors import InvalidValue

#: Name of the pseudo-field of all text fields, in which words without a field are searched.
ANY_FIELD = "any"

#: The text fields as bits: which of title (1), lead (2) and body (4) a name means.
SEARCHED_FIELD_BITS = {name: 1 << number for number, name in enumerate(TEXT_FIELDS)} | {
    ANY_FIELD: (1 << len(TEXT_FIELDS)) - 1
}

_SECOND = 1_000_000
#: 1970 UTC in Korean time.
_EPOCH = datetime(1970, 1, 1, 9)
#: Value of a missing date in Whoosh's column of dates; sorts after every date.
NO_MOMENT = (1 << 63) - 1


def bytes_of_term(text: str) -> bytes:
    """Return the bytes of a term; their order is that of the code points."""
    return text.encode("utf-8", "surrogatepass")


def term_of_bytes(term: bytes) -> str:
    """Return the text of a term."""
    return term.decode("utf-8", "surrogatepass")


def fold_value(value: str) -> str:
    """Return a keyword value folded for comparison."""
    return value.casefold().strip()


def moment_of(seconds: int) -> int:
    """Convert seconds since 1970 UTC to Whoosh's microseconds since year 1, in Korean time."""
    return seconds * _SECOND + datetime_to_long(_EPOCH)


class TextField(fields.TEXT):
    """A text field; its terms for Whoosh are those of the index.

    A term of a Whoosh query is looked up as it is. The query parser keeps words as typed;
    `ksearch.query` resolves them to terms.
    """

    def __init__(self, *, stored: bool) -> None:
        split: Any = SpaceSeparatedTokenizer()
        super().__init__(analyzer=split, chars=True, stored=stored)

    def to_bytes(self, value: Any) -> bytes:
        """Return the bytes of a term."""
        return value if isinstance(value, bytes) else bytes_of_term(value)

    def from_bytes(self, bs: Any) -> str:
        """Return the text of a term."""
        return term_of_bytes(bs)


class ValueField(fields.FieldType):
    """A field with one value or several ones separated by commas; each is a term.

    ``fold`` makes comparison blind to case.
    """

    def __init__(self, *, fold: bool, unique: bool = False) -> None:
        whole: Any = IDTokenizer()
        super().__init__(formats.Existence(), whole, stored=True, unique=unique, sortable=True)
        self.fold = fold

    def default_column(self) -> columns.VarBytesColumn:
        """Return the kind of column; the values in it are as the article has them."""
        return columns.VarBytesColumn()

    def to_bytes(self, value: Any) -> bytes:
        """Return the bytes of a term."""
        if isinstance(value, bytes):
            return value
        return bytes_of_term(fold_value(value) if self.fold else value)

    def from_bytes(self, bs: Any) -> str:
        """Return the text of a term."""
        return term_of_bytes(bs)

    def self_parsing(self) -> bool:
        """Return true: a value with spaces is one value to the parser."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Return the query for a value; ``*`` is any."""
        if qstring == "*":
            return Every(fieldname, boost=boost)
        return Term(fieldname, qstring.strip(), boost=boost)


class DateField(fields.DATETIME):
    """The date of an article; in Korean time, as Whoosh has no time zones."""

    def __init__(self) -> None:
        super().__init__(stored=True, sortable=True)

    def prepare_datetime(self, x: Any) -> Any:
        """Return a date as microseconds since year 1."""
        if isinstance(x, str):
            x = _EPOCH + timedelta(seconds=first_second(x))
        if isinstance(x, datetime) and x.tzinfo is not None:
            x = x.astimezone(KOREAN_TIME)
        return super().prepare_datetime(x)

    def from_column_value(self, x: Any) -> Any:
        """Return the date of a value of the column (naive, Korean time), or None."""
        return None if x == NO_MOMENT else super().from_column_value(x)

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Return the query for the period in a text.

        Raises:
            InvalidValue: it is not a date.
        """
        if qstring == "*":
            return DateRange(fieldname, None, None, boost=boost)
        return _span(fieldname, first_second(qstring), last_second(qstring), boost)

    def parse_range(
        self,
        fieldname: str,
        start: Any,
        end: Any,
        startexcl: bool,
        endexcl: bool,
        boost: float = 1.0,
    ) -> Query:
        """Return the query for a range of dates, which includes its ends by default.

        Raises:
            InvalidValue: an end is not a date, or the ends are in the wrong order.
        """
        first = last = None
        if start:
            first = last_second(start) + 1 if startexcl else first_second(start)
        if end:
            last = first_second(end) - 1 if endexcl else last_second(end)
        if first is not None and last is not None and first > last:
            raise InvalidValue(
                Message(
                    "no date lies between “{start}” and “{end}”; write the earlier one first",
                    start=start,
                    end=end,
                )
            )
        return _span(fieldname, first, last, boost)


def _span(fieldname: str, first: int | None, last: int | None, boost: float) -> DateRange:
    """Return the query for dates between two times, in seconds since 1970 UTC."""
    start = None if first is None else _EPOCH + timedelta(seconds=first)
    end = None if last is None else _EPOCH + timedelta(seconds=last)
    return DateRange(fieldname, start, end, boost=boost)


@cache
def schema() -> fields.Schema:
    """Return the schema that all indexes share; it must not be changed."""
    known: dict[str, fields.FieldType] = {name: TextField(stored=True) for name in TEXT_FIELDS}
    known[ANY_FIELD] = TextField(stored=False)
    known["id"] = ValueField(fold=False, unique=True)
    known["date"] = DateField()
    known.update({name: ValueField(fold=True) for name in KEYWORD_FIELDS})
    return fields.Schema(**known)
