"""The names of an article's fields, importable without `Article`."""

from __future__ import annotations

#: The fields that are searched as text, in the order in which an article is read.
TEXT_FIELDS = ("title", "lead", "body")
#: The bit of each text field in a set of fields. Plain integers, because arrays are shifted by
#: them.
FIELD_BITS = {name: 1 << place for place, name in enumerate(TEXT_FIELDS)}
ALL_FIELDS = sum(FIELD_BITS.values())

#: The fields that are stored and filtered by, but not analysed.
KEYWORD_FIELDS = ("author", "publisher", "section", "url", "path")

#: Names of the fields in queries, in English and Korean; case is ignored.
FIELD_NAMES = {
    "title": "title",
    "lead": "lead",
    "body": "body",
    "date": "date",
    "author": "author",
    "publisher": "publisher",
    "section": "section",
    "url": "url",
    "path": "path",
    "id": "id",
    "제목": "title",
    "리드": "lead",
    "본문": "body",
    "날짜": "date",
    "기자": "author",
    "글쓴이": "author",
    "언론사": "publisher",
    "신문": "publisher",
    "섹션": "section",
    "분류": "section",
    "면": "section",
    "주소": "url",
    "경로": "path",
}
