"""Scores from outside: they order what misses the same, and change nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import ksearch
from ksearch import Article

ROWS = [
    ("다리", "항구 다리 공사", "항구 다리를 새로 놓는다."),
    ("배", "항구 다리 옆 배", "항구에 배가 들어온다. 다리 아래로 지나간다."),
    ("시장", "항구 시장", "시장 상인이 다리를 건넌다. 항구가 보인다."),
    ("섬", "섬 소식", "섬에는 다리가 없다. 항구는 있다."),
    ("등대", "등대와 다리", "등대가 다리를 비춘다."),
    ("방파제", "항구 방파제", "방파제를 쌓는다."),
]
NAME = "scores from outside"


@pytest.fixture(scope="module")
def index(
    no_kiwi: Callable[[pytest.MonkeyPatch], None], tmp_path_factory: pytest.TempPathFactory
) -> ksearch.Index:
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("점수") / "색인")
        with index.writer() as writer:
            for name, title, lead in ROWS:
                writer.add(Article(id=name, title=title, lead=lead, body="본문은 짧다."))
        return index


def preferring(*liked: str) -> Callable[[str, list[str]], list[float]]:
    """Like passages that have one of some texts."""
    return lambda query, passages: [float(any(t in p for t in liked)) for p in passages]


def ids(results: ksearch.Results) -> list[str]:
    return [hit.id for hit in results]


def test_a_scorer_gets_the_query_with_titles_and_passages(index: ksearch.Index) -> None:
    calls: list[tuple[str, list[str]]] = []

    def scorer(query: str, passages: list[str]) -> list[float]:
        calls.append((query, passages))
        return [0.0] * len(passages)

    plain = index.search("항구 다리")
    assert ids(index.search("항구 다리", rerank=scorer)) == ids(plain)
    ((query, passages),) = calls
    assert query == "항구 다리"
    assert passages == [f"{hit.title}\n{hit.snippet.text}" for hit in plain]


def test_of_articles_alike_the_one_that_the_scorer_likes_comes_first(
    no_kiwi: Callable[[pytest.MonkeyPatch], None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("같음") / "색인")
        with index.writer() as writer:
            for name in ("가", "나", "다"):
                writer.add(Article(id=name, title="항구 다리", lead=f"다리 길이 {name}"))
            writer.add(Article(id="긴", title="항구 다리 항구 다리 항구", lead="다리 항구"))
    plain = index.search("항구 다리")
    last = plain.hits[-1]
    results = index.search("항구 다리", rerank=preferring(f"길이 {last.id}"))
    before, after = ids(plain), ids(results)
    assert after.index(last.id) < before.index(last.id)
    assert [name for name in after if name != last.id] == [n for n in before if n != last.id]


def test_its_part_is_explained(index: ksearch.Index) -> None:
    results = index.search("항구 다리", rerank=preferring("시장"))
    shares = [part.score for hit in results for part in hit.explanation if part.what == NAME]
    assert any(shares)
    for hit in results:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score)
    assert NAME not in {part.what for hit in index.search("항구 다리") for part in hit.explanation}


def test_no_article_passes_one_that_misses_less(index: ksearch.Index) -> None:
    plain = index.search("항구 다리")
    results = index.search("항구 다리", rerank=preferring("등대와", "방파제"))
    assert results.total == plain.total
    assert sorted(ids(results)) == sorted(ids(plain))
    assert [hit.missing for hit in results] == [hit.missing for hit in plain]
    scores = [hit.score for hit in results]
    assert scores == sorted(scores, reverse=True)


def test_pages_continue_each_other(index: ksearch.Index) -> None:
    scorer = preferring("섬", "방파제")
    whole = ids(index.search("항구 다리", rerank=scorer))
    paged = [
        name
        for offset in range(0, len(whole), 2)
        for name in ids(index.search("항구 다리", rerank=scorer, limit=2, offset=offset))
    ]
    assert paged == whole


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ('"항구 다리"', {}),
        ("항구 OR 다리", {}),
        ("항구 AND 다리", {}),
        ("항구 -시장", {}),
        ("항구 다리", {"sort": "newest"}),
        ("등대와", {}),
        ("없는말입니다", {}),
    ],
)
def test_quotes_operators_dates_and_single_hits_are_not_scored(
    index: ksearch.Index, query: str, options: dict[str, Any]
) -> None:
    def scorer(query: str, passages: list[str]) -> list[float]:
        raise AssertionError("called")

    assert ids(index.search(query, rerank=scorer, **options)) == ids(index.search(query, **options))


def test_numpy_arrays_are_numbers(index: ksearch.Index) -> None:
    def scorer(query: str, passages: list[str]) -> Any:
        return np.linspace(0, 1, len(passages), dtype=np.float32)

    assert len(index.search("항구 다리", rerank=scorer)) == len(ROWS)


@pytest.mark.parametrize("returned", [[1.0], [float("nan")] * 6, ["많음"] * 6, None, 3.0], ids=repr)
def test_a_scorer_must_return_a_number_for_each_passage(
    index: ksearch.Index, returned: Any
) -> None:
    with pytest.raises(ksearch.InvalidValue, match="rerank must return"):
        index.search("항구 다리", rerank=lambda query, passages: returned)
