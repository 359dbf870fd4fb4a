"""No query waits for Kiwi: the base lexicon, particles and endings tell what a word is."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import ksearch
from ksearch import Article, Index
from ksearch.engines.embedded.analyser import base_of, index_fingerprint
from ksearch.korean.analyses import RunAnalysis, Term
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser, fingerprint
from ksearch.korean.word_lists.user_words import parse
from ksearch.storage import manifest as manifests

ARTICLES = [
    Article(id="harbour", title="한빛항 개장", body="한빛항에 새 등대를 세웠고 배들이 들어왔다."),
    Article(id="market", title="야시장", body="시청은 시장에서 먹거리를 판다고 했다. 값이 올랐다."),
    Article(id="tax", title="세금", body="역시 장관이 세금을 걷었다. 금속을 녹인 탐지 장비."),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "index"
    with ksearch.create(folder).writer() as writer:
        for article in ARTICLES:
            writer.add(article)
    return folder


@pytest.fixture
def index(built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    def refuse(*_: object) -> None:
        raise AssertionError("Kiwi was asked")

    monkeypatch.setattr(MorphemeAnalyser, "_analyse", refuse)
    with ksearch.open(built) as opened:
        yield opened


def found(index: Index, query: str) -> list[str]:
    return [hit.id for hit in index.search(query) if not hit.missing]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("시장", ["market"]),
        ("시장까지", ["market"]),
        ("등대", ["harbour"]),
        ("등대에서도", ["harbour"]),
        ("한빛항", ["harbour"]),
        ("한빛항으로", ["harbour"]),
        ("세우고", ["harbour"]),
        ("들어오면서", ["harbour"]),
        ("세워진", ["harbour"]),  # a passive of 세우다
        ("오르는데", ["market"]),
        ("걷는다", ["tax"]),
        ("세금징수", []),
        ("고속도로", []),
        ("뷁쉛뛣", []),
        ("뷁쉛뛣에서는", []),
    ],
)
def test_words_are_found_as_the_articles_were_read(
    index: Index, query: str, ids: list[str]
) -> None:
    assert found(index, query) == ids


def test_a_known_noun_that_stands_nowhere_is_not_found_letter_by_letter(index: Index) -> None:
    """The letters of 시장 occur in a row in 역시 장관."""
    assert "tax" not in found(index, "시장")


def test_an_ordinary_word_is_no_slip(index: Index) -> None:
    assert index.search("등대 고속도로").suggestion is None
    assert index.search("등대 학교에서").suggestion is None


def test_a_slip_is_corrected(index: Index) -> None:
    assert index.search("한빛항 등댸").suggestion == "한빛항 등대"


def test_an_index_of_another_analyser_is_read_by_kiwi(built: Path, tmp_path: Path) -> None:
    """Its articles were read without the base lexicon, or with another one."""
    folder = tmp_path / "older"
    shutil.copytree(built, folder)
    current = manifests.read(folder)
    assert current.analyser == index_fingerprint()
    manifests.write(folder, replace(current, analyser=fingerprint()))
    asked: list[str] = []

    def analyse(self: object, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        for run in runs:
            asked.append(run)
            yield run, RunAnalysis((Term(run, 0, len(run)),), True)

    with pytest.MonkeyPatch.context() as patch, ksearch.open(folder) as older:
        patch.setattr(MorphemeAnalyser, "analyse", analyse)
        older.search("고속도로")
    assert asked == ["고속도로"]


def test_words_that_hold_a_user_word_are_read_with_it() -> None:
    base = base_of(index_fingerprint(), parse(["고속"]))
    assert base is not None
    assert base.analysis("고속도로") is None
    assert base.analysis("시장") is not None


def test_an_ordinary_word_is_corrected_only_where_nothing_was_found(tmp_path: Path) -> None:
    with ksearch.create(tmp_path) as index:
        with index.writer() as writer:
            writer.add(Article(id="1", title="장바구니", body="장바구니 물가를 살폈다."))
            writer.add(Article(id="2", title="다락방", body="연필 자국을 지우고 잤다."))
        corrected = index.search("장바구미")  # an insect, which no article speaks of
        assert (corrected.suggestion, corrected.corrected) == ("장바구니", True)
        assert index.search("지우개").suggestion is None
        assert index.search("물가 장바구미").suggestion is None


@pytest.fixture(scope="module")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Articles in which common words occur in many."""
    folder = tmp_path_factory.mktemp("신문")
    with ksearch.create(folder) as index:
        with index.writer() as writer:
            for number in range(12):
                body = (
                    f"{number}번째 소식. 오전에 물에 빠지면 위험하다고 했다. 선은 평행하게 그었다."
                )
                writer.add(Article(id=str(number), title="", body=body))
            writer.add(
                Article(id="apart", title="", body="평행 주차를 했다. 운동은 하체부터 했다.")
            )
        index.refresh()
    return ksearch.open(folder)


def test_a_form_of_no_verb_is_a_slip(newspaper: Index) -> None:
    """빠지몀 is spelt like a form of an irregular verb, but there is none such."""
    results = newspaper.search("빠지몀")
    assert (results.suggestion, results.corrected) == ("빠지면", True)


def test_a_common_word_near_a_short_one_that_stands_nowhere_is_offered_only(
    newspaper: Index,
) -> None:
    results = newspaper.search("노전에")  # 노전 is a word
    assert (results.suggestion, results.corrected, results.total) == ("오전에", False, 0)


def test_two_words_that_no_article_has_side_by_side_may_be_a_slip(newspaper: Index) -> None:
    results = newspaper.search("평행하체", match="all")
    assert (results.suggestion, results.total) == ("평행하게", 1)
    assert newspaper.search("하체운동", match="all").suggestion is None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("전산", "전산학 발표"),
        ("한번", "밥 한 번 먹자"),
        ("검은색", "검은 색 외투"),
        ("검색", None),
        ("시장", None),
    ],
)
def test_an_ordinary_word_is_found_with_a_space_in_it_or_inside_others(
    query: str, title: str | None, tmp_path: Path
) -> None:
    with ksearch.create(tmp_path) as index:
        with index.writer() as writer:
            titles = ("밥 한 번 먹자", "검은 색 외투", "역시 장관이 왔다", "전산학 발표")
            for number, each in enumerate(titles):
                writer.add(Article(id=str(number), title=each))
        assert [hit.title for hit in index.search(query, match="all")] == ([title] if title else [])
