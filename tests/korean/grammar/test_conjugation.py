"""Dictionary forms of verbs and adjectives, from their forms and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.grammar.conjugation import forms, is_irregular, lemmas, stem_with_siot

#: Of every irregular kind: a dictionary form, and forms that it has.
IRREGULAR = {
    "오르다": "올라 올랐다 오를 오른 오르면 오르는 오르고 올라서",
    "부르다": "불러 불렀다 부를 부른 부르며",
    "이르다": "이르러 이르렀다 이를 이른 이르면",
    "푸르다": "푸르러 푸르렀다 푸를 푸른",
    "듣다": "들어 들었다 들을 들은 들으면 듣고 듣는",
    "걷다": "걸어 걸었다 걸을 걸은 걸으며 걷는",
    "돕다": "도와 도왔다 도울 도운 도우면 돕고",
    "춥다": "추워 추웠다 추울 추운 추우면 춥지만",
    "짓다": "지어 지었다 지을 지은 지으면 짓고",
    "낫다": "나아 나았다 나을 나은 나으면",
    "하다": "하여 해 했다 할 한 하면 했고 했으며",
    "공부하다": "공부해 공부했다 공부할 공부한 공부하며",
    "예쁘다": "예뻐 예뻤다 예쁠 예쁜 예쁘면",
    "바쁘다": "바빠 바빴다 바쁠 바쁜",
    "쓰다": "써서 썼다 쓰면 쓰는",
    "빨갛다": "빨개 빨갰다 빨갈 빨간 빨가면",
    "하얗다": "하얘 하얬다 하얀",
    "만들다": "만들어 만들었다 만들 만든 만드는 만듭니다 만들면",
    "길다": "길어 길었다 길면 길고",
    "느끼다": "느껴 느꼈다 느낄 느낀 느끼며",
    "되다": "돼서 됐다 되면 되는 되어",
    "배우다": "배워 배웠다 배울 배운",
    "보내다": "보내 보냈다 보낼 보낸",
    "먹다": "먹어 먹었다 먹을 먹은 먹으면 먹는",
}
_PAIRS = [(lemma, form) for lemma, found in IRREGULAR.items() for form in found.split()]


@pytest.mark.parametrize(("lemma", "form"), _PAIRS)
def test_a_form_leads_to_its_dictionary_form(lemma: str, form: str) -> None:
    assert lemma in lemmas(form) or len(form) == 1


@pytest.mark.parametrize(
    ("form", "verb", "other"),
    [
        ("지었다", "짓다", "지다"),
        ("지어", "짓다", "지다"),
        ("이었다", "잇다", "이다"),
        ("나아서", "낫다", "나다"),
        ("저어", "젓다", "저다"),
        ("그었다", "긋다", "그다"),
    ],
)
def test_a_stem_that_melts_into_its_vowel_is_not_spelt_apart(
    form: str, verb: str, other: str
) -> None:
    assert verb in lemmas(form)
    assert other not in lemmas(form)
    assert form not in {row + tail for row, tails in forms(other) for tail in tails}
    assert stem_with_siot(other[:-1], form) + "다" == verb


@pytest.mark.parametrize(
    ("stem", "form"), [("지", "지고"), ("지", "졌다"), ("피", "피었다"), ("비", "비어")]
)
def test_other_stems_stay_what_they_are(stem: str, form: str) -> None:
    assert stem_with_siot(stem, form) == stem


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("오르다", "오를"), ("오르다", "올랐다"), ("이르다", "이르렀다"), ("듣다", "들었다"),
        ("걷다", "걸으며"), ("돕다", "도왔다"), ("짓다", "지었다"), ("짓다", "지은"),
        ("예쁘다", "예뻐"), ("빨갛다", "빨간"), ("빨갛다", "빨개"), ("만들다", "만든"),
        ("춥다", "추우면"),
    ],
)  # fmt: skip
def test_a_dictionary_form_has_its_forms(lemma: str, form: str) -> None:
    assert form in {beginning + tail for beginning, tails in forms(lemma) for tail in tails}


@pytest.mark.parametrize("word", ["대통령", "정부", "A", "", "ㅋㅋ", "12월"])
def test_what_has_no_ending_is_no_form(word: str) -> None:
    assert lemmas(word) == ()


def test_an_unknown_ending_is_not_an_ending() -> None:
    assert "받다" not in lemmas("받았드고")
    assert "빠지다" not in lemmas("빠지몀")


def test_irregular_kinds_are_recognised_by_their_spelling() -> None:
    assert all(map(is_irregular, ("오르다", "듣다", "돕다", "짓다", "빨갛다", "길다")))
    assert not any(map(is_irregular, ("먹다", "가다", "다", "바다", "등대", "")))


@given(
    st.text(
        "가각간갈감갑갓갔강거걸겁것겠고곱구그기긴길김까나난날남다닫달당대더던도돕되된될", max_size=5
    )
)
def test_any_syllables_can_be_asked_for(word: str) -> None:
    for lemma in lemmas(word):
        assert lemma.endswith("다")
        assert len(lemma) > 1


@given(st.sampled_from(sorted(IRREGULAR)), st.data())
def test_every_form_leads_back(lemma: str, data: st.DataObject) -> None:
    beginning, tails = data.draw(st.sampled_from(forms(lemma)))
    form = beginning + data.draw(st.sampled_from(tails))
    assert len(form) < 2 or lemma in lemmas(form)
