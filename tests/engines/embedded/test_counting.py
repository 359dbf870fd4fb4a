"""Facets, trends and scans are what counting the articles one by one gives."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksearch
from ksearch import Article, InvalidValue
from ksearch.model.dates import KOREAN_TIME, TIMEZONE_VARIABLE
from ksearch.storage.snapshot import Snapshot

Build = Callable[..., Snapshot]

WORDS = ["등대", "섬", "바다", "배", "시장", "축제"]
PAPERS = ["남녘신문", "산골신문", "산골신문21", None]
SECTIONS = ["정치", "사회", "문화/책", None]
BYLINES = {
    "김가람 기자": ["김가람"],
    "김가람, 박노을": ["김가람", "박노을"],
    "박노을": ["박노을"],
    "편집국": ["편집국"],
    None: [],
}
FIRST = datetime(2023, 12, 29, 15, 30, tzinfo=UTC)

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
dates = st.none() | st.integers(0, 24 * 900).map(lambda hours: FIRST + timedelta(hours=hours))
rows = st.tuples(
    texts,
    dates,
    st.sampled_from(PAPERS),
    st.sampled_from(SECTIONS),
    st.sampled_from(list(BYLINES)),
)
#: Articles in several commits, each of which makes a segment; and the numbers of those deleted.
corpora = st.tuples(
    st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=4),
    st.sets(st.integers(0, 23), max_size=6),
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "publisher": st.sampled_from(["남녘신문", "산골신문", ["산골신문", "남녘신문"]]),
        "author": st.sampled_from(["김가람", "박노을"]),
        "section": st.sampled_from(["정치", "사회"]),
        "since": st.sampled_from(["2024", "2024-03", "2025-01-15"]),
        "until": st.sampled_from(["2025", "2025-06-30"]),
    },
)


def passes(article: Article, given: dict[str, Any]) -> bool:
    """Return whether an article passes the filters, said as plainly as can be."""
    if article.publisher not in given.get("papers", [article.publisher]):
        return False
    if "author" in given and given["author"] not in BYLINES[article.author]:
        return False
    if "section" in given and article.section != given["section"]:
        return False
    day = article.date.astimezone(KOREAN_TIME).date().isoformat() if article.date else ""
    for bound in ("since", "until"):
        if bound in given:
            shown = day[: len(given[bound])]
            if not day or (shown < given[bound] if bound == "since" else shown > given[bound]):
                return False
    return True


def papers_meant(names: str | list[str], articles: list[Article]) -> set[str]:
    """Return the papers that are meant: a name that none has stands for those it is part of."""
    there = {article.publisher for article in articles if article.publisher}
    meant: set[str] = set()
    for name in [names] if isinstance(names, str) else names:
        meant |= {name} if name in there else {paper for paper in there if name in paper}
    return meant


@contextmanager
def indexed(
    build: Build, folder: Path, corpus: tuple[list[list[Any]], set[int]]
) -> Iterator[tuple[ksearch.Index, list[Article]]]:
    """Give an index over a corpus, and the articles that are left in it."""
    commits, deleted = corpus
    left, number = {}, 0
    for commit in commits:
        articles = []
        for text, when, paper, section, author in commit:
            articles.append(
                Article(
                    id=str(number), title=text, date=when, publisher=paper, section=section,
                    author=author,
                )
            )  # fmt: skip
            number += 1
        build(folder, articles)
        left.update({article.id: article for article in articles})
    gone = [str(each) for each in deleted if str(each) in left]
    build(folder, [], delete=gone)
    for each in gone:
        del left[each]
    with ksearch.open(folder) as index:
        yield index, list(left.values())


@given(corpus=corpora, word=st.sampled_from(WORDS), given_filters=filters)
@settings(max_examples=60)
def test_counts_are_those_of_a_loop(
    corpus: Any,
    word: str,
    given_filters: dict[str, Any],
    build: Build,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("많은글")
    with indexed(build, folder, corpus) as (index, articles):
        plain = dict(given_filters)
        if "publisher" in plain:
            plain["papers"] = papers_meant(plain["publisher"], articles)
        every = [article for article in articles if passes(article, plain)]
        found = [article for article in every if word in article.title.split()]
        undated = [article for article in found if article.date is None]

        facets = index.facets(word, match="all", **given_filters)
        assert (facets.total, facets.undated) == (len(found), len(undated))
        assert dict(facets["publisher"]) == Counter(a.publisher for a in found if a.publisher)
        assert dict(facets["section"]) == Counter(a.section for a in found if a.section)
        names = [name for article in found for name in BYLINES[article.author]]
        assert dict(facets["author"]) == Counter(names)
        assert facets["publisher"].without == sum(a.publisher is None for a in found)
        assert index.count(word, match="all", **given_filters) == len(found)

        for by in ("day", "month", "year"):
            trend = index.trend(word, by=by, match="all", **given_filters)  # type: ignore[arg-type]
            hits = {point.period: point.hits for point in trend if point.hits}
            assert hits == periods(found, by)
            assert {p.period: p.articles for p in trend if p.articles} == periods(every, by)
            assert trend.series[0].undated == len(undated)

        scanned = list(index.scan(word, match="all", **given_filters))
        assert sorted(hit.id for hit in scanned) == sorted(article.id for article in found)
        assert {article.id for article in index} == {article.id for article in articles}


def periods(articles: list[Article], by: str) -> dict[str, int]:
    """Return how many articles each day, month or year has in Korea."""
    length = {"day": 10, "month": 7, "year": 4}[by]
    days = [a.date.astimezone(KOREAN_TIME).date().isoformat() for a in articles if a.date]
    return dict(Counter(day[:length] for day in days))


@pytest.fixture
def index(build: Build, tmp_path: Path) -> Iterator[ksearch.Index]:
    dated = datetime(2025, 3, 2, 23, 30, tzinfo=UTC)
    build(
        tmp_path,
        [
            Article(id="1", title="섬 등대", date=dated, publisher="산골신문"),
            Article(
                id="2", title="섬 축제", date=dated - timedelta(days=60), publisher="산골신문21"
            ),
            Article(id="3", title="섬 시장", publisher="남녘신문"),
        ],
    )
    with ksearch.open(tmp_path) as opened:
        yield opened


def test_months_without_a_match_are_listed_between_others(index: ksearch.Index) -> None:
    trend = index.trend(["섬", "등대"])
    assert trend.periods == ("2025-01", "2025-02", "2025-03")
    assert [series.hits for series in trend.series] == [(1, 0, 1), (0, 0, 1)]
    assert [point.share for point in trend] == [1.0, 0.0, 1.0, 0.0, 0.0, 1.0]
    assert (trend.undated, trend.series[0].undated) == (1, 1)


def test_weeks_begin_on_monday(index: ksearch.Index) -> None:
    trend = index.trend("등대", by="week")
    # 23:30 on Sunday in UTC is Monday in Korea.
    assert [point.period for point in trend if point.hits] == ["2025-W10"]
    assert trend.starts[-1] == date(2025, 3, 3)


def test_days_are_those_of_the_time_zone_of_display(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = {}
    for zone in ("Asia/Seoul", "Europe/Berlin", "America/New_York"):
        monkeypatch.setenv(TIMEZONE_VARIABLE, zone)
        days[zone] = index.trend("등대", by="day").periods[-1]
    assert days == {
        "Asia/Seoul": "2025-03-03",
        "Europe/Berlin": "2025-03-03",
        "America/New_York": "2025-03-02",
    }


def test_a_trend_of_undated_articles_has_no_periods(index: ksearch.Index) -> None:
    trend = index.trend("시장", publisher="남녘신문")
    assert (trend.periods, len(trend), list(trend)) == ((), 0, [])
    assert (trend.series[0].total, trend.series[0].undated) == (1, 1)


def test_one_article_with_a_wrong_date_makes_no_list_of_a_million_days(
    build: Build, tmp_path: Path
) -> None:
    wrong = [datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 1, tzinfo=UTC)]
    articles = [Article(id=str(n), title="섬", date=when) for n, when in enumerate(wrong)]
    build(tmp_path, articles)
    with ksearch.open(tmp_path) as opened:
        assert opened.trend("섬", by="day").periods == ("0001-01-03", "9999-12-01")
        assert len(opened.trend("섬", by="year").periods) == 9999


def test_what_was_meant_is_counted_where_what_was_typed_finds_nothing(
    index: ksearch.Index,
) -> None:
    assert index.search("등데").corrected
    facets = index.facets("등데")
    assert (facets.total, facets.suggestion, facets.corrected) == (1, "등대", True)


def test_counts_can_be_pickled_and_are_frozen(index: ksearch.Index) -> None:
    for counted in (index.facets("섬"), index.trend("섬"), index.related("섬")):
        assert pickle.loads(pickle.dumps(counted)) == counted
        with pytest.raises(AttributeError):
            counted.total = 5  # type: ignore[misc, union-attr]


def test_rows_for_tables(index: ksearch.Index) -> None:
    assert index.facets("섬", by="publisher").to_dicts()[0] == {
        "field": "publisher",
        "value": "남녘신문",
        "articles": 1,
    }
    assert index.trend("등대").to_dicts()[-1] == {
        "query": "등대",
        "period": "2025-03",
        "start": date(2025, 3, 1),
        "hits": 1,
        "articles": 1,
        "share": 1.0,
    }


def test_a_scan_has_the_order_of_a_search(index: ksearch.Index) -> None:
    for sort in ("relevance", "newest", "oldest"):
        searched = index.search("섬", sort=sort, limit=9, group=False)  # type: ignore[arg-type]
        scanned = index.scan("섬", sort=sort)  # type: ignore[arg-type]
        assert [(h.rank, h.id, h.snippet) for h in scanned] == [
            (h.rank, h.id, h.snippet) for h in searched
        ]


def test_a_scan_shows_the_index_as_it_was(index: ksearch.Index) -> None:
    scanned = index.scan("섬")
    next(scanned)
    with index.writer() as writer:
        writer.delete("1")
        writer.delete("2")
        writer.delete("3")
    assert len([*scanned]) == 2
    assert list(index.scan("섬")) == []


def test_a_filter_names_what_is_there_or_a_part_of_it(index: ksearch.Index) -> None:
    def found(**given: Any) -> list[str]:
        return sorted(hit.id for hit in index.scan("섬", **given))

    assert found(publisher="산골신문") == ["1"]
    assert found(publisher="산골") == ["1", "2"]
    assert found(publisher="신문2") == ["2"]
    assert found(publisher=["남녘", "신문21"]) == ["2", "3"]
    assert found(publisher="산골*") == ["1", "2"]
    assert found(publisher="?녘신문") == ["3"]
    assert found(publisher="들꽃") == []
    assert found(publisher="") == []


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda index: index.facets("섬", by="paper"), "by must be one of publisher, section"),
        (lambda index: index.trend("섬", by="hour"), "by must be one of day, week, month, year"),
        (lambda index: index.trend([]), "a trend needs at least one query"),
        (lambda index: index.trend(["섬", 5]), "queries must be a text"),
        (lambda index: index.related("섬", limit=0), "limit must be a whole number"),
        (
            lambda index: index.search("섬", since="2025-03", until="2025-01"),
            r"since \(2025-03\) is later than until \(2025-01\)",
        ),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(
    index: ksearch.Index, call: Any, sentence: str
) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        call(index)
