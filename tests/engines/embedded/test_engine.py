"""The embedded engine: painting, looking into an index, and what several indexes share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch import Article
from ksearch.engines.registry import engine_named
from ksearch.storage import locking
from ksearch.storage import manifest as manifests

pytestmark = pytest.mark.usefixtures("without_kiwi")


def make(folder: Path, *articles: Article) -> ksearch.Index:
    index = ksearch.create(folder)
    with index.writer() as writer:
        for article in articles:
            writer.add(article)
    return index


def painted(hit: ksearch.Hit) -> list[str]:
    return [hit.snippet.text[start:end] for start, end in hit.snippet.matches]


# Painting


def test_the_verb_is_painted_in_the_form_it_has(tmp_path: Path) -> None:
    index = make(
        tmp_path,
        Article(id="1", title="값", lead="배추 값이 올랐다.", body="무 값은 오른 적이 없다."),
    )
    for query in ("오르다", "올랐다", "오른"):
        assert painted(index.search(query).hits[0]) == ["올랐다", "오른"]


def test_only_the_part_of_a_compound_is_painted(tmp_path: Path) -> None:
    index = make(tmp_path, Article(id="1", title="반도체공장", lead="반도체공장을 짓는다."))
    hit = index.search("공장").hits[0]
    assert [hit.title[start:end] for start, end in hit.title_matches] == ["공장"]
    whole = index.search("반도체공장").hits[0]
    assert [whole.title[start:end] for start, end in whole.title_matches] == ["반도체공장"]


def test_a_word_inside_a_longer_word_is_painted_alone(tmp_path: Path) -> None:
    index = make(tmp_path, Article(id="1", title="큰등대지기 이야기"))
    hit = index.search("등대지기").hits[0]
    assert [hit.title[start:end] for start, end in hit.title_matches] == ["등대지기"]


def test_an_exact_text_is_painted_as_one_and_nothing_else(tmp_path: Path) -> None:
    index = make(tmp_path, Article(id="1", title="등대", lead="등대 불 등대 섬", body="섬 불"))
    hit = index.search('"등대 섬"').hits[0]
    assert painted(hit) == ["등대 섬"]
    assert hit.title_matches == ()


def test_the_snippet_is_the_passage_with_the_rarest_words(tmp_path: Path) -> None:
    filler = "들판에는 바람이 분다. " * 30
    index = make(
        tmp_path,
        Article(
            id="1",
            title="소식",
            lead="바람 소식",
            body=f"{filler}마을 바람개비 축제가 열린다. {filler}",
        ),
        *(Article(id=f"남{n}", title="바람", body="바람이 분다") for n in range(5)),
    )
    hit = index.search("바람개비 분다").hits[0]
    assert "바람개비 축제가 열린다." in hit.snippet.text
    assert len(hit.snippet.text) < 250


def test_the_snippet_of_an_article_of_a_title_alone_is_empty(tmp_path: Path) -> None:
    index = make(tmp_path, Article(id="1", title="등대길"))
    hit = index.search("등대길").hits[0]
    assert (hit.snippet.text, hit.snippet.matches) == ("", ())
    assert hit.title_matches == ((0, 3),)


def test_characters_outside_the_first_plane_do_not_shift_matches(tmp_path: Path) -> None:
    index = make(tmp_path, Article(id="1", title="👩‍👧 𠮷野 등대", lead="😀 섬 😀 등대에 불이"))
    hit = index.search("등대").hits[0]
    assert [hit.title[start:end] for start, end in hit.title_matches] == ["등대"]
    assert painted(index.search("불이").hits[0]) == ["불이"]


def test_a_hit_is_painted_alike_whatever_is_painted_with_it(tmp_path: Path) -> None:
    articles = [
        Article(
            id="1", title="𠮷 등대 소식", lead="섬의 등대가 켜졌다. 😀 등대 섬.", body="불빛이다."
        ),
        Article(id="2", title="", lead="", body="등대 둘레를 손본다. 끝에 등대"),
        Article(id="3", title="등대", lead="지기가 산다.", body="등대 지기 이야기."),
        Article(id="4", title="등대지기", lead="바다를 본다.", body=""),
    ]
    index = make(tmp_path, *articles[:2])
    with index.writer() as writer:
        for article in articles[2:]:
            writer.add(article)
    for query in ("등대 섬", "등대지기", '"등대 지기"', "등대 불빛이다", "섬 OR 지기"):
        together = index.search(query).hits
        fewer = [index.search(query, offset=place).hits[0] for place in range(len(together))]
        assert together
        for one, other in zip(together, fewer, strict=True):
            assert (one.title, one.lead) == (other.title, other.lead)
            assert (one.snippet, one.title_matches) == (other.snippet, other.title_matches)
            article = articles[int(one.id) - 1].with_lead()
            assert (one.title, one.lead) == (article.title, article.lead)
            assert one.snippet.text in f"{article.lead}\n{article.body}"


def test_explaining_adds_up_what_words_contribute(tmp_path: Path) -> None:
    index = make(
        tmp_path, Article(id="1", title="등대 섬", lead="불"), Article(id="2", title="바다")
    )
    hit = index.search("등대 바다", match="any").hits[0]
    parts = {part.what: part for part in hit.explanation}
    shown = " ".join(parts)
    assert "등대" in shown
    assert "바다" in shown
    assert max(part.score for part in hit.explanation) > 0


# Looking into it


def test_stats_count_what_is_there(tmp_path: Path) -> None:
    index = make(
        tmp_path,
        Article(id="1", title="등대 섬", publisher="남녘신문", date=datetime(2025, 1, 1)),
        Article(id="2", title="등대 불", publisher="남녘신문", date=datetime(2023, 1, 1)),
        Article(id="3", title="섬", publisher="산골신문", date=datetime(2020, 1, 1)),
        Article(id="4", title="섬"),
    )
    with index.writer() as writer:
        writer.delete("3")
    stats = index.stats()
    assert stats.articles == 3
    assert stats.publishers == {"남녘신문": 2}
    assert stats.first_date is not None
    assert stats.first_date.year == 2023
    assert stats.last_date is not None
    assert stats.last_date.year == 2025
    assert stats.eojeols >= 3
    assert stats.bytes_on_disk == sum(
        path.stat().st_size for path in tmp_path.iterdir() if path.name != locking.LOCK_FILE_NAME
    )


def test_check_counts_every_file(tmp_path: Path) -> None:
    index = make(tmp_path, *(Article(id=str(n), title=f"{n}째 글") for n in range(5)))
    with index.writer() as writer:
        writer.delete("0")
    report = index.check()
    assert report.sound
    assert report.articles == 4
    assert report.files == len([p for p in tmp_path.iterdir() if p.name != locking.LOCK_FILE_NAME])


def test_analysing_says_what_the_index_knows(tmp_path: Path) -> None:
    index = make(tmp_path, Article(id="1", title="해양박물관 등대"))
    museum, lighthouse, unknown = index.analyze("해양박물관에 등대 잠수함")
    assert [eojeol.known for eojeol in (museum, lighthouse, unknown)] == [False, True, False]
    assert [(term.term, term.start, term.end) for term in lighthouse.terms] == [("등대", 7, 9)]
    assert (unknown.start, unknown.end) == (10, 13)


def test_analysing_without_an_index(few_words: type[Any]) -> None:
    (eojeol,) = ksearch.analyze("반도체공장")
    assert [(term.term, term.kind) for term in eojeol.terms] == [
        ("반도체", "morpheme"),
        ("공장", "morpheme"),
    ]
    assert ksearch.analyze("") == ()


# Several at once


def test_indexes_do_not_see_each_other(tmp_path: Path) -> None:
    one = make(tmp_path / "하나", Article(id="1", title="등대"))
    two = make(tmp_path / "둘", Article(id="1", title="섬"))
    assert (one.search("등대").total, two.search("등대", match="all").total) == (1, 0)
    assert two.search("섬").hits[0].title == "섬"


def test_hits_outlive_a_refresh(tmp_path: Path) -> None:
    index = make(tmp_path, Article(id="1", title="등대", lead="섬 등대"))
    hit = index.search("등대").hits[0]
    with index.writer() as writer:
        writer.delete("1")
    assert index.search("등대", match="all").total == 0
    assert (hit.title, hit.snippet.text, hit.title_matches) == ("등대", "섬 등대", ((0, 2),))


def test_an_index_of_another_engine_is_refused_by_opening_and_by_a_check(tmp_path: Path) -> None:
    with ksearch.create(tmp_path).writer() as writer:
        writer.add(Article(id="1", title="등대"))
    manifests.write(tmp_path, manifests.read(tmp_path).changed(engine="moonbase"))
    for use in (ksearch.open, ksearch.check):
        with pytest.raises(ksearch.EngineUnavailable, match="moonbase"):
            use(tmp_path)


def test_an_unknown_engine_names_those_there_are() -> None:
    with pytest.raises(ksearch.EngineUnavailable, match="embedded"):
        engine_named("moonbase")


def test_another_index_moved_into_the_place_of_this_one_is_seen(tmp_path: Path) -> None:
    index = make(tmp_path / "하나", Article(id="1", title="등대"))
    make(tmp_path / "둘", Article(id="2", title="새벽 시장"))
    assert not index.refresh()
    (tmp_path / "하나").rename(tmp_path / "옛")
    (tmp_path / "둘").rename(tmp_path / "하나")
    assert index.refresh()
    assert [hit.id for hit in index.search("시장")] == ["2"]
