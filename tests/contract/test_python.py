"""The Python interface: names, arguments, results and errors that scripts rely on."""

from __future__ import annotations

import inspect
from datetime import date, datetime
from pathlib import Path

import pytest

import ksearch
from ksearch.index import Index


def test_the_public_names_are_there() -> None:
    for name in ksearch.__all__:
        assert hasattr(ksearch, name)
    promised = {
        "open", "create", "update", "rebuild", "read", "analyze", "Article", "Index", "Results",
        "Hit", "Snippet", "KSearchError", "IndexNotFound", "IndexLocked", "IndexCorrupt",
        "IndexVersionError", "QuerySyntaxError", "UnknownField", "ReadError", "EngineUnavailable",
    }  # fmt: skip
    assert promised <= set(ksearch.__all__)


def test_every_error_is_a_ksearch_error() -> None:
    errors = [
        value
        for name in ksearch.__all__
        if isinstance(value := getattr(ksearch, name), type) and issubclass(value, Exception)
    ]
    assert len(errors) > 10
    assert all(issubclass(error, ksearch.KSearchError) for error in errors)
    assert issubclass(ksearch.EmptyQuery, ksearch.QuerySyntaxError)
    assert issubclass(ksearch.SourceNotFound, ksearch.ReadError)


def test_every_public_name_says_what_it_is_for() -> None:
    for name in ksearch.__all__:
        assert inspect.getdoc(getattr(ksearch, name)), name


def test_the_arguments_of_a_search() -> None:
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(Index.search).parameters.items()
        if name not in ("self", "query")
    }
    promised = {
        "limit": 10,
        "offset": 0,
        "sort": "relevance",
        "match": "auto",
        "since": None,
        "until": None,
        "publisher": None,
        "author": None,
        "fields": None,
    }
    assert promised.items() <= defaults.items()


def test_results_and_hits_have_the_attributes_of_the_contract(index: Index) -> None:
    results = index.search("작은 섬 도서관")
    assert (results.query, results.offset, results.suggestion) == ("작은 섬 도서관", 0, None)
    assert results.interpreted
    assert results.took_ms > 0
    assert results.total == len(results) == len(list(results)) == len(results.hits)
    hit = results.hits[0]
    assert isinstance(hit, ksearch.Hit)
    assert (hit.rank, hit.id, hit.path) == (1, "섬/도서관.txt", "섬/도서관.txt")
    assert hit.title == "작은 섬 도서관 개관식"
    assert hit.lead == "면장은 작은 섬 도서관 문을 열었다."
    assert hit.date == datetime.fromisoformat("2025-02-12T11:14:00+09:00")
    assert (hit.publisher, hit.author) == ("갯벌일보", "한바다, 김노을")
    assert hit.url == "https://news.example/library"
    assert hit.score > 0
    assert hit.missing == ()
    assert [hit.title[start:end] for start, end in hit.title_matches] == ["작은", "섬", "도서관"]
    assert hit.snippet.text[slice(*hit.snippet.matches[0])] == "작은"
    assert hit.snippet is hit.snippet
    assert all(part.what and isinstance(part.score, float) for part in hit.explanation)


def test_what_an_article_lacks_is_empty_or_none(index: Index) -> None:
    hit = index.search("장터에").hits[0]
    assert (hit.path, hit.date, hit.publisher, hit.author, hit.url) == (None,) * 5


def test_an_article_comes_back_as_it_was_added(
    index: Index, articles: tuple[ksearch.Article, ...]
) -> None:
    for article in articles:
        assert index.get(article.id) == article.with_lead()
    with pytest.raises(ksearch.ArticleNotFound):
        index.get("없음")


@pytest.mark.parametrize("since", ["2025", "2025-02", "2025-02-12", date(2025, 2, 12)])
def test_dates_may_be_given_in_several_ways(since: str | date, index: Index) -> None:
    assert [hit.id for hit in index.search("섬", since=since)] == ["섬/도서관.txt"]
    assert [hit.id for hit in index.search("섬", until=since)][:1] == ["섬/도서관.txt"]


def test_an_index_is_a_context_and_has_a_length(index: Index) -> None:
    assert len(index) == 3
    with index as same:
        assert same is index


def test_the_writer_commits_or_rolls_back(index: Index) -> None:
    with pytest.raises(RuntimeError, match="그만"), index.writer() as writer:  # noqa: PT012
        writer.add(ksearch.Article(id="9", title="새 소식"))
        raise RuntimeError("그만")
    assert len(index) == 3
    with index.writer() as writer:
        writer.add(ksearch.Article(id="9", title="새 소식"))
        writer.add(ksearch.Article(id="9", title="더 새 소식"))
    assert index.get("9").title == "더 새 소식"
    with index.writer() as writer:
        assert writer.delete("9") is True
        assert writer.delete("9") is False
    assert len(index) == 3


