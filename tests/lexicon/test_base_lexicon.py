"""The base lexicon says of ordinary words what Kiwi says, and of others nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.arrays import write_arrays
from ksearch.korean.analyses import RunAnalysis, Term, TermKind
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser, kiwi_name
from ksearch.korean.kiwi.worker_pool import columns_of_analyses
from ksearch.korean.word_lists.user_words import parse
from ksearch.lexicon.base import lexicon as module
from ksearch.lexicon.base.lexicon import LONGEST_RUN, BaseLexicon, base_lexicon
from ksearch.lexicon.base.packing import pack_base
from ksearch.lexicon.base.user_words import WithoutUserWords
from ksearch.model.errors import KSearchError

_SAMPLE = 400

syllables = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
runs = st.text(syllables, min_size=1, max_size=LONGEST_RUN)


@st.composite
def analysed(draw: st.DrawFn, run: str) -> RunAnalysis:
    terms = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(run) - 1))
        end = draw(st.integers(start + 1, len(run)))
        own = st.sampled_from([run[start:end], run[start : start + 1] + "다"])
        text = draw(st.sampled_from(["", "~"])) + draw(own | runs)
        terms.append(Term(text, start, end, draw(st.sampled_from(TermKind))))
    return RunAnalysis(tuple(terms), draw(st.booleans()))


analyses = st.lists(runs, unique=True, max_size=30).flatmap(
    lambda words: st.fixed_dictionaries({word: analysed(word) for word in words})
)


@given(analyses, st.lists(runs, max_size=5))
def test_it_gives_back_what_it_was_made_of(
    words: dict[str, RunAnalysis], others: list[str]
) -> None:
    base = BaseLexicon(pack_base(words, "some analyser"))
    assert sorted(base.runs()) == sorted(words)
    asked = [*words, *others]
    expected = [words.get(run) for run in asked]
    assert [base.analysis(run) for run in asked] == expected
    for many in (len(asked) + 1, 0):
        with patch.object(module, "_MIN_BULK_LOOKUP", many):
            numbers = base.numbers(asked).tolist()
        found = [
            base.read_as(number, run) if number >= 0 else None
            for number, run in zip(numbers, asked, strict=True)
        ]
        assert found == expected
    columns = base.columns(list(words), numbers[: len(words)])
    assert columns == columns_of_analyses(words.items())


def test_the_same_words_make_the_same_file_and_others_another_name() -> None:
    noun = {"등대": RunAnalysis((Term("등대", 0, 2),), True)}
    verb = {"등대": RunAnalysis((Term("등대다", 0, 2),), False)}
    made, again = pack_base(noun, "a"), pack_base(noun, "a")
    assert {name: array.tobytes() for name, array in made.items()} == {
        name: array.tobytes() for name, array in again.items()
    }
    assert BaseLexicon(made).name != BaseLexicon(pack_base(verb, "a")).name


def test_longer_runs_than_it_has_and_none_are_not_in_it() -> None:
    assert base_lexicon().analysis("") is None
    assert base_lexicon().analysis("가" * (LONGEST_RUN + 1)) is None
    assert base_lexicon().numbers([]).tolist() == []


def test_it_was_made_by_the_analyser_that_is_installed() -> None:
    assert base_lexicon().name.endswith(kiwi_name()), "run scripts/base_lexicon.py"


def test_a_sample_of_it_is_what_kiwi_says() -> None:
    _compare(Random(7).sample(base_lexicon().runs(), _SAMPLE))


@pytest.mark.soak
def test_all_of_it_is_what_kiwi_says() -> None:
    _compare(base_lexicon().runs())


def _compare(chosen: list[str]) -> None:
    base = base_lexicon()
    differing = [
        run for run, said in MorphemeAnalyser().analyse(chosen) if base.analysis(run) != said
    ]
    assert differing == [], "run scripts/base_lexicon.py"


@pytest.mark.parametrize("word", "시장 고속도로 학교 정부 회의 걷다 아름답다 매우".split())
def test_it_has_ordinary_words(word: str) -> None:
    analysis = base_lexicon().analysis(word)
    assert analysis is not None
    assert analysis.terms[0].text == word


@pytest.mark.parametrize("word", ["시장이", "학교에서는", "뷁쉛뛣"])
def test_words_with_particles_and_nonsense_are_unknown(word: str) -> None:
    assert base_lexicon().analysis(word) is None


def test_it_says_nothing_of_what_a_user_word_may_stand_in() -> None:
    beside = WithoutUserWords(base_lexicon(), parse(["고속"]).words)
    assert beside.analysis("고속도로") is None
    assert beside.analysis("시장") == base_lexicon().analysis("시장")


def test_a_damaged_file_is_no_damage_of_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "base.ksa"
    write_arrays(damaged, pack_base({}, "a"))
    damaged.write_bytes(damaged.read_bytes()[:-1])
    monkeypatch.setattr(module, "_FILE", damaged)
    base_lexicon.cache_clear()
    try:
        with pytest.raises(KSearchError, match="install ksearch again"):
            base_lexicon()
    finally:
        base_lexicon.cache_clear()


def test_it_may_be_reached_through_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some installers link the files of a package."""
    there = tmp_path / "there.ksa"
    write_arrays(there, pack_base({}, "a"))
    link = tmp_path / "base.ksa"
    link.symlink_to(there)
    monkeypatch.setattr(module, "_FILE", link)
    base_lexicon.cache_clear()
    try:
        assert len(base_lexicon()) == 0
    finally:
        base_lexicon.cache_clear()
