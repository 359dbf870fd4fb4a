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
def test_a_date_is_reported_with_its_words(query: str, start: int, end: int, day: DayLeaf) -> None:
    assert dates_in(query.split()) == [DateMention(start, end, day)]


@pytest.mark.parametrize(
    "query",
    [
        *("3.1 운동", "13월 3일", "6월 33일", "06-03", "3일 6월", "1/2"),
        *("음력 6월 3일", "음력 윤 6월 3일"),
    ],
)
def test_a_text_without_a_day_has_no_date(query: str) -> None:
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


def test_what_is_found_by_its_date_alone_is_explained(tmp_path: Path, without_kiwi: None) -> None:
    """It has letters of the query, and none of its words."""
    day = datetime(2024, 6, 5, 12, tzinfo=KOREA)
    with ksearch.create(tmp_path / "index") as made, made.writer() as writer:
        writer.add(ksearch.Article(id="words", title="", body="등대지기와 바다표범이 놀았다."))
        writer.add(ksearch.Article(id="date", title="", body="뷁등대쀍 뷁바다쀍 봄.", date=day))
    with ksearch.open(tmp_path / "index") as opened:
        hits = {hit.id: hit for hit in opened.search("등대지기 바다표범 2024년 6월 5일")}
        parts = {part.what: part.score for part in hits["date"].explanation}
    assert parts["the densest passage"] > 0
    assert sum(parts.values()) == pytest.approx(hits["date"].score)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> ksearch.Index:
    """Articles that name the tenth of April in every spelling, some with a date of their own."""
    bodies = {
        "dotted": "축제는 2026.4.10 저녁에 연다.",
        "dashed": "축제는 2026-04-10 저녁에 연다.",
        "spaced": "축제는 2026. 4. 10. 저녁에 연다.",
        "padded": "축제는 2026. 04. 10. 저녁에 연다.",
        "spoken": "축제는 2026년 4월 10일 저녁에 연다.",
        "together": "축제는 2026년4월10일에 연다.",
        "undated": "축제는 4월 10일 저녁에 연다.",
        "range": "축제는 4월 9∼10일 저녁에 연다.",
        "before": "축제는 2025년 4월 10일 저녁에 열었다.",
        "dotted-before": "축제는 2025.4.10 저녁에 열었다.",
        "from": "축제는 2025년 3월 1일부터 4월 10일까지 열었다.",
        "other": "축제는 4월 11일 저녁에 연다. 10일에는 쉰다.",
        "scattered": "2026년에는 축제가 없다. 4월에 쉬고 다달이 10일에 모인다.",
        "long-ago": "1397년 4월 10일 축제를 처음 열었다.",
    }
    dated = {
        "near": (2026, 2, "축제는 4월 10일 저녁에 연다."),
        "written": (2026, 5, "축제는 4월10일에 열었다."),
        "far": (2025, 5, "축제는 4월 10일 저녁에 열었다."),
        "last-year": (2026, 5, "축제는 지난해 4월 10일 저녁에 열었다."),
        "last": (2026, 11, "축제는 지난 4월 10일 저녁에 열었다."),
        "next": (2025, 6, "축제는 오는 4월 10일 저녁에 연다."),
        "that-year": (2026, 5, "축제는 같은 해 4월 10일 저녁에 열었다."),
        "next-year": (2025, 11, "축제는 내년 4월 10일 저녁에 연다."),
    }
    folder = tmp_path_factory.mktemp("날짜") / "index"
    with ksearch.create(folder) as made, made.writer() as writer:
        for name, body in bodies.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
        for name, (year, month, body) in dated.items():
            day = datetime(year, month, 20, 12, tzinfo=KOREA)
            writer.add(ksearch.Article(id=name, title="", body=body, date=day))
    return ksearch.open(folder)


OF_2026 = {
    *("dotted", "dashed", "spaced", "padded", "spoken", "together", "undated", "range"),
    *("near", "written", "next-year", "last", "next"),
}
OF_2025 = {"before", "dotted-before", "from", "far", "last-year", "undated", "range"}


def _found(index: ksearch.Index, query: str) -> set[str]:
    return {hit.id for hit in index.search(query, match="all", limit=50).hits}


@pytest.mark.parametrize(
    "query",
    [
        "2026.4.10",
        "2026-04-10",
        "2026년 4월 10일",
        "2026년4월10일",
        "축제 2026. 4. 10",
        "2026/4/10",
    ],
)
def test_a_day_with_its_year_is_found_however_it_is_written(
    spoken: ksearch.Index, query: str
) -> None:
    assert _found(spoken, query) == OF_2026
    assert _found(spoken, query.replace("2026", "2025")) == OF_2025


@pytest.mark.parametrize("query", ["4월 10일", "축제 4월10일"])
def test_a_day_without_a_year_is_found_in_every_year(spoken: ksearch.Index, query: str) -> None:
    expected = OF_2026 | OF_2025 | {"that-year", "long-ago"}
    assert _found(spoken, query) == expected - {"spaced", "padded"}


@pytest.mark.parametrize("query", ["2026년 4월 10일", "축제 2026년 4월 10일", "4월 10일"])
def test_words_of_a_date_that_stand_scattered_are_not_the_date(
    spoken: ksearch.Index, query: str
) -> None:
    assert not {"scattered", "other"} & _found(spoken, query)
    assert {"scattered"} <= _found(spoken, "10일 4월")
    missing = {hit.id: hit.missing for hit in spoken.search(query + " 다달이", limit=50).hits}
    assert missing["scattered"] == ("10일",)


def test_a_month_and_a_day_that_other_words_stand_between_are_no_date(
    spoken: ksearch.Index,
) -> None:
    assert {"scattered"} <= _found(spoken, "4월 다달이 10일")


def test_the_day_is_highlighted_where_its_year_is_not_named(spoken: ksearch.Index) -> None:
    hits = {hit.id: hit for hit in spoken.search("2026.4.10", limit=50).hits}
    snippet = hits["near"].snippet
    shown = [snippet.text[start:end] for start, end in snippet.matches]
    assert shown == ["4월", "10일"]
    parts = [part.score for part in hits["near"].explanation]
    assert sum(parts) == pytest.approx(hits["near"].score)


def test_a_day_that_no_year_has_is_no_error(spoken: ksearch.Index) -> None:
    assert _found(spoken, "2026년 4월 31일") == set()
