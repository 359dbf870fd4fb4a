"""Words without spaces are cut into known ones, few and long; a slip is not scattered."""

from __future__ import annotations

from collections import Counter

import pytest

from ksearch.korean.analyses import RunAnalysis, Term
from ksearch.query.words.cutting import Cutter, Segmentation

KNOWN = (
    "등대 등대지기 해양 박물관 개관식 섬마을 주민 지원 사업 축제의 봄 개 "
    "코스 비 코 스 의원 국회 이 원 바다가 푸르다 할 수 있다 그가 말했다"
).split()


class WordList:
    """A lexicon of a few words that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def begins(self, key: str) -> bool:
        self.asked["begins"] += 1
        return any(word.startswith(key) for word in KNOWN)

    def find(self, text: str) -> int:
        self.asked["find"] += 1
        return KNOWN.index(text) if text in KNOWN else -1

    def find_term(self, text: str) -> int:
        self.asked["find_term"] += 1
        return 1 if text == "어린이" else -1

    def analysis(self, run: str) -> RunAnalysis | None:
        return RunAnalysis((Term(run, 0, len(run)),), True) if run in KNOWN else None


@pytest.fixture
def words() -> WordList:
    return WordList()


def cut(words: WordList, run: str) -> Segmentation:
    found = Cutter(words).cut(run)
    assert found is not None
    return found


def test_any_number_of_words_is_cut(words: WordList) -> None:
    run = "섬마을주민지원사업해양박물관개관식등대지기"
    pieces = ("섬마을", "주민", "지원", "사업", "해양", "박물관", "개관식", "등대지기")
    assert cut(words, run).pieces == pieces
    assert cut(words, run).certain


def test_the_longest_words_win(words: WordList) -> None:
    assert cut(words, "등대지기지원").pieces == ("등대지기", "지원")


def test_a_particle_stands_behind_a_word(words: WordList) -> None:
    found = cut(words, "박물관에서축제의개관식")
    assert found.pieces == ("박물관", "에서", "축제의", "개관식")
    assert [term.text for term in found.terms] == ["박물관", "축제의", "개관식"]


def test_a_term_that_stands_nowhere_alone_is_a_word(words: WordList) -> None:
    assert cut(words, "어린이박물관").pieces == ("어린이", "박물관")


def test_terms_keep_their_places(words: WordList) -> None:
    terms = cut(words, "해양박물관개관식").terms
    assert [(term.text, term.start, term.end) for term in terms] == [
        ("해양", 0, 2), ("박물관", 2, 5), ("개관식", 5, 8),
    ]  # fmt: skip


@pytest.mark.parametrize("slip", ["코스비", "국회이원", "할수있다"])
def test_single_syllables_leave_doubt(words: WordList, slip: str) -> None:
    assert not cut(words, slip).certain


@pytest.mark.parametrize("run", ["등댜", "박물관뛟", "등대", "둥대지기"])
def test_what_has_an_unknown_rest_is_not_cut(words: WordList, run: str) -> None:
    assert Cutter(words).cut(run) is None


def test_a_cut_takes_few_look_ups(words: WordList) -> None:
    run = "섬마을주민지원사업해양박물관개관식등대지기"
    cutter = Cutter(words)
    cutter.cut(run)
    assert words.asked.total() <= 10 * len(run)
    before = words.asked.total()
    cutter.cut(run)
    assert words.asked.total() == before
