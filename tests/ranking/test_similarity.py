"""Articles like one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ksearch

ARTICLES = {
    "고래1": (
        "참고래가 동해에 왔다",
        "참고래 두 마리가 동해에서 숨을 쉬는 모습이 찍혔다. 2031 조사",
    ),
    "고래2": ("동해에서 본 참고래", "어민들은 참고래가 오징어를 따라온 것으로 본다."),
    "오징어": ("오징어가 귀해졌다", "동해 오징어가 줄어 어민들이 걱정한다."),
    "사과": ("사과 꽃이 일찍 피었다", "과수원의 사과 꽃이 서리를 맞았다. 2031 그루가 상했다."),
    "배": ("배나무에도 서리", "과수원마다 서리 걱정이 크다."),
    "외톨이": ("Zyx", "Qwv"),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder = tmp_path_factory.mktemp("비슷") / "색인"
    with ksearch.create(folder) as index:
        for names in (("고래1", "사과", "외톨이"), ("고래2", "오징어", "배")):
            with index.writer() as writer:
                for name in names:
                    title, body = ARTICLES[name]
                    writer.add(ksearch.Article(id=name, title=title, body=body))
        yield index


def test_the_article_that_shares_most_comes_first_and_itself_not_at_all(
    index: ksearch.Index,
) -> None:
    results = index.similar("고래1")
    assert [hit.id for hit in results] == ["고래2", "오징어"]
    assert results.total == 2
    assert [hit.rank for hit in results] == [1, 2]
    assert results.hits[0].score > results.hits[1].score


def test_it_says_by_which_terms(index: ksearch.Index) -> None:
    results = index.similar("고래1")
    assert results.query == "고래1"
    assert "참고래" in results.interpreted.split(" OR ")


def test_the_terms_in_common_are_painted_and_none_is_missing(index: ksearch.Index) -> None:
    hit = index.similar("고래1").hits[0]
    assert "참고래" in {hit.title[start:end] for start, end in hit.title_matches}
    assert hit.missing == ()


def test_terms_of_no_other_article_and_bare_numbers_are_not_characteristic(
    index: ksearch.Index,
) -> None:
    terms = index.similar("사과").interpreted.split(" OR ")
    assert "2031" not in terms
    assert "사과" not in terms
    assert {"과수원", "서리"} <= set(terms)
    assert [hit.id for hit in index.similar("사과")] == ["배"]


def test_no_more_than_asked_for(index: ksearch.Index) -> None:
    results = index.similar("고래1", limit=1)
    assert (len(results), results.total) == (1, 2)


def test_an_article_like_no_other(index: ksearch.Index) -> None:
    results = index.similar("외톨이")
    assert (results.total, results.hits, results.interpreted) == (0, (), "")


def test_deleted_articles_are_like_none(tmp_path: Path) -> None:
    with ksearch.create(tmp_path / "색인") as index:
        with index.writer() as writer:
            for name in ("고래1", "고래2", "오징어", "배"):
                title, body = ARTICLES[name]
                writer.add(ksearch.Article(id=name, title=title, body=body))
        with index.writer() as writer:
            writer.delete("고래2")
        assert [hit.id for hit in index.similar("고래1")] == ["오징어"]


def test_an_unknown_article_is_refused(index: ksearch.Index) -> None:
    with pytest.raises(ksearch.ArticleNotFound, match="no article has the id “없음”"):
        index.similar("없음")
