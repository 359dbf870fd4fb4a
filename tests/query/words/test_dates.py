"""Dates that a query names, and the articles that bear them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import ksearch
from ksearch.plan import DayLeaf
from ksearch.query.words.dates import DateMention, dates_in

KOREA = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("query", "start", "end", "day"),
    [
        ("항구 소식 2024년 6월 3일", 2, 5, DayLeaf(2024, 6, 3)),
        ("6월 3일 항구 소식", 0, 2, DayLeaf(0, 6, 3)),
        ("항구 6월3일자 소식", 1, 2, DayLeaf(0, 6, 3)),
        ("2024년6월3일", 0, 1, DayLeaf(2024, 6, 3)),
        ("항구 2024-06-03", 1, 2, DayLeaf(2024, 6, 3)),
        ("2024.6.3 항구", 0, 1, DayLeaf(2024, 6, 3)),
    ],
)
def test_a_date_is_told_with_its_words(query: str, start: int, end: int, day: DayLeaf) -> None:
    assert dates_in(query.split()) == [DateMention(start, end, day)]


@pytest.mark.parametrize("query", ["3.1 운동", "13월 3일", "6월 33일", "06-03", "3일 6월", "1/2"])
def test_what_names_no_day_is_none(query: str) -> None:
    assert dates_in(query.split()) == []


@pytest.fixture
def index(tmp_path: Path, without_kiwi: None) -> ksearch.Index:
    made = ksearch.create(tmp_path / "index")
    with made.writer() as writer:
        for day in (2, 3, 4):
            writer.add(
                ksearch.Article(
                    id=f"2024-{day}",
                    title="항구 소식",
                    body="배가 들어왔다.",
                    # Half past midnight in Korea is still the day before in Greenwich.
                    date=datetime(2024, 6, day, 0, 30, tzinfo=KOREA),
                )
            )
        writer.add(
            ksearch.Article(
                id="2023-3",
                title="항구 소식",
                body="배가 들어왔다.",
                date=datetime(2023, 6, 3, 12, tzinfo=KOREA),
            )
        )
        writer.add(ksearch.Article(id="said", title="항구 소식", body="6월 3일에 배가 온다."))
    made.refresh()
    return made


def test_the_article_of_that_day_comes_first(index: ksearch.Index) -> None:
    hits = index.search("항구 소식 2024년 6월 4일").hits
    assert hits[0].id == "2024-4"
    assert hits[0].missing == ()
    assert "6월" in hits[-1].missing or "4일" in hits[-1].missing


def test_without_a_year_any_year_will_do_and_what_is_said_counts_most(
    index: ksearch.Index,
) -> None:
    hits = index.search("항구 소식 6월 3일").hits
    assert hits[0].id == "said"
    assert {hit.id for hit in hits[1:3]} == {"2024-3", "2023-3"}
    assert set(hits[1].missing) == {"6월", "3일"}


def test_the_date_is_explained(index: ksearch.Index) -> None:
    hit = index.search("항구 소식 2024년 6월 4일").hits[0]
    parts = {part.what: part.score for part in hit.explanation}
    assert parts["4일 as the date"] > 0
    assert sum(parts.values()) == pytest.approx(hit.score)
