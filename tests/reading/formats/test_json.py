"""JSON in the shapes of other people's corpora, portals and chats."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ksearch import Article
from ksearch.reading import Refusal

#: What is given, and the title, text, day, reporter, paper and section of each article.
SHAPES: dict[str, tuple[Any, list[tuple[str | None, ...]]]] = {
    "a corpus of documents in paragraphs": (
        {
            "id": "W1",
            "metadata": {"title": "말뭉치 W1", "creator": "엮은이", "year": "2027"},
            "document": [
                {
                    "id": "W1.1",
                    "metadata": {
                        "title": "들꽃일보 2027년 기사",
                        "author": "가나다",
                        "publisher": "들꽃일보",
                        "date": "20270301",
                        "topic": "생활",
                    },
                    "paragraph": [
                        {"id": "W1.1.1", "form": "참외를 심는다."},
                        {"id": "W1.1.2", "form": "비가 온다."},
                    ],
                }
            ],
        },
        [
            (
                "들꽃일보 2027년 기사",
                "참외를 심는다.\n비가 온다.",
                "2027-03-01",
                "가나다",
                "들꽃일보",
                "생활",
            )
        ],
    ),
    "texts as lists of paragraphs of sentences": (
        {
            "name": "요약 모음",
            "documents": [
                {
                    "id": "1",
                    "category": "종합",
                    "media_name": "들꽃신문",
                    "publish_date": "2027-03-01 10:00:00",
                    "title": "참외 소식",
                    "text": [
                        [
                            {"index": 0, "sentence": "참외를 심는다."},
                            {"index": 1, "sentence": "비가 온다."},
                        ],
                        [{"index": 2, "sentence": "해가 난다."}],
                    ],
                    "abstractive": ["참외."],
                }
            ],
        },
        [
            (
                "참외 소식",
                "참외를 심는다. 비가 온다.\n해가 난다.",
                "2027-03-01",
                None,
                "들꽃신문",
                "종합",
            )
        ],
    ),
    "questions about paragraphs": (
        {
            "version": "1",
            "data": [
                {
                    "title": "참외",
                    "paragraphs": [
                        {"context": "참외를 심는다.", "qas": [{"id": "1", "question": "무엇을?"}]},
                        {"context": "비가 온다.", "qas": []},
                    ],
                }
            ],
        },
        [("참외", "참외를 심는다.\n비가 온다.", None, None, None, None)],
    ),
    "a portal's search": (
        {
            "total": 1,
            "items": [
                {
                    "title": "<b>참외</b> 소식",
                    "originallink": "https://news.example.kr/1",
                    "link": "https://portal.example.kr/1",
                    "description": "&quot;<b>참외</b>를 심는다&quot; &amp; 비가 온다",
                    "pubDate": "Mon, 01 Mar 2027 09:00:00 +0900",
                }
            ],
        },
        [("참외 소식", '"참외를 심는다" & 비가 온다', "2027-03-01", None, None, None)],
    ),
    "an answer of a web service": (
        {
            "response": {
                "header": {"code": "00"},
                "body": {
                    "items": {
                        "item": [
                            {
                                "기사제목": "참외 소식",
                                "기사내용": "참외를 심는다.",
                                "보도일자": "20270301",
                            },
                            {
                                "기사제목": "수박 소식",
                                "기사내용": "수박을 심는다.",
                                "보도일자": "20270302",
                            },
                        ]
                    }
                },
            }
        },
        [
            ("참외 소식", "참외를 심는다.", "2027-03-01", None, None, None),
            ("수박 소식", "수박을 심는다.", "2027-03-02", None, None, None),
        ],
    ),
    "articles by number": (
        {
            "1": {"title": "참외 소식", "content": "참외를 심는다.", "info_news": "들꽃신문"},
            "2": {"title": "수박 소식", "content": "수박을 심는다.", "info_news": "들꽃신문"},
        },
        [
            ("참외 소식", "참외를 심는다.", None, None, "들꽃신문", None),
            ("수박 소식", "수박을 심는다.", None, None, "들꽃신문", None),
        ],
    ),
    "a chat's messages": (
        {
            "name": "들꽃 이야기",
            "type": "public_channel",
            "messages": [
                {"id": 0, "type": "service", "date": "2027-03-01T09:00:00", "action": "joined"},
                {
                    "id": 1,
                    "type": "message",
                    "date": "2027-03-01T10:00:00",
                    "from": "김가람",
                    "text": ["참외를 ", {"type": "bold", "text": "심"}, "는다"],
                },
            ],
        },
        [("", "참외를 심는다", "2027-03-01", "김가람", None, None)],
    ),
    "pieces with what is known of them beside": (
        [{"doc_id": "1", "contents": "참외를 심는다.", "metadata": {"created_at": "2027-03-01"}}],
        [("", "참외를 심는다.", "2027-03-01", None, None, None)],
    ),
    "hits of a search engine": (
        {
            "hits": {
                "total": 1,
                "hits": [{"_id": "7", "_source": {"title": "참외", "body": "심는다"}}],
            }
        },
        [("참외", "심는다", None, None, None, None)],
    ),
    "pages of a wiki": (
        [
            {
                "namespace": "0",
                "title": "참외",
                "text": "[[분류:과일]]\n== 개요 ==\n" + "'''참외'''는 [[과일|열매]]",
            }
        ],
        [("참외", "개요\n참외는 열매", None, None, None, None)],
    ),
    "an article with its comments": (
        {
            "title": "참외 소식",
            "body": "참외를 심는다.",
            "comments": [{"author": "지나는이", "text": "댓글"}] * 5,
        },
        [("참외 소식", "참외를 심는다.", None, None, None, None)],
    ),
    "an article whose text is markup": (
        [{"title": "참외 소식", "content": "<p>참외를 <b>심</b>는다.</p><p>비가&nbsp;온다.</p>"}],
        [("참외 소식", "참외를 심는다.\n비가 온다.", None, None, None, None)],
    ),
}


def fields(article: Article) -> tuple[str | None, ...]:
    text = "\n".join(part for part in (article.lead, article.body) if part)
    day = str(article.date)[:10] if article.date else None
    return article.title, text, day, article.author, article.publisher, article.section


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape(shape: str, articles: Callable) -> None:
    given, expected = SHAPES[shape]
    found = articles("a.json", json.dumps(given, ensure_ascii=False))
    assert [fields(article) for article in found] == expected


@pytest.mark.parametrize("shape", ["pieces with what is known of them beside"])
def test_the_same_a_line(shape: str, articles: Callable) -> None:
    given, expected = SHAPES[shape]
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in given)
    assert [fields(article) for article in articles("a.jsonl", lines)] == expected


def test_one_object_a_line_in_a_file_of_json(articles: Callable) -> None:
    lines = [json.dumps({"id": f"a{n}", "body": f"{n}번째 글"}) for n in range(3)]
    assert [each.id for each in articles("a.json", "\n".join(lines))] == ["a0", "a1", "a2"]


def test_records_of_which_only_the_title_is_understood_are_reported(read: Callable) -> None:
    people = [{"name": "김가람", "age": 31, "hobbies": ["요리"]}, {"name": "박나래", "age": 27}]
    items = read("a.json", json.dumps(people))
    assert [type(item) for item in items] == [Article, Article, Refusal]
    assert "2 articles have a title and no text" in items[2].reason
    assert "age, hobbies" in items[2].reason


def test_an_object_that_holds_no_article_is_refused(reason: Callable) -> None:
    assert "neither an array of articles nor an article" in reason("a.json", '{"n": {"k": [1]}}')


FIRST, SECOND = "참외를 심는다. 비가 고르게 왔다.", "수박을 심는다. 볕이 뜨거웠다."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            {"title": {"0": "참외", "1": "수박"}, "content": {"0": FIRST, "1": SECOND}},
            [("참외", FIRST), ("수박", SECOND)],
            id="a data frame by its columns",
        ),
        pytest.param(
            {"columns": ["제목", "본문"], "index": [0], "data": [["참외", FIRST]]},
            [("참외", FIRST)],
            id="a data frame with its columns apart",
        ),
        pytest.param(
            [{"title": {"rendered": "참외"}, "content": {"rendered": f"<p>{FIRST}</p>"}}],
            [("참외", FIRST)],
            id="texts in objects that say how they are shown",
        ),
        pytest.param(
            {"data": {"children": [{"kind": "t3", "data": {"title": "참외", "selftext": FIRST}}]}},
            [("참외", FIRST)],
            id="records in objects of their own",
        ),
        pytest.param(
            [{"post_title": "참외", "post_name": "melon", "post_content": FIRST}],
            [("참외", FIRST)],
            id="names that say what they are of",
        ),
    ],
)
def test_tables_and_exports_of_programs(
    value: Any, expected: list[tuple[str, str]], articles: Callable
) -> None:
    found = articles("a.json", json.dumps(value, ensure_ascii=False))
    assert [(each.title, each.body) for each in found] == expected


def test_paper_and_day_under_names_of_a_corpus(only: Callable) -> None:
    row = {"doc_title": "참외", "doc_source": "들꽃일보", "doc_published": 20250301, "text": FIRST}
    article = only("a.json", json.dumps({"data": [row, {}][:1]}, ensure_ascii=False))
    assert (article.publisher, str(article.date)[:10]) == ("들꽃일보", "2025-03-01")


def test_messages_of_a_chat_with_seconds_since_1970(articles: Callable) -> None:
    said = [
        {"type": "message", "ts": "1714525200.000100", "text": FIRST, "user_profile": {}},
        {"type": "message", "ts": "1714525260.5", "text": SECOND},
    ]
    said[0]["user_profile"] = {"real_name": "김가람"}
    first, second = articles("a.json", json.dumps(said, ensure_ascii=False))
    assert (first.author, first.date.isoformat()[:16]) == ("김가람", "2024-05-01T10:00")
    assert (second.author, second.date.isoformat()[:16]) == (None, "2024-05-01T10:01")


@pytest.mark.parametrize("value", ["9999999999", '"섬"', "null", "true", "1.5"])
def test_a_file_of_a_bare_value_has_no_article(reason: Callable, value: str) -> None:
    assert reason("a.json", value) == "holds neither an array of articles nor an article"
