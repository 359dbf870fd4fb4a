"""The façade over an engine that is nothing but the protocol: fifty lines, no disk, no Korean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import ksearch
from ksearch.engines.protocol import Engine, UpdateRequest, Writer
from ksearch.engines.registry import EngineKind, register_engine
from ksearch.engines.request import SearchRequest
from ksearch.model.errors import ArticleNotFound, IndexNotFound
from ksearch.model.reports import CheckReport, Stats, UpdateReport
from ksearch.model.results import Hit, Results, Snippet

Articles = dict[str, ksearch.Article]
#: What a server at the other end of a wire would keep.
SERVER: dict[str, Articles] = {}


class FakeEngine:
    """Finds articles that have the query in their title, as it was when it was last refreshed."""

    def __init__(self, location: str) -> None:
        if location not in SERVER:
            raise IndexNotFound(f"there is no index at {location}")
        self._kept = SERVER[location]
        self._seen = dict(self._kept)

    def search(self, request: SearchRequest) -> Results:
        found = [a for a in self._seen.values() if request.query in a.title]
        page = found[request.offset : request.offset + request.limit]
        hits = tuple(
            Hit(rank, article.id, article.title, article.lead, 1.0, snippet=Snippet(article.body))
            for rank, article in enumerate(page, request.offset + 1)
        )
        return Results(request.query, request.query, len(found), 0.0, request.offset, None, hits)

    def get(self, article_id: str) -> ksearch.Article:
        if article_id not in self._seen:
            raise ArticleNotFound(f"no article has the id “{article_id}”")
        return self._seen[article_id]

    def articles(self) -> Iterator[ksearch.Article]:
        return iter(self._seen.values())

    @contextmanager
    def writer(self, memory_mb: int, wait_seconds: float) -> Iterator[Writer]:
        changed = FakeWriter(dict(self._kept))
        yield changed
        self._kept.clear()
        self._kept.update(changed.articles)
        self.refresh()

    def stats(self) -> Stats:
        raise NotImplementedError

    def refresh(self) -> bool:
        before, self._seen = self._seen, dict(self._kept)
        return before != self._seen

    def newest(self) -> FakeEngine:
        return self

    def generation(self) -> str:
        return str(hash(tuple(self._seen)))

    def close(self) -> None:
        self._seen = {}

    def __len__(self) -> int:
        return len(self._seen)


class FakeWriter:
    def __init__(self, articles: Articles) -> None:
        self.articles = articles

    def add(self, article: ksearch.Article) -> str:
        known = article.id in self.articles
        self.articles[article.id] = article
        return "changed" if known else "added"

    def delete(self, article_id: str) -> bool:
        return self.articles.pop(article_id, None) is not None


def opened(location: str) -> Engine:
    return FakeEngine(location)


def no_update(location: str, request: UpdateRequest) -> UpdateReport:
    raise NotImplementedError


def no_check(location: str, repair: bool) -> CheckReport:
    raise NotImplementedError


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ksearch.engines.registry._ENGINES", {})
    SERVER.clear()
    register_engine(
        "fake",
        EngineKind(
            exists=SERVER.__contains__,
            open=opened,
            create=lambda location: SERVER.update({location: {}}),
            update=no_update,
            check=no_check,
        ),
    )


def article(number: int, title: str) -> ksearch.Article:
    return ksearch.Article(id=str(number), title=title, body="본문")


def test_a_location_with_the_engines_name_is_its_index() -> None:
    with pytest.raises(ksearch.IndexNotFound):
        ksearch.open("fake://나루/기사")
    with ksearch.open("fake://나루/기사", create=True) as index:
        assert len(index) == 0
    with pytest.raises(ksearch.IndexExists):
        ksearch.create("fake://나루/기사")


def test_what_is_written_through_the_facade_is_found_through_it() -> None:
    with ksearch.create("fake://나루/기사") as index:
        with index.writer() as writer:
            assert writer.add(article(1, "갯벌 체험")) == "added"
            assert writer.add(article(2, "갯벌 축제")) == "added"
        results = index.search("갯벌", limit=1, offset=1)
        assert (results.total, [hit.id for hit in results]) == (2, ["2"])
        assert results[0].snippet.text == "본문"
        assert index.get("1").title == "갯벌 체험"
        assert [each.id for each in index] == ["1", "2"]
        with pytest.raises(ksearch.ArticleNotFound):
            index.get("3")


def test_an_opened_index_shows_one_state_until_it_is_refreshed() -> None:
    reader = ksearch.create("fake://나루/기사")
    with ksearch.open("fake://나루/기사") as other, other.writer() as writer:
        writer.add(article(1, "갯벌 체험"))
    assert reader.search("갯벌").total == 0
    assert reader.refresh()
    assert reader.search("갯벌").total == 1
    assert not reader.refresh()


def test_options_are_checked_before_an_engine_sees_them() -> None:
    index = ksearch.create("fake://나루/기사")
    with pytest.raises(ksearch.InvalidValue):
        index.search("갯벌", limit=0)
    with pytest.raises(ksearch.InvalidValue):
        index.get(5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("use", "purpose"),
    [
        (lambda index: index.suggest("갯"), "complete words"),
        (lambda index: index.similar("1"), "find similar articles"),
        (lambda index: index.facets("갯벌"), "count what a query matches"),
        (lambda index: index.scan("갯벌"), "count what a query matches"),
        (lambda index: index.words(), "keep user words"),
        (lambda index: index.sources(), "remember sources"),
        (lambda index: index.check(), "be checked"),
        (lambda index: index.analyze("갯벌"), "be checked or shown"),
    ],
)
def test_what_an_engine_cannot_do_is_named(use: object, purpose: str) -> None:
    index = ksearch.create("fake://나루/기사")
    with pytest.raises(ksearch.EngineUnavailable, match=f"FakeEngine, cannot {purpose}"):
        use(index)  # type: ignore[operator]


def test_an_engine_that_is_not_here_is_named_with_those_that_are() -> None:
    with pytest.raises(ksearch.EngineUnavailable, match=r"no engine “moon”; it has fake"):
        ksearch.open("moon://기사")
