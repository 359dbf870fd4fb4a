"""Names of the fields of an article in other programs, and records inside records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

#: Article field → its names in exports; of several with a value the first one wins. Case, spaces
#: and joining marks do not count: ``pub_date``, ``Pub Date`` and ``pubDate`` are one. The
#: contract's names come first, then those of news exports, corpora, portals and notebooks.
COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("id", "_id", "doc_id", "docid", "document_id", "article_id", "news_id", "guid", "uuid"),
        *("뉴스 식별자", "기사id", "식별자"),
    ),
    "title": (
        *("title", "headline", "subject", "제목", "기사제목", "뉴스제목", "글제목", "표제"),
        *("article_title", "news_title", "doc_title", "document_title", "헤드라인", "타이틀"),
        *("이름", "name"),
    ),
    "lead": (
        *("lead", "subtitle", "summary", "description", "abstract", "부제", "부제목", "리드"),
        *("요약", "초록"),
    ),
    "body": (
        *("body", "text", "content", "contents", "articlebody", "article", "document"),
        *("본문", "내용", "기사본문", "기사내용", "뉴스본문", "본문내용", "원문", "전문", "글내용"),
        *("article_text", "news_content", "full_text", "main_text", "page_content", "article_body"),
        *("context", "passage", "paragraph", "paragraphs", "form", "sentence", "sentences"),
        *("utterance", "transcript", "message", "review", "텍스트", "메시지", "리뷰", "게시글"),
        "selftext",
    ),
    "date": (
        *("date", "datetime", "published", "published_at", "date_published", "pub_date"),
        *("published_date", "publish_date", "publication_date", "published_time", "news_date"),
        *("일자", "날짜", "작성일", "발행일", "등록일", "입력일", "게재일", "보도일", "기사일자"),
        *("발행일자", "작성일자", "등록일자", "게시일자", "보도일자", "게시일"),
        *("발행일시", "작성일시", "등록일시", "입력일시", "게시일시", "일시"),
        *("article_date", "write_date", "reg_date", "posted_at", "created_at", "created"),
        *("created_date", "created_time", "last_modified_datetime", "updated_at", "timestamp"),
        *("created_utc", "create_time", "ts"),
    ),
    "author": (
        *("author", "authors", "byline", "writer", "reporter", "creator", "author_name"),
        *("기자", "기고자", "작성자", "글쓴이", "기자명", "저자", "필자", "작성자명", "from"),
        *("real_name", "display_name", "nickname", "닉네임"),
    ),
    "publisher": (
        *("publisher", "source", "press", "media", "site_name", "newspaper", "media_name"),
        *("press_name", "publisher_name", "office_name", "provider", "info_news", "news_agency"),
        *("언론사", "매체", "매체명", "출처", "언론사명", "신문사", "방송사", "발행처", "발행기관"),
    ),
    "section": (
        *("section", "category", "분류", "섹션", "카테고리", "통합 분류1", "topic", "주제", "분야"),
        *("news_category", "predefined_news_category", "category_name", "section_name"),
    ),
    "url": (
        *("url", "original_link", "link", "uri", "permalink", "original_url", "news_url"),
        *("article_url", "링크", "주소", "기사url", "기사링크", "원문url", "원문링크", "원문주소"),
    ),
    "tags": ("tags", "tag", "aliases", "alias", "태그"),
}

#: A leading underscore is part of a name: ``_source`` of a search engine's hits.
_JOINING = re.compile(r"(?<=.)[\s_\-./()\[\]:]+|^[\s\-./()\[\]:]+")
#: Prefixes of such names: ``news_text``, ``post_title``, ``doc_published``.
_OF_WHAT = re.compile(r"^(?:news|doc|document|article|post|뉴스|기사)(?=..)")
#: Rank of a name without such a prefix: after all names of the list.
_BEHIND_ALL = 1000
#: Most objects of a list that are examined: the first may be a notice.
_LOOKED_AT = 20
#: Deepest nesting of records: ``response.body.items.item`` of public data.
_MAX_NESTED_RECORDS = 5


@lru_cache(4096)
def _plain(name: str) -> str:
    return _JOINING.sub("", name).lower()


_FIELD_OF_COLUMN: Mapping[str, tuple[str, int]] = {
    _plain(name): (field, place)
    for field, names in COLUMN_NAMES.items()
    for place, name in enumerate(names)
}


@lru_cache(4096)
def _place_of(name: str) -> tuple[str, int]:
    """Return the field of a name, and the rank of the name for that field."""
    plain = _plain(name)
    if plain in _FIELD_OF_COLUMN:
        return _FIELD_OF_COLUMN[plain]
    field, place = _FIELD_OF_COLUMN.get(_OF_WHAT.sub("", plain), ("", 0))
    return field, place + _BEHIND_ALL


#: Field and column, in the order in which columns are looked at.
Meaning: TypeAlias = tuple[tuple[str, str], ...]


def meaning_of(names: Sequence[str], given: Mapping[str, str]) -> Meaning:
    """Return the fields of a row's columns.

    Args:
        names: the columns.
        given: article field → column, given by the user; these fields are not looked for.
    """
    named = {column: field for field, column in given.items()}
    found: list[tuple[str, int, str]] = []
    for name in names:
        if name in named:
            found.append((named[name], -1, name))
            continue
        field, place = _place_of(str(name))
        if field and field not in given:
            found.append((field, place, name))
    found.sort(key=lambda item: item[1])
    return tuple((field, name) for field, _, name in found)


def fields_of(names: Sequence[str]) -> set[str]:
    """Return the fields in columns of these names."""
    return {field for field, _ in meaning_of(names, {})}


def opened_up(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row with the members of objects inside it (``metadata``) as further columns.

    Only objects under names that are not fields are opened, and only for fields that the row does
    not have.
    """
    inner = [
        value
        for name, value in row.items()
        if isinstance(value, Mapping) and not _place_of(str(name))[0]
    ]
    if not inner:
        return row
    had = fields_of(list(row))
    wide = dict(row)
    for part in inner:
        for name, value in part.items():
            field, _ = _place_of(str(name))
            if field and field not in had and name not in wide:
                wide[name] = value
    return wide


