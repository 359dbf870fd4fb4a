"""Rows (dicts of JSON, lines of a table, attributes of a page) to articles, by column names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from typing import Any

from ksearch.messages import Message, counted
from ksearch.model.article import Article
from ksearch.model.names import normal_author

from ..model import Read, Refusal, Unreadable
from .columns import Meaning, meaning_of, opened_up
from .values import cell_text, date_of, is_missing, keyword_of

_TEXTS = ("title", "lead", "body")
_KEYWORDS = ("author", "publisher", "section", "url")


class RowReader:
    """Turns rows into articles, with a cache of the meaning of columns.

    One is made for each file: rows of a file usually have the same names, so their meaning is
    determined once per set of names.
    """

    def __init__(self, columns: Mapping[str, str], path: str | None) -> None:
        self._columns = columns
        self._path = path
        self._meanings: dict[tuple[str, ...], tuple[Meaning, tuple[str, ...]]] = {}
        self.unread_dates = 0
        self.first_unread_date = ""
        self._titles_only = 0
        self._first_title_only = ""
        self._unknown: tuple[str, ...] = ()

    def article(self, row: Mapping[str, Any], fallback_id: str, where: str) -> Article:
        """Return the article that a row describes.

        Args:
            row: values by column name.
            fallback_id: the id, if the row has none.
            where: the row's place, for the report.

        Raises:
            Unreadable: the row holds no text.
        """
        names = tuple(row)
        known = self._meanings.get(names)
        if known is None:
            known = self._meanings[names] = self._meaning_of(names)
        meaning, unknown = known
        if any(isinstance(row[name], Mapping) for name in unknown):
            wide = opened_up(row)
            if len(wide) > len(row):
                return self.article(wide, fallback_id, where)
        values: dict[str, Any] = {}
        for field, name in meaning:
            value = row[name]
            if value is not None and value != "" and field not in values:
                values[field] = value
        title, lead, body = [
            cell_text(values[field]) if field in values else "" for field in _TEXTS
        ]
        if not (title or lead or body):
            raise Unreadable(Message("holds neither a title nor a body"))
        tags = ", ".join(_tags_of(row, meaning))
        if tags:
            body = f"{body}\n{tags}".lstrip()
        if not (lead or body):
            self._note_title_only(where, tuple(name for name in unknown if row[name]))
        author, publisher, section, url = [
            keyword_of(values[field]) if field in values else None for field in _KEYWORDS
        ]
        return Article(
            id=keyword_of(values.get("id")) or fallback_id,
            title=title.replace("\n", " "),
            lead=lead,
            body=body,
            date=self._date(values.get("date"), where),
            author=normal_author(author, paper=publisher or "") if author else None,
            publisher=publisher,
            section=section,
            url=url,
            path=self._path,
        )

    def understands(self, names: Sequence[str]) -> bool:
        """Whether columns of these names hold a title or a text."""
        return any(field in _TEXTS for field, _ in self._meaning_of(tuple(names))[0])

    def notes(self) -> Iterator[Refusal]:
        """Yield notes for the report on the rows read so far."""
        if self.unread_dates:
            reason = counted(
                "{count} article has no date, because the given one is invalid",
                "{count} articles have no date, because the given ones are invalid",
                self.unread_dates,
            )
            yield Refusal(self.first_unread_date, reason, note=True)
        if self._titles_only:
            yield Refusal(self._first_title_only, self._about_titles(), note=True)

    def _about_titles(self) -> str:
        return counted(
            "{count} article has a title and no text (columns without a known meaning: {shown}); "
            "if one of them is the text, say so with --columns",
            "{count} articles have a title and no text (columns without a known meaning: {shown}); "
            "if one of them is the text, say so with --columns",
            self._titles_only,
            shown=", ".join(str(name) for name in self._unknown[:6]),
        )

    def _note_title_only(self, where: str, unknown: tuple[str, ...]) -> None:
        """Count a row that only has a title, and more text in unknown columns."""
        if not unknown:
            return
        if not self._titles_only:
            self._first_title_only, self._unknown = where, unknown
        self._titles_only += 1

    def _date(self, value: object, where: str) -> datetime | None:
        if value is None:
            return None
        date = date_of(value)
        if date is None and not is_missing(value):
            if not self.unread_dates:
                self.first_unread_date = where
            self.unread_dates += 1
        return date

    def _meaning_of(self, names: tuple[str, ...]) -> tuple[Meaning, tuple[str, ...]]:
        """Return the fields of columns, and the unknown columns."""
        meaning = meaning_of(names, self._columns)
        known = {name for _, name in meaning}
        return meaning, tuple(name for name in names if name not in known)


def _tags_of(row: Mapping[str, Any], meaning: Meaning) -> Iterator[str]:
    """Yield the tags and other names of a row, which may be in several columns."""
    for field, name in meaning:
        if field == "tags" and row[name]:
            tags = keyword_of(row[name])
            if tags:
                yield tags


def articles_from(rows: object, columns: Mapping[str, str] | None = None) -> Iterator[Read]:
    """Yield the articles of an iterable of `Article`, of one of dicts, or of a DataFrame.

    A row without an id gets one from its content, ``row:<16 hexadecimal digits>``, so that the same
    row has the same id wherever it is, and another row another. A row that is not an article yields
    a `Refusal` that names it by its number, counted from 1.

    Raises:
        TypeError: `rows` cannot be iterated over.
    """
    reader = RowReader(columns or {}, None)
    for number, row in enumerate(_rows(rows), 1):
        where = f"row:{number}"
        if isinstance(row, Article):
            yield row
        elif isinstance(row, Mapping):
            try:
                article = reader.article(row, "", where)
                yield article if article.id else replace(article, id=_id_of_content(article))
            except Unreadable as error:
                yield Refusal(where, str(error))
        else:
            yield Refusal(
                where,
                Message("is a {kind}, and neither an Article nor a dict", kind=type(row).__name__),
            )
    yield from reader.notes()


def _id_of_content(article: Article) -> str:
    """Return an id that is a hash of the article's content."""
    from hashlib import blake2b

    content = "\x1f".join(str(value) for value in astuple(article)[1:])
    data = content.encode("utf-8", "surrogatepass")
    return f"row:{blake2b(data, digest_size=8).hexdigest()}"


def _rows(rows: object) -> Iterable[object]:
    if hasattr(rows, "itertuples") and hasattr(rows, "columns"):  # a pandas DataFrame
        if getattr(getattr(rows, "index", None), "name", None) is not None:
            rows = rows.reset_index()  # type: ignore[attr-defined]  # the index is a column, too
        names = [str(name) for name in rows.columns]
        return (
            dict(zip(names, values, strict=True))
            for values in rows.itertuples(index=False, name=None)
        )
    if hasattr(rows, "iter_rows") and hasattr(rows, "columns"):  # a polars DataFrame
        named: Iterable[object] = rows.iter_rows(named=True)
        return named
    if isinstance(rows, Mapping | Article):
        return (rows,)
    if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
        raise TypeError("articles are given as an iterable of Article or dict, or as a DataFrame")
    return rows
