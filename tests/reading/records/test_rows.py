"""Articles that come from Python: iterables of Article, of dicts, and DataFrames."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime

import pytest

from ksearch.model.article import Article
from ksearch.reading import Refusal, articles_from
from ksearch.reading.dates import KOREAN_TIME


def test_articles_pass_through() -> None:
    articles = [Article(id="1", title="섬"), Article(id="2", body="파도")]
    assert list(articles_from(iter(articles))) == articles


def test_dicts_become_articles() -> None:
    rows = [{"id": 1, "제목": "섬", "본문": "파도", "일자": datetime(2024, 5, 1)}, {"title": "뭍"}]
    assert list(articles_from(rows)) == [
        Article(id="1", title="섬", body="파도", date=datetime(2024, 5, 1, tzinfo=KOREAN_TIME)),
        Article(id="row:bfc2006ebf7c209f", title="뭍"),
    ]


def test_a_row_without_an_id_is_named_by_its_content_and_not_by_its_place() -> None:
    first, second, again = articles_from([{"title": "뭍"}, {"title": "섬"}, {"title": "뭍"}])
    assert first == again
    assert first.id != second.id  # type: ignore[union-attr]


def test_columns_can_be_named() -> None:
    [article] = articles_from([{"머리": "섬", "id": "1"}], {"title": "머리"})
    assert article == Article(id="1", title="섬")


def test_a_row_that_is_no_article_is_refused_and_the_rest_taken() -> None:
    assert list(articles_from([{"x": 1}, "글", {"id": "3", "text": "파도"}])) == [
        Refusal("row:1", "holds neither a title nor a body"),
        Refusal("row:2", "is a str, and neither an Article nor a dict"),
        Article(id="3", body="파도"),
    ]


class Frame:
    """What is used of a pandas DataFrame."""

    columns = ("id", "title", "body", "date", "author")

    def itertuples(self, index: bool, name: None) -> Iterator[tuple[object, ...]]:
        yield ("1", "섬", "파도", "2024-05-01", math.nan)
        yield (math.nan, "뭍", math.nan, math.nan, "노을")


def test_a_data_frame_goes_in_row_by_row_and_its_gaps_are_nothing() -> None:
    assert list(articles_from(Frame())) == [
        Article(id="1", title="섬", body="파도", date=datetime(2024, 5, 1, tzinfo=KOREAN_TIME)),
        Article(id="row:fe46c4d2d8f72e32", title="뭍", author="노을"),
    ]


@pytest.mark.parametrize("nothing", ["corpus", 3, None])
def test_what_holds_no_rows(nothing: object) -> None:
    with pytest.raises(TypeError, match="iterable of Article or dict"):
        list(articles_from(nothing))