def records_in(value: Any) -> list[Any] | None:
    """Return the records in a JSON value; None if it is a record itself, or has no records.

    The items of a list are records; an object is one if it has a text of its own, and otherwise has
    them in a list, or by number (``{"1": {…}, "2": {…}}``), maybe some levels deeper.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, Mapping) or _has_text(value):
        return None
    if (rows := _rows_of_table(value)) is not None:
        return rows
    found = max(_lists_in(value, _MAX_NESTED_RECORDS), key=len, default=None)
    if found is not None:
        return found
    return None if fields_of(list(value)) & {"title", "lead"} else []


def _rows_of_table(value: Mapping[str, Any]) -> list[Any] | None:
    """Return the rows of a table that is stored by column, or with separate column names.

    Data frames are exported so: ``{"title": {"0": …, "1": …}}``, ``{"columns": […], "data": […]}``.
    """
    names = value.get("columns")
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        rows = next((value[name] for name in ("data", "rows", "values") if name in value), None)
        if isinstance(rows, list) and all(isinstance(row, list) for row in rows):
            return [dict(zip(names, row, strict=False)) for row in rows]
    columns = list(value.values())
    if not fields_of(list(value)) & {"title", "body"} or not all(
        isinstance(column, Mapping) and all(str(key).isdigit() for key in column)
        for column in columns
    ):
        return None
    numbers = dict.fromkeys(number for column in columns for number in column)
    return [{name: column.get(number) for name, column in value.items()} for number in numbers]


def _has_text(record: Mapping[str, Any]) -> bool:
    """Whether an object has a text of its own: a string, or pieces that are not records."""
    for field, name in meaning_of(list(record), {}):
        value = record[name]
        if field != "body" or not value:
            continue
        if isinstance(value, str) or (isinstance(value, list) and not _are_records(value)):
            return True
    return False


def _are_records(items: Sequence[Any]) -> bool:
    """Whether a list holds records: objects with a text and more than the text."""
    return any(_is_record(item) for item in items[:_LOOKED_AT] if isinstance(item, Mapping))


def _is_record(item: Mapping[str, Any]) -> bool:
    fields = fields_of(list(opened_up(item))) - {"id", "tags"}
    return bool(fields & {"title", "lead"}) or ("body" in fields and len(fields) > 1)


def _lists_in(value: Mapping[str, Any], depth: int) -> Iterator[list[Any]]:
    inner = list(value.values())
    for part in inner:
        if isinstance(part, list) and _are_records(part):
            yield part
        elif isinstance(part, Mapping) and depth:
            yield from _lists_in(part, depth - 1)
    if len(inner) > 1 and all(isinstance(part, Mapping) for part in inner) and _are_records(inner):
        yield inner
