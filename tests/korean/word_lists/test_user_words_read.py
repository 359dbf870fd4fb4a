"""How Kiwi reads with user words: they stay whole, and their parts are found all the same."""

from __future__ import annotations

from typing import Any

import pytest

from ksearch.korean.analyses import RunAnalysis, TermKind
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
from ksearch.korean.word_lists.user_words import parse

kiwipiepy: Any = pytest.importorskip("kiwipiepy")

DICTIONARY = parse(
    [
        "전세사기\tNNG",
        "전세사기특별법",
        "먹튀범\tNNG",
        "한강 작가",
        "세종특별자치도",
        "존버하\tVV",
        "대프리카",
    ]
)
RUNS = [
    *("전세사기", "전세사기범이", "전세사긴", "전세사기특별법은", "먹튀범들", "한강작가의"),
    *("존버했다", "세종특별자치도", "대프리카", "도서관에서"),
]


@pytest.fixture(scope="module")
def readings(one_kiwi: None) -> dict[str, RunAnalysis]:
    with pytest.MonkeyPatch.context() as patch:
        # A Kiwi of its own: words cannot be taken out of one again.
        patch.setattr(kiwipiepy, "Kiwi", type(kiwipiepy.Kiwi()))
        return dict(MorphemeAnalyser(DICTIONARY).analyse(RUNS))


def terms(readings: dict[str, RunAnalysis], run: str, kind: TermKind) -> list[str]:
    return [term.text for term in readings[run].terms if term.kind is kind]


@pytest.mark.parametrize("run", ["전세사기", "전세사기범이", "전세사긴"])
def test_a_word_is_kept_whole_and_found_by_its_parts(
    readings: dict[str, RunAnalysis], run: str
) -> None:
    assert terms(readings, run, TermKind.MORPHEME)[0] == "전세사기"
    assert terms(readings, run, TermKind.PART) == ["전세", "사기"]


def test_the_places_of_parts_are_those_in_the_run(readings: dict[str, RunAnalysis]) -> None:
    places = {term.text: (term.start, term.end) for term in readings["전세사기특별법은"].terms}
    assert places == {
        "전세사기특별법": (0, 7),
        "전세사기": (0, 4),
        "전세": (0, 2),
        "사기": (2, 4),
        "특별법": (4, 7),
    }


def test_a_short_word_has_parts_where_one_is_a_word(readings: dict[str, RunAnalysis]) -> None:
    assert terms(readings, "먹튀범들", TermKind.MORPHEME) == ["먹튀범"]
    assert terms(readings, "먹튀범들", TermKind.PART) == ["먹튀"]


def test_spaces_say_what_the_parts_are(readings: dict[str, RunAnalysis]) -> None:
    assert terms(readings, "한강작가의", TermKind.MORPHEME) == ["한강작가"]
    assert terms(readings, "한강작가의", TermKind.PART) == ["한강", "작가"]


def test_a_verb_is_kept_whole_in_its_forms(readings: dict[str, RunAnalysis]) -> None:
    assert terms(readings, "존버했다", TermKind.MORPHEME) == ["존버하다"]
    assert terms(readings, "존버했다", TermKind.PART) == ["존버"]


def test_a_word_that_ends_like_a_particle_is_whole(readings: dict[str, RunAnalysis]) -> None:
    assert terms(readings, "세종특별자치도", TermKind.MORPHEME) == ["세종특별자치도"]
    assert readings["세종특별자치도"].nominal


def test_other_words_read_as_without_the_dictionary(readings: dict[str, RunAnalysis]) -> None:
    assert dict(MorphemeAnalyser().analyse(["도서관에서"]))["도서관에서"] == readings["도서관에서"]
