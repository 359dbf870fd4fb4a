"""Rows (dicts of JSON, lines of a table, attributes of a page) to articles, by column names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from typing import Any

from ksearch.article import Article
from ksearch.names import normal_author

from .dates import parse_date
from .model import Read, Refusal, Unreadable
from .text import tidy

#: Article field → the names that exports give it, the first that has a value wins. The contract's
#: names come first; the rest are those of Korean news exports.
COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("id", "_id", "doc_id", "docid", "article_id", "news_id"),
        *("뉴스 식별자", "뉴스식별자", "기사id"),
    ),
    "title": ("title", "headline", "subject", "제목", "기사제목"),
    "lead": ("lead", "subtitle", "summary", "description", "부제", "부제목", "리드", "요약"),
    "body": (
        *("body", "text", "content", "contents", "articlebody", "article", "document"),
        *("본문", "내용", "기사본문", "기사내용"),
    ),
    "date": (
        *("date", "datetime", "published", "published_at", "publishedat", "datepublished"),
        *("pubdate", "created_at"),
        *("일자", "날짜", "작성일", "발행일", "등록일", "입력일", "게재일"),
    ),
    "author": (
        *("author", "authors", "byline", "writer", "reporter"),
        *("기자", "기고자", "작성자", "글쓴이"),
    ),
    "publisher": (
        *("publisher", "source", "press", "media", "site_name"),
        *("언론사", "매체", "매체명", "출처"),
    ),
    "section": ("section", "category", "분류", "섹션", "카테고리", "통합 분류1"),
    "url": ("url", "link", "uri", "링크", "주소"),
}

_FIELD_OF = {name: field for field, names in COLUMN_NAMES.items() for name in names}
_TEXTS = ("title", "lead", "body")
_KEYWORDS = ("author", "publisher", "section", "url")


class RowReader:
    """Turns rows into articles, remembering what the columns mean.

    One is made for each file: rows of a file mostly bear the same names, so their meaning is
    worked out once per set of names.
    """

    def __init__(self, columns: Mapping[str, str], path: str | None) -> None:
        self._columns = columns
        self._path = path
        self._meanings: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
        self.unread_dates = 0
        self.first_unread_date = ""

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
        meaning = self._meanings.get(names)
        if meaning is None:
            meaning = self._meanings[names] = self._meaning_of(names)
        values: dict[str, Any] = {}
        for field, name in meaning:
            value = row[name]
            if value is not None and value != "" and field not in values:
                values[field] = value
        title, lead, body = [
            _text(values[field], "\n") if field in values else "" for field in _TEXTS
        ]
        if not (title or lead or body):
            raise Unreadable("holds neither a title nor a body")
        author, publisher, section, url = [
            _keyword(values[field]) if field in values else None for field in _KEYWORDS
        ]
        return Article(
            id=_keyword(values.get("id")) or fallback_id,
            title=title,
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
        """Tell whether columns of these names hold a title or a text."""
        return any(field in _TEXTS for field, _ in self._meaning_of(names))

    def notes(self) -> Iterator[Refusal]:
        """Yield what the report should say of the rows read so far."""
        if self.unread_dates:
            count = self.unread_dates
            articles = "article stands" if count == 1 else "articles stand"
            reason = f"{count} {articles} without a date, as what is given is none"
            yield Refusal(self.first_unread_date, reason)

    def _date(self, value: object, where: str) -> datetime | None:
        if value is None:
            return None
        date = parse_date(value)
        if date is None and not _missing(value):
            if not self.unread_dates:
                self.first_unread_date = where
            self.unread_dates += 1
        return date

    def _meaning_of(self, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        given = {name: field for field, name in self._columns.items()}
        taken = set(self._columns)
        found: list[tuple[str, int, str]] = []
        for name in names:
            if name in given:
                found.append((given[name], -1, name))
                continue
            plain = str(name).strip().lower()
            field = _FIELD_OF.get(plain)
            if field is not None and field not in taken:
                found.append((field, COLUMN_NAMES[field].index(plain), name))
        found.sort(key=lambda item: item[1])
        return tuple((field, name) for field, _, name in found)


def articles_from(rows: object, columns: Mapping[str, str] | None = None) -> Iterator[Read]:
    """Yield the articles of an iterable of `Article`, of one of dicts, or of a DataFrame.

    A row without an id gets one from its content, ``row:<16 hexadecimal digits>``, so that the
    same row has the same id wherever it stands, and another row another. A row that is no article
    yields a `Refusal` that names it by its number, counted from 1.

    Raises:
        TypeError: `rows` is nothing that could be iterated over.
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
            yield Refusal(where, f"is a {type(row).__name__}, and neither an Article nor a dict")
    yield from reader.notes()


def _id_of_content(article: Article) -> str:
    """Return an id that tells an article from every other by what it says."""
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


def _text(value: object, separator: str) -> str:
    if value is None or isinstance(value, str):
        return tidy(value).strip() if value else ""
    if isinstance(value, list | tuple):
        return separator.join(filter(None, (_text(part, separator) for part in value)))
    if isinstance(value, Mapping):
        return _text(value.get("name") or value.get("text"), separator)
    return "" if _missing(value) else str(value)


def _keyword(value: object) -> str | None:
    return _text(value, ", ").replace("\n", " ") or None


def _missing(value: object) -> bool:
    """Tell whether a table means that there is nothing: NaN, NaT (neither equals itself), blank."""
    return value != value or str(value).strip() in ("", "NaT", "None", "<NA>")