def test_readers_keep_what_they_see(index: Index, location: str) -> None:
    with ksearch.open(location) as other:
        with index.writer() as writer:
            writer.add(ksearch.Article(id="10", title="눈 온 고개"))
        assert other.search("고개", match="all").total == 0
        assert other.refresh() is True
        assert other.refresh() is False
        assert other.search("고개", match="all").total == 1
    with index.writer() as writer:
        writer.delete("10")


def test_stats_and_check(index: Index) -> None:
    stats, report = index.stats(), index.check()
    assert stats.articles == report.articles == 3
    assert report.sound
    assert stats.publishers == {"갯벌일보": 1, "남녘신문": 1}
    assert stats.first_date is not None
    assert stats.last_date is not None
    assert stats.first_date < stats.last_date
    assert stats.bytes_on_disk > 0
    assert set(stats.boosts) == set(stats.average_lengths) == {"title", "lead", "body"}


def test_analysing_a_text(index: Index) -> None:
    (known, unknown) = index.analyze("도서관 잠수함")
    assert (known.text, known.start, known.end, known.known) == ("도서관", 0, 3, True)
    assert (unknown.text, unknown.start, unknown.end, unknown.known) == ("잠수함", 4, 7, False)
    assert [(term.term, term.start, term.end) for term in known.terms] == [("도서관", 0, 3)]
    assert [term.term for term in unknown.terms] == ["잠수함"]


def test_completions_and_articles_like_it(index: Index) -> None:
    assert "도서관" in index.suggest("도서")
    assert index.suggest("없는말로시작") == []
    assert len(index.suggest("도", limit=1)) <= 1
    similar = index.similar("섬/도서관.txt", limit=2)
    assert "섬/도서관.txt" not in [hit.id for hit in similar]
    with pytest.raises(ksearch.ArticleNotFound):
        index.similar("없음")


def test_reading_without_an_index(tmp_path: Path) -> None:
    (tmp_path / "하나.txt").write_text(
        "등대에 불이 켜졌다\n\n섬사람들이 반겼다.\n", encoding="utf-8"
    )
    (article,) = ksearch.read(tmp_path)
    assert (article.id, article.title) == ("하나.txt", "등대에 불이 켜졌다")
    with pytest.raises(ksearch.SourceNotFound):
        list(ksearch.read(tmp_path / "없음"))


def test_opening_and_creating(tmp_path: Path) -> None:
    with pytest.raises(ksearch.IndexNotFound):
        ksearch.open(tmp_path / "없음")
    assert len(ksearch.create(tmp_path / "색인")) == 0
    assert len(ksearch.open(str(tmp_path / "색인"))) == 0
    assert len(ksearch.open(tmp_path / "다른 색인", create=True)) == 0


def test_updates_return_a_report(tmp_path: Path, location: str) -> None:
    (tmp_path / "하나.txt").write_text(
        "등대에 불이 켜졌다\n\n섬사람들이 반겼다.\n", encoding="utf-8"
    )
    for change in (ksearch.update, ksearch.rebuild):
        report = change(tmp_path / "색인", [tmp_path / "하나.txt"])
        assert isinstance(report, ksearch.UpdateReport)
        names = ("added", "changed", "removed", "unchanged", "refused", "total", "seconds")
        assert all(hasattr(report, name) for name in names)
        assert report.total == 1


def test_a_whole_article_is_highlighted(index: Index) -> None:
    painted = index.highlight("작은 섬 도서관", "섬/도서관.txt")
    article = index.get("섬/도서관.txt")
    assert painted.article == article
    assert [article.title[slice(*span)] for span in painted.title_matches] == [
        "작은", "섬", "도서관",
    ]  # fmt: skip
    assert [article.lead[slice(*span)] for span in painted.lead_matches] == [
        "작은", "섬", "도서관",
    ]  # fmt: skip
    assert {article.body[slice(*span)] for span in painted.body_matches} <= {
        "작은", "섬", "도서관",
    }  # fmt: skip


def test_an_article_that_does_not_match_is_highlighted_nowhere(index: Index) -> None:
    painted = index.highlight("장터", "섬/도서관.txt")
    assert (painted.title_matches, painted.lead_matches, painted.body_matches) == ((), (), ())
    with pytest.raises(ksearch.ArticleNotFound):
        index.highlight("장터", "없음")
