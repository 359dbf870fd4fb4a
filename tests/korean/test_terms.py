"""One eojeol becomes the terms that the index keeps, with the characters each stands for."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.analyses import RunAnalysis, Term, TermKind
from ksearch.korean.splitting import split
from ksearch.korean.terms import eojeol_terms, hangul_runs, key_of


@pytest.fixture(scope="module")
def terms(few_words: type[Any]) -> Any:
    """Return the terms of an eojeol as (text, the characters it stands for)."""

    def terms(eojeol: str, *kinds: TermKind) -> list[tuple[str, str]]:
        found = eojeol_terms(eojeol, lambda run: next(few_words().analyse([run]))[1])
        return [(t.text, eojeol[t.start : t.end]) for t in found if not kinds or t.kind in kinds]

    return terms


def test_hangul_is_what_the_analyser_says(terms: Any) -> None:
    assert terms("반도체공장") == [("반도체", "반도체"), ("공장", "공장")]
    assert terms("올랐다") == [("오르다", "올랐다")]


def test_scripts_are_kept_apart(terms: Any) -> None:
    assert terms("AI반도체공장") == [("ai", "AI"), ("반도체", "반도체"), ("공장", "공장")]
    assert terms("ＡＩ그림") == [("ai", "ＡＩ"), ("그림", "그림")]


def test_latin_and_digits_are_also_kept_whole(terms: Any) -> None:
    assert terms("COVID19", TermKind.MORPHEME) == [("covid19", "COVID19")]
    assert terms("COVID19", TermKind.PART) == [("covid", "COVID"), ("19", "19")]


def test_a_number_and_what_it_counts_belong_together(terms: Any) -> None:
    assert terms("4차", TermKind.MORPHEME) == [("4차", "4차")]
    assert terms("4차", TermKind.PART) == [("4", "4"), ("차", "차")]
    assert ("4차", "４차") in terms("４차")


@pytest.mark.parametrize(
    "spelling", ["1억2000만", "120000000", "120,000,000", "1억2,000만", "１억２０００만"]
)
def test_a_number_is_kept_by_its_value(spelling: str, terms: Any) -> None:
    assert ("120000000", spelling) in terms(spelling)


def test_behind_a_letter_that_stands_for_a_name_there_is_no_verb() -> None:
    buying = RunAnalysis((Term("사다", 0, 2), Term("살다", 0, 2, TermKind.ALTERNATIVE)), False)
    both = RunAnalysis((Term("씨", 0, 1), Term("씨다", 0, 2, TermKind.ALTERNATIVE)), False)

    def terms(eojeol: str, analysis: RunAnalysis) -> list[tuple[str, str]]:
        return [(t.text, eojeol[t.start : t.end]) for t in eojeol_terms(eojeol, lambda _: analysis)]

    assert terms("A사는", buying) == [("a", "A"), ("사", "사")]
    assert terms("B씨는", both) == [("b", "B"), ("씨", "씨")]
    assert ("사다", "사는") in terms("TV사는", buying)


def test_hanja_is_kept_with_its_readings(terms: Any) -> None:
    assert terms("檢", TermKind.MORPHEME) == [("檢", "檢")]
    assert ("검", "檢") in terms("檢", TermKind.ALTERNATIVE)
    assert ("대한", "大韓") in terms("大韓", TermKind.ALTERNATIVE)


def test_decomposed_text_keeps_its_places(terms: Any) -> None:
    decomposed = unicodedata.normalize("NFD", "반도체공장")
    first, second = terms(decomposed)
    assert first == ("반도체", unicodedata.normalize("NFD", "반도체"))
    assert second == ("공장", unicodedata.normalize("NFD", "공장"))


@pytest.mark.parametrize(("eojeol", "term"), [("30㎏", "kg"), ("ﷺ", "صلى"), ("㎞당", "km")])
def test_a_part_of_a_character_stands_for_the_character(eojeol: str, term: str, terms: Any) -> None:
    spans = dict(terms(eojeol))
    assert spans[term] in ("㎏", "ﷺ", "㎞")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("R&D", "r&d"),
        ("3·1절", "3.1절"),
        ("K-팝", "k팝"),
        ("ＡＩ", "ai"),
        (unicodedata.normalize("NFD", "등대"), "등대"),
    ],
)
def test_spellings_with_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_only_hangul_is_for_the_analyser() -> None:
    assert hangul_runs("AI반도체3공구") == ["반도체", "공구"]
    assert hangul_runs("AI반도체3호기") == ["반도체"]
    assert hangul_runs("R&D") == []


def lookup(run: str) -> RunAnalysis:
    return RunAnalysis((Term(run, 0, len(run)),), nominal=True)


@given(st.text(max_size=40) | st.text("가나a1·&檢１ﾊ㈜㎏½ﷺ\u1112\u1161\u11ab", max_size=20))
def test_every_eojeol_has_a_term_and_every_term_has_characters(text: str) -> None:
    for eojeol in split(text)[0]:
        found = eojeol_terms(eojeol, lookup)
        assert found
        assert len({term.text for term in found}) == len(found)
        for term in found:
            assert term.text
            assert 0 <= term.start < term.end <= len(eojeol)
        assert key_of(eojeol)
