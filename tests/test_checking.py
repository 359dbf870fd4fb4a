"""The façade checks its arguments: one sentence for each invalid value; writers end."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch import Article, ArticleNotFound, Index, InvalidValue, KSearchError, WriterClosed
from ksearch.reading import ReadOptions


class NotATime(datetime):
    """As pandas' NaT: a datetime that equals nothing."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__


NAT = NotATime(2025, 1, 1)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    with ksearch.create(tmp_path / "index").writer() as writer:
        writer.add(Article(id="1", title="섬 등대", body="배가 닿았다. 등대에 불이 켜졌다."))
        writer.add(Article(id="2", title="산골", body="등대가 없는 마을이다."))
    return ksearch.open(tmp_path / "index")


CALLS: dict[str, Callable[[Index], object]] = {
    "search(None)": lambda index: index.search(None),  # type: ignore[arg-type]
    "search(bytes)": lambda index: index.search(b"x"),  # type: ignore[arg-type]
    "search(5)": lambda index: index.search(5),  # type: ignore[arg-type]
    "suggest(None)": lambda index: index.suggest(None),  # type: ignore[arg-type]
    "get(None)": lambda index: index.get(None),  # type: ignore[arg-type]
    "get(5)": lambda index: index.get(5),  # type: ignore[arg-type]
    "similar(None)": lambda index: index.similar(None),  # type: ignore[arg-type]
    "analyze(None)": lambda index: index.analyze(None),  # type: ignore[arg-type]
    "add_word(5)": lambda index: index.add_word(5),  # type: ignore[arg-type]
    "remove_word(None)": lambda index: index.remove_word(None),  # type: ignore[arg-type]
    "limit=True": lambda index: index.search("배", limit=True),
    "limit='3'": lambda index: index.search("배", limit="3"),  # type: ignore[arg-type]
    "limit=1.5": lambda index: index.search("배", limit=1.5),  # type: ignore[arg-type]
    "offset=-1": lambda index: index.search("배", offset=-1),
    "sort=[]": lambda index: index.search("배", sort=[]),  # type: ignore[arg-type]
    "match=None": lambda index: index.search("배", match=None),  # type: ignore[arg-type]
    "publisher=5": lambda index: index.search("배", publisher=5),  # type: ignore[arg-type]
    "author=['a', 5]": lambda index: index.search("배", author=["a", 5]),  # type: ignore[arg-type]
    "fields=5": lambda index: index.search("배", fields=5),  # type: ignore[arg-type]
    "fields=[5]": lambda index: index.search("배", fields=[5]),  # type: ignore[list-item]
    "group=1": lambda index: index.search("배", group=1),  # type: ignore[arg-type]
    "since=NaT": lambda index: index.search("배", since=NAT),
    "until=5": lambda index: index.search("배", until=5),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_invalid_value_is_one_sentence(index: Index, call: Callable[[Index], Any]) -> None:
    with pytest.raises(InvalidValue) as raised:
        call(index)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "options", [{"include": ["*.txt"]}, ["*.txt"], "raw", 5, ReadOptions], ids=repr
)
def test_options_of_reading_are_options_or_refused(tmp_path: Path, options: object) -> None:
    (tmp_path / "a.txt").write_text("섬의 아침\n\n배가 왔다.\n", "utf-8")
    with pytest.raises(InvalidValue, match="ReadOptions"):
        ksearch.update(tmp_path / "index", tmp_path, options=options)


@pytest.mark.parametrize("sources", [5, [5], object(), "", ["corpus", ""]], ids=repr)
def test_sources_are_paths_or_refused(tmp_path: Path, sources: Any) -> None:
    with pytest.raises(InvalidValue, match="sources"):
        ksearch.update(tmp_path / "index", sources)


@pytest.mark.parametrize("path", [None, 5, ["index"], ""], ids=repr)
def test_an_index_is_a_path_or_refused(path: Any) -> None:
    for call in (ksearch.open, ksearch.create, lambda each: ksearch.update(each, "corpus")):
        with pytest.raises(InvalidValue, match="path of a folder"):
            call(path)


ARTICLES: dict[str, Callable[[], Any]] = {
    "id=5": lambda: Article(id=5),  # type: ignore[arg-type]
    "id=None": lambda: Article(id=None),  # type: ignore[arg-type]
    "title=None": lambda: Article(id="1", title=None),  # type: ignore[arg-type]
    "body=bytes": lambda: Article(id="1", body=b"x"),  # type: ignore[arg-type]
    "author=[…]": lambda: Article(id="1", author=["a"]),  # type: ignore[arg-type]
    "url=5": lambda: Article(id="1", url=5),  # type: ignore[arg-type]
    "date=NaT": lambda: Article(id="1", date=NAT),
    "date=str": lambda: Article(id="1", date="2025-01-01"),  # type: ignore[arg-type]
    "date=date": lambda: Article(id="1", date=date(2025, 1, 1)),  # type: ignore[arg-type]
    "dict": lambda: {"id": "1", "title": "섬"},
    "None": lambda: None,
}


@pytest.mark.parametrize("make", ARTICLES.values(), ids=ARTICLES)
def test_what_is_no_article_is_refused_and_nothing_lost(
    index: Index, make: Callable[[], Any]
) -> None:
    with index.writer() as writer:
        with pytest.raises(InvalidValue):
            writer.add(make())
        with pytest.raises(InvalidValue):
            writer.delete(5)  # type: ignore[arg-type]
        writer.add(Article(id="3", title="뭍", date=datetime(1, 1, 1, tzinfo=UTC)))
    assert len(index) == 3


def test_a_writer_takes_nothing_after_its_block(index: Index) -> None:
    with index.writer() as writer:
        writer.delete("2")
    for call in (lambda: writer.add(Article(id="3", title="뭍")), lambda: writer.delete("1")):
        with pytest.raises(WriterClosed, match="block of this writer has ended"):
            call()
    assert len(index) == 1


def test_a_writer_takes_nothing_after_a_block_that_failed(index: Index) -> None:
    with pytest.raises(KeyError), index.writer() as writer:
        raise KeyError
    with pytest.raises(WriterClosed):
        writer.add(Article(id="3", title="뭍"))
    assert len(index) == 2


# Copies


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_results_and_hits_are_copied_whole(index: Index, copied: Callable[[Any], Any]) -> None:
    results = index.search("등대 배")
    again = copied(results)
    index.close()
    assert again == results
    for hit, other in zip(again, results, strict=True):
        assert hit == other
        assert hit.snippet == other.snippet
        assert hit.snippet.matches
        assert hit.title_matches == other.title_matches
        assert hit.explanation == other.explanation
        assert (hit.id, hit.title, hit.missing) == (other.id, other.title, other.missing)
        assert hash(hit) == hash(other)


def test_an_article_that_is_not_there_is_said_so(index: Index) -> None:
    with pytest.raises(ArticleNotFound):
        index.get("4")
    assert issubclass(WriterClosed, KSearchError)
