"""Why a hit has its rank: the parts sum up to the score, and say what matched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import ksearch
from ksearch import Article
from ksearch.model.reports import MatchedText

ARTICLES = (
    Article(
        id="1",
        title="솔섬 뱃길 다시 열린다",
        lead="솔섬 사람이 여객선을 다시 탄다.",
        body="솔섬 여객선 표는 항구에서 판다. 솔섬 사람은 반값이다. 항구 등대도 다시 켜졌다.",
        publisher="갯벌일보",
    ),
    Article(
        id="2",
        title="여객선 표 값 오른다",
        lead="뱃길이 먼 솔섬 표가 가장 비싸다.",
        body="항구 창구는 아침에 연다.",
        publisher="남녘신문",
    ),
    Article(id="3", title="등대 불빛", lead="달섬 등대가 켜졌다.", body="뱃길을 비춘다."),
    Article(
        id="4", title="항구 시장", lead="솔섬에서 온 굴을 판다.", body="여객선 굴 상자가 쌓였다."
    ),
    Article(id="5", title="달섬 소식", lead="뱃길 여객선 항구 등대", body="솔섬 옆 달섬이다."),
)


@pytest.fixture(scope="module")
def index(
    no_kiwi: Callable[[pytest.MonkeyPatch], None], tmp_path_factory: pytest.TempPathFactory
) -> ksearch.Index:
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("까닭") / "색인")
        for batch in (ARTICLES[:3], ARTICLES[3:]):
            with index.writer() as writer:
                for article in batch:
                    writer.add(article)
        return index


SEARCHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("솔섬", {}),
    ("솔섬 여객선", {"match": "all"}),
    ("솔섬 여객선 항구", {"match": "auto"}),
    ("솔섬 뱃길 등대 굴", {"match": "auto"}),
    ("솔섬 등대 굴", {"match": "any"}),
    ("솔섬 솔섬 여객선", {}),
    ("솔섬 여객선", {"sort": "newest"}),
    ("솔섬 여객선", {"fields": "title"}),
    ("여객선", {"publisher": "남녘신문"}),
    ('"솔섬 여객선"', {}),
    ('"솔섬 여객선 표는" 항구', {}),
    ('"다시 열린다" OR 등대', {}),
    ("솔섬 OR 등대 OR 없는말", {}),
    ("솔섬 AND (여객선 OR 등대)", {}),
    ("솔섬 -시장", {}),
    ("솔섬 ANDMAYBE 등대", {}),
    ("title:솔섬 여객선", {}),
    ("title:여객선 OR body:굴", {}),
    ("뱃*", {}),
    ("뱃* 솔섬", {}),
    ("솔섬^3 여객선", {}),
    ("(솔섬 OR 등대)^0.5 여객선", {}),
    ("publisher:갯벌일보 솔섬", {}),
    ("publisher:갯벌일보", {}),
    ("솔섬~1", {}),
    ("NOT 시장", {}),
)


@pytest.mark.parametrize(("query", "options"), SEARCHES)
def test_the_contributions_sum_up_to_the_score(
    index: ksearch.Index, query: str, options: dict[str, Any]
) -> None:
    hits = index.search(query, limit=10, **options).hits
    assert hits
    for hit in hits:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, rel=1e-6)


def test_so_do_those_of_articles_like_another(index: ksearch.Index) -> None:
    hits = index.similar("1").hits
    assert hits
    for hit in hits:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, rel=1e-6)


def test_so_do_those_of_articles_that_were_not_reranked(
    no_kiwi: Callable[[pytest.MonkeyPatch], None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("많음") / "색인")
        with index.writer() as writer:
            for number in range(170):
                writer.add(Article(id=str(number), title="솔섬 여객선", body=f"{number} 등대 " * 3))
        results = index.search("솔섬 여객선 굴", match="any", limit=170)
    assert len(results) == 170
    reranked = 0
    for hit in results:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, rel=1e-6)
        reranked += any(part.what == "neighbouring terms" for part in hit.explanation)
    assert 0 < reranked < 170


def explained(index: ksearch.Index, query: str, article_id: str, **options: Any) -> dict[str, Any]:
    (hit,) = [hit for hit in index.search(query, **options) if hit.id == article_id]
    return {part.what: part for part in hit.explanation}


def test_it_says_which_text_of_which_field_matched_which_word(index: ksearch.Index) -> None:
    parts = explained(index, "솔섬 여객선", "1")
    title, lead = parts["솔섬 in the title"], parts["솔섬 in the lead"]
    assert (title.word, title.field) == ("솔섬", "title")
    assert title.matches == (MatchedText("솔섬", 0, 2, "title"),)
    assert [(match.start, match.end) for match in lead.matches] == [(0, 2)]
    body = parts["솔섬 in the body"]
    texts = [ARTICLES[0].body[match.start : match.end] for match in body.matches]
    assert texts == [match.text for match in body.matches] == ["솔섬", "솔섬"]
    assert "여객선 in the title" not in parts
    assert all(part.score > 0 for part in parts.values())


def test_a_word_that_the_article_lacks_is_named(index: ksearch.Index) -> None:
    part = explained(index, "솔섬 뱃길 굴", "2")["굴"]
    assert (part.score, part.detail, part.matches) == (0.0, "not in the article", ())


def test_words_of_other_fields_count_nothing_in_a_search_of_one(index: ksearch.Index) -> None:
    assert set(explained(index, "title:솔섬", "1")) == {"솔섬 in the title"}


def test_an_exact_text_is_explained_as_one(index: ksearch.Index) -> None:
    parts = explained(index, '"솔섬 여객선"', "1")
    part = parts['"솔섬 여객선" in the body']
    assert [match.text for match in part.matches] == ["솔섬 여객선"]


def test_what_is_not_a_words_has_its_own_lines(index: ksearch.Index) -> None:
    whole = explained(index, "솔섬 여객선 표는", "1")
    assert whole["the words as an exact run"].score > 0
    assert whole["neighbouring terms"].score > 0
    filled = explained(index, "솔섬 여객선 굴", "4", match="auto")
    assert filled["has every word"].score > 0
    assert "has every word" not in explained(index, "솔섬 여객선 굴", "1", match="auto")
    assert explained(index, "publisher:갯벌일보", "1")["a condition that is met"].score == 1


def texts_of(part: Any) -> list[tuple[str, str]]:
    return [(match.field, match.text) for match in part.matches]


def test_neighbouring_terms_are_shown_where_they_stand_side_by_side(index: ksearch.Index) -> None:
    parts = explained(index, "솔섬 여객선 항구", "1", match="any")
    assert texts_of(parts["neighbouring terms"]) == [
        ("body", "솔섬 여객선"),
        ("body", "여객선 표는 항구에서"),
    ]


def test_the_densest_passage_is_shown(index: ksearch.Index) -> None:
    parts = explained(index, "여객선 굴", "4")
    assert texts_of(parts["the densest passage"]) == [("body", "여객선 굴")]


def test_the_eojeols_that_have_letters_of_the_query_are_shown(index: ksearch.Index) -> None:
    parts = explained(index, "뱃길 여객선", "5", match="any")
    assert texts_of(parts["letters in common"]) == [("lead", "뱃길"), ("lead", "여객선")]


def test_every_exact_run_is_shown_whatever_its_spaces(index: ksearch.Index) -> None:
    run = "the words as an exact run"
    assert texts_of(explained(index, "솔섬 여객선", "1")[run]) == [("body", "솔섬 여객선")]
    spaced = explained(index, "솔 섬 여객선", "1")
    if run in spaced:
        assert ("body", "솔섬 여객선") in texts_of(spaced[run])


def test_words_that_count_by_being_held_are_named(index: ksearch.Index) -> None:
    part = explained(index, "솔섬 여객선 굴", "4", match="auto")["has every word"]
    assert (part.detail, part.matches) == ("솔섬, 여객선, 굴", ())
    lacking = explained(index, "솔섬 여객선 굴", "1", match="auto")["misses less than others"]
    assert lacking.detail == "솔섬, 여객선"


@pytest.mark.parametrize(("query", "options"), SEARCHES)
def test_the_texts_of_an_explanation_stand_in_the_article(
    index: ksearch.Index, query: str, options: dict[str, Any]
) -> None:
    for hit in index.search(query, **options):
        article = index.get(hit.id)
        assert article is not None
        for match in (match for part in hit.explanation for match in part.matches):
            assert getattr(article, match.field)[match.start : match.end] == match.text
