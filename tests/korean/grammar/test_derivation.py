"""Which terms are kept of a run, by the ways in which it can be read."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ksearch.korean.analyses import TermKind
from ksearch.korean.grammar.derivation import (
    DerivedTerms,
    base,
    choose,
    has_unwritten_copula,
    is_base,
)


class Token(NamedTuple):
    form: str
    tag: str
    start: int
    end: int


def read(*analyses: str) -> DerivedTerms:
    """Choose by analyses such as "비/XPN 공개/NNG", each a unit less likely than the one before."""
    readings = []
    run = ""
    for number, analysis in enumerate(analyses):
        tokens: list[Token] = []
        start = 0
        for token in analysis.split():
            form, tag = token.split("/")
            tokens.append(Token(form, tag, start, start + len(form)))
            start += len(form)
        run = run or "".join(token.form for token in tokens)
        readings.append((tokens, -float(number)))
    return choose(run, readings)


def kept(chosen: DerivedTerms, *kinds: TermKind) -> list[str]:
    return [term.text for term in chosen.terms if not kinds or term.kind in kinds]


@pytest.mark.parametrize(
    ("analysis", "terms"),
    [
        ("비/XPN 공개/NNG", ["비공개", "~공개"]),
        ("중요/XR 성/XSN", ["중요성", "~중요"]),
        ("비/XPN 공개/NNG 성/XSN", ["비공개성", "~공개", "~비공개"]),
        ("반/XPN 정부/NNG 시위/NNG", ["반정부", "시위", "~정부"]),
        ("경제/NNG 민주/NNG 화/XSN", ["경제", "민주화", "~민주"]),
        ("비/XPN 공개/NNG 로/JKB", ["비공개", "~공개"]),
    ],
)
def test_a_prefix_or_a_suffix_makes_another_word(analysis: str, terms: list[str]) -> None:
    assert kept(read(analysis)) == terms


def test_a_base_of_one_syllable_is_not_kept() -> None:
    assert kept(read("왕/XPN 비/NNG")) == ["왕비"]


@pytest.mark.parametrize("suffix", ["들", "님", "씩"])
def test_a_suffix_of_number_or_respect_leaves_the_word_what_it_is(suffix: str) -> None:
    assert kept(read(f"손님/NNG {suffix}/XSN")) == ["손님"]


def test_a_base_stands_for_its_own_characters() -> None:
    spans = {term.text: (term.start, term.end) for term in read("비/XPN 공개/NNG").terms}
    assert spans == {"비공개": (0, 3), "~공개": (1, 3)}


def test_a_noun_that_is_known_is_not_taken_apart() -> None:
    chosen = read("시/NNG 의원/NNG", "시의원/NNG")
    assert kept(chosen) == ["시의원", "~의원"]
    assert chosen.nominal


def test_no_single_syllable_is_left_of_a_noun() -> None:
    assert kept(read("물가/NNG", "물/NNG 가/NNG")) == ["물가"]


def test_a_noun_is_not_a_verb_that_is_spelt_like_it() -> None:
    assert kept(read("뷁고/NNG", "뷁/VV 고/EC")) == ["뷁고", "~뷁다"]


@pytest.mark.parametrize(
    ("noun", "verb", "terms"),
    [
        ("높이/NNG 는/JX", "높이/VV 는/ETM", ["높이", "높이다"]),
        ("울리지/NNP", "울리/VV 지/EC", ["울리지", "울리다"]),
        ("쀍해/NNG", "쀍하/VV 어/EF", ["쀍해", "~쀍하다"]),  # the stem is not written in full
        ("가구/NNG 는/JX", "가/VV 구/EC 는/JX", ["가구", "~가다"]),
    ],
)
def test_what_is_as_likely_a_verb_with_its_stem_is_both(
    noun: str, verb: str, terms: list[str]
) -> None:
    assert kept(read(noun, verb)) == terms


@pytest.mark.parametrize(
    ("analyses", "terms"),
    [
        (("데/NNB", "데/VV 어/EF"), ["데"]),
        (("배우자/NNG", "배우/VV 자/EC"), ["배우자"]),
        (("낮/NNG 은/JX", "낮/VA 은/ETM"), ["낮다"]),
        (("높이/NNG 고/JX", "높이/VV 고/EC"), ["높이다"]),
    ],
)
def test_what_texts_have_as_one_kind_of_word_is_no_other(
    analyses: tuple[str, ...], terms: list[str]
) -> None:
    chosen = read(*analyses)
    assert kept(chosen) == kept(chosen, TermKind.MORPHEME) == terms


def test_a_word_that_is_no_verb_and_can_only_be_read_as_one_stays_whole() -> None:
    chosen = read("데/VV 다가/EC", "데/VV 다가/EF")
    assert kept(chosen) == ["데다가"]
    assert not chosen.nominal


def test_a_much_less_likely_verb_does_not_count() -> None:
    nouns = [f"다리/{tag} 는/JX" for tag in ("NNG", "NNB", "NNP")]
    assert kept(read(*nouns, "다리/VV 는/ETM")) == ["다리"]


def test_a_syllable_has_further_readings_if_they_are_likely() -> None:
    nouns = ("알/NNG", "알/NNB")
    assert set(kept(read(*nouns, "알/VV ᆯ/ETM"))) == {"알", "알다"}
    assert set(kept(read(*nouns, "알/NNP", "알/XR", "알/VV ᆯ/ETM"))) == {"알"}


def test_a_copula_that_is_not_written_makes_a_reading_doubtful() -> None:
    def copula(start: int, end: int) -> list[Token]:
        return [Token("이", "VCP", start, end)]

    assert has_unwritten_copula("알립니다", copula(1, 2))
    assert has_unwritten_copula("높이지만", copula(2, 2))
    assert not has_unwritten_copula("학생이다", copula(2, 3))


def test_a_copula_that_melts_into_a_noun_is_a_verb_if_there_is_one() -> None:
    name = [Token("알리", "NNP", 0, 2), Token("이", "VCP", 1, 2), Token("ᆸ니다", "EF", 1, 4)]
    verb = [Token("알리", "VV", 0, 2), Token("ᆸ니다", "EF", 1, 4)]
    assert kept(choose("알립니다", [(name, 0.0), (verb, -1.0)])) == ["알리다"]
    assert kept(choose("알립니다", [(name, 0.0), (verb, -3.0)]))[0] == "알리"


def test_a_verb_may_be_a_noun_that_is_spelt_like_it() -> None:
    assert kept(read("보/VV 고/EC", "보고/NNG"), TermKind.ALTERNATIVE) == ["보고"]


def test_a_form_of_a_verb_is_no_name() -> None:
    assert kept(read("오르/VV ᆫ/ETM", "오른/NNP")) == ["오르다"]


def test_syllables_that_are_nothing_else_are_an_unknown_noun() -> None:
    chosen = read("착/MAG 즙/NNG 하/XSV ᆫ/ETM")
    assert kept(chosen) == ["착즙"]
    assert not chosen.nominal
    assert read("착/MAG 즙/NNG").nominal


def test_what_counts_or_points_is_not_joined_to_a_noun() -> None:
    assert kept(read("그/MM 날/NNG")) == ["그", "날"]
    assert kept(read("한/NNP 씨/NNB")) == ["한", "씨"]


def test_a_noun_and_a_contracted_particle_is_no_second_noun() -> None:
    tokens = [Token("소녀", "NNG", 0, 2), Token("ᆫ", "JX", 1, 2)]
    chosen = choose("소년", [([Token("소년", "NNG", 0, 2)], 0.0), (tokens, -1.0)])
    assert kept(chosen) == ["소년"]


def test_bases_are_distinguished_from_words() -> None:
    assert is_base(base("공개"))
    assert not is_base("공개")
