"""Abbreviations that the articles of an index explain are synonyms in it, unless turned off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ksearch
from ksearch.storage.snapshot import open_snapshot

ARTICLES = {
    "설명": "들꽃보호은행(들은)이 문을 열었다. 바다감독원(이하 ‘바감원’)은 배를 살폈다.",
    "짧게": "들은 총재가 말했다. 바감원 직원도 왔다.",
    "길게": "들꽃보호은행 금고. 바다감독원 검사.",
    "기금": "국제들꽃기금(IFF)은 국제들꽃기금(IFF)이다. 폐쇄회로(CC)TV를 봤다.",
    "영문": "IFF 총재가 왔다. CC 크림.",
    "사람": "김등대(34)는 갔다. 오등대(LG), 이등대(LG)도 갔다.",
}

pytestmark = pytest.mark.usefixtures("one_kiwi")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "기사.jsonl"
    write(source, ARTICLES)
    return source


@pytest.fixture
def folder(tmp_path: Path, source: Path) -> Path:
    ksearch.update(tmp_path / "색인", source)
    return tmp_path / "색인"


def write(source: Path, articles: dict[str, str]) -> None:
    rows = [json.dumps({"id": name, "title": "", "body": body}) for name, body in articles.items()]
    source.write_text("\n".join(rows), encoding="utf-8")


def found(folder: Path, query: str) -> set[str]:
    with ksearch.open(folder) as index:
        return {hit.id for hit in index.search(query, match="all")}


def listed(folder: Path) -> dict[str, str]:
    with ksearch.open(folder) as index:
        return {entry.entry: entry.note for entry in index.words() if entry.kind == "gloss"}


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("들은", {"설명", "짧게", "길게"}),
        ("들꽃보호은행", {"설명", "짧게", "길게"}),
        ("들꽃보호은행의", {"설명", "짧게", "길게"}),
        ("바감원", {"설명", "짧게", "길게"}),
        ("바감원 -총재", {"설명", "길게"}),
        ("IFF", {"기금", "영문"}),
        ("국제들꽃기금", {"기금", "영문"}),
        ("김등대", {"사람"}),
        ("LG", {"사람"}),
    ],
)
def test_name_and_short_form_find_each_other(query: str, articles: set[str], folder: Path) -> None:
    assert found(folder, query) == articles


def test_what_was_typed_comes_first(folder: Path) -> None:
    with ksearch.open(folder) as index:
        hits = index.search("바감원").hits
    assert hits[-1].id == "길게"
    assert all(hit.missing == () for hit in hits)


def test_they_are_listed_with_how_often_they_are_explained(folder: Path) -> None:
    assert listed(folder) == {
        "국제들꽃기금 = IFF": "explained 2 times",
        "들꽃보호은행 = 들은": "explained once",
        "바다감독원 = 바감원": "explained once",
    }


def test_they_can_be_turned_off_and_on_again(folder: Path, source: Path) -> None:
    ksearch.update(folder, glosses=False)
    assert listed(folder) == {}
    assert found(folder, "들은") == {"설명", "짧게"}
    # The index remembers it, whatever is done to it.
    ksearch.update(folder, source)
    ksearch.rebuild(folder, source)
    assert listed(folder) == {}
    assert (folder / "synonyms.txt").read_text("utf-8") == "no glosses\n"
    ksearch.update(folder, glosses=True)
    assert len(listed(folder)) == 3
    assert (folder / "synonyms.txt").read_text("utf-8") == ""


def test_they_live_beside_synonyms_that_people_write(folder: Path) -> None:
    with ksearch.open(folder) as index:
        index.add_word("들은 = 꽃은행")
    ksearch.update(folder)
    assert len(listed(folder)) == 3
    with ksearch.open(folder) as index:
        assert {entry.kind for entry in index.words()} == {"synonym", "gloss"}
    assert found(folder, "꽃은행") == {"설명", "짧게"}


def test_what_is_explained_no_more_is_forgotten_when_its_segment_goes(
    folder: Path, source: Path
) -> None:
    write(source, {"짧게": ARTICLES["짧게"], "길게": ARTICLES["길게"]})
    ksearch.rebuild(folder, source)
    assert listed(folder) == {}


def test_an_index_that_grew_knows_what_one_that_was_built_at_once_does(tmp_path: Path) -> None:
    at_once, grown = tmp_path / "한번에", tmp_path / "조금씩"
    articles = [ksearch.Article(id=name, body=body) for name, body in ARTICLES.items()] * 2
    articles = [
        ksearch.Article(id=f"{number}", body=article.body)
        for number, article in enumerate(articles)
    ]
    with ksearch.create(at_once) as index, index.writer() as writer:
        for article in articles:
            writer.add(article)
    with ksearch.create(grown) as index:
        for article in articles:  # more than are kept apart: segments are merged on the way
            with index.writer() as writer:
                writer.add(article)
    first, second = open_snapshot(at_once), open_snapshot(grown)
    assert len(first.segments) < len(second.segments) < len(articles)
    assert first.words.glosses == second.words.glosses
    assert first.words.glosses
