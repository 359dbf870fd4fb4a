"""What finds what: the finding rules, on two real pages and on invented articles.

The invented articles and most of the searches are data: ``cases/searches``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch.korean.splitting import split

_CASES = Path(__file__).parent / "cases" / "searches" / "searches.jsonl"
_OPTIONS = ("limit", "offset", "sort", "match", "since", "until", "publisher", "author", "fields")

GYEONGBUK = "경북대구-4차산업혁명-열풍.txt"
STEEL = "경북도-철강-디지털-대전환.txt"


def _searches() -> list[Any]:
    lines = _CASES.read_text(encoding="utf-8").splitlines()
    cases = map(json.loads, lines)
    return [pytest.param(case, id=case["rule"].replace(" ", "-")) for case in cases]


def ids(results: ksearch.Results) -> list[str]:
    return [hit.id for hit in results]


def painted_titles(hit: ksearch.Hit) -> list[str]:
    return [hit.title[start:end] for start, end in hit.title_matches]


def painted(hit: ksearch.Hit) -> set[str]:
    return {hit.snippet.text[start:end] for start, end in hit.snippet.matches}


# The searches that are written down as data


@pytest.mark.parametrize("case", _searches())
def test_rule(case: dict[str, Any], invented: ksearch.Index) -> None:
    options = {name: case[name] for name in _OPTIONS if name in case}
    results = invented.search(case["query"], **options)
    hits = {hit.id: hit for hit in results}
    if "found" in case:
        assert sorted(hits) == sorted(case["found"])
    if "order" in case:
        assert list(hits) == case["order"]
    if "first" in case:
        assert next(iter(hits)) == case["first"]
    assert results.total == case.get("total", results.total if "first" in case else len(hits))
    for article_id, words in case.get("missing", {}).items():
        assert list(hits[article_id].missing) == words
    for article_id, spans in case.get("titles", {}).items():
        assert painted_titles(hits[article_id]) == spans
    for article_id, spans in case.get("painted", {}).items():
        assert painted(hits[article_id]) == set(spans)


# The two articles of corpus/


def test_the_article_on_the_fourth_industrial_revolution_comes_first(seeds: ksearch.Index) -> None:
    assert ids(seeds.search("4차 산업혁명"))[0] == GYEONGBUK


def test_the_article_on_steel_comes_first(seeds: ksearch.Index) -> None:
    assert ids(seeds.search("철강 디지털 전환"))[0] == STEEL


@pytest.mark.parametrize("word", ["코스피", "조국혁신당", "늘봄교육", "스크랩", "클린뷰"])
def test_what_stands_in_the_page_around_the_article_finds_nothing(
    word: str, seeds: ksearch.Index
) -> None:
    results = seeds.search(word)
    assert (results.total, ids(results)) == (0, [])


def test_words_of_both_articles_find_both(seeds: ksearch.Index) -> None:
    assert set(ids(seeds.search("포스텍 교수"))) == {GYEONGBUK, STEEL}


@pytest.mark.parametrize(
    "query", ["4차산업혁명", "4차 산업 혁명", "４차 산업혁명", "4차 산업혁명을"]
)
def test_the_spelling_of_a_term_does_not_matter(query: str, seeds: ksearch.Index) -> None:
    first = seeds.search(query).hits[0]
    assert (first.id, first.missing) == (GYEONGBUK, ())
    assert "".join(painted_titles(first)) == "4차산업혁명"


def test_hyphenated_and_dotted_words(seeds: ksearch.Index) -> None:
    assert ids(seeds.search("융복합", match="all")) == [GYEONGBUK]
    assert ids(seeds.search("산·학·연·관", match="all")) == [GYEONGBUK]
    assert ids(seeds.search("철강금속", match="all")) == [STEEL]


# Rule 1: a word that occurs in an article finds it, quoted or not, and is painted


@pytest.mark.parametrize("name", ["seeds", "invented"])
@pytest.mark.parametrize("quote", ["", '"'], ids=["plain", "quoted"])
def test_every_eojeol_finds_its_articles(
    name: str, quote: str, request: pytest.FixtureRequest
) -> None:
    index: ksearch.Index = request.getfixturevalue(name)
    holders: dict[str, set[str]] = defaultdict(set)
    everything = index.search("-있을수없는낱말", limit=100)
    assert everything.total == len(index)
    for hit in everything:
        article = index.get(hit.id)
        for eojeol in split(f"{article.title}\n{article.lead}\n{article.body}")[0]:
            holders[eojeol].add(article.id)
    for eojeol, wanted in holders.items():
        results = index.search(f"{quote}{eojeol}{quote}", match="all", limit=100)
        found = {hit.id: hit for hit in results}
        assert wanted <= set(found), eojeol
        assert results.suggestion is None
        for article_id in wanted:
            hit = found[article_id]
            assert hit.missing == ()
            assert hit.title_matches or hit.snippet.matches, eojeol


def test_no_word_is_dropped_in_silence(invented: ksearch.Index) -> None:
    results = invented.search("배추 은 그 것 잠수함")
    assert all(word in results.interpreted for word in ("배추", "은", "그", "것", "잠수함"))
    assert invented.search("배추 그 잠수함", match="all").total == 0


def test_particles_alone_are_looked_for_like_any_word(invented: ksearch.Index) -> None:
    results = invented.search("은 는 이 가")
    assert results.interpreted.split(" AND ") == ["은", "는", "이", "가"]


# Rule 2: total and pages


def test_pages_put_together_are_the_whole(invented: ksearch.Index) -> None:
    whole = invented.search("섬 마을 값 도서관", match="any", limit=100)
    pages = [
        hit.id
        for offset in range(0, whole.total, 3)
        for hit in invented.search("섬 마을 값 도서관", match="any", limit=3, offset=offset)
    ]
    assert pages == ids(whole)
    assert len(pages) == whole.total


def test_ranks_count_on_from_page_to_page(invented: ksearch.Index) -> None:
    assert [hit.rank for hit in invented.search("도서관", limit=2, offset=1)] == [2, 3]


def test_articles_with_every_word_come_before_all_others(invented: ksearch.Index) -> None:
    results = invented.search("섬 도서관 작은")
    complete = [hit.missing == () for hit in results]
    assert complete == [True, True, False, False]
    assert [hit.score for hit in results] == sorted((hit.score for hit in results), reverse=True)


# Rule 4: exact text


def test_an_exact_text_that_stands_nowhere_offers_its_words(invented: ksearch.Index) -> None:
    results = invented.search('"소금 도서관"')
    assert results.corrected
    assert results.suggestion == "소금 도서관"
    assert results.total > 0
    assert invented.search('"소금 도서관"', match="all").total == 0


def test_an_exact_text_ends_within_a_word_with_its_particle(invented: ksearch.Index) -> None:
    assert ids(invented.search('"등대를 지키"', match="all")) == ["decomposed"]


def test_an_exact_text_does_not_begin_within_a_word(invented: ksearch.Index) -> None:
    # 도서관 ends in 서관, but 서관 is not part of it.
    assert invented.search('"서관 문을"', match="all").total == 0


def test_an_exact_text_does_not_run_from_field_to_field(invented: ksearch.Index) -> None:
    # 개관식 ends the title and 면장은 begins the lead.
    assert invented.search('"개관식 면장"', match="all").total == 0


# Rule 7: matches are spans of the original text


def test_matches_are_spans_of_the_original_text(invented: ksearch.Index) -> None:
    hit = invented.search("등대지기").hits[0]
    article = invented.get(hit.id)
    assert hit.title == article.title
    assert painted_titles(hit) == [article.title.split()[0]]
    assert len(article.title.split()[0]) > len("등대지기")  # decomposed, as it came


def test_spans_are_in_order_and_do_not_overlap(invented: ksearch.Index) -> None:
    for query in ("작은 섬 도서관", "배추 값 오르다", "AI반도체 AI 반도체", '"배추 값" 배추'):
        for hit in invented.search(query):
            for spans, text in (
                (hit.title_matches, hit.title),
                (hit.snippet.matches, hit.snippet.text),
            ):
                edges = [edge for span in spans for edge in span]
                assert edges == sorted(edges)
                assert all(start < end <= len(text) for start, end in spans)


def test_snippets_are_cut_out_of_lead_and_body(invented: ksearch.Index) -> None:
    for hit in invented.search("마을 도서관 값 섬", match="any", limit=100):
        article = invented.get(hit.id)
        assert hit.snippet.text in f"{article.lead}\n{article.body}"


# A lead is counted once


def test_a_lead_that_the_body_repeats_is_kept_once(invented: ksearch.Index) -> None:
    article = invented.get("repeated")
    assert article.lead == "소금을 거두는 염전 체험 길이 봄에 열린다."
    assert article.body == "신청은 누리집에서 받는다."


def test_the_seed_that_repeats_its_body_is_kept_once(seeds: ksearch.Index) -> None:
    article = seeds.get(GYEONGBUK)
    text = f"{article.lead}\n{article.body}"
    assert text.count("하루가 멀다 하고") == 1
    assert text.count("인센티브도 제공할 계획이다") == 1
