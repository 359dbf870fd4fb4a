"""People's names are read by what other names share with them."""

from __future__ import annotations

import pytest

from ksearch.korean.analyses import Term, TermKind
from ksearch.korean.grammar.names import Names, given_name, runs_with_given_name


def names(*runs: str, nouns: tuple[str, ...] = ()) -> Names:
    return Names(runs, lambda _run: False, nouns.__contains__)


@pytest.mark.parametrize(
    ("run", "given"),
    [
        ("정상훈", "상훈"),
        ("박지은", "지은"),
        ("빛나래", ""),  # not a surname
        ("남궁원희", ""),
        ("김밥", ""),
        ("방보다", ""),  # a particle
        ("손에도", ""),
        ("형이면", ""),
        ("권씨는", ""),
    ],
)
def test_a_surname_and_two_syllables_may_be_a_name(run: str, given: str) -> None:
    assert given_name(run) == given


def test_a_name_is_one_noun_and_its_given_name_a_part_where_that_is_a_word() -> None:
    runs = ("정상훈", "김상훈", "최상훈")
    assert names(*runs).read("정상훈") == (Term("정상훈", 0, 3),)
    assert names(*runs, nouns=("상훈",)).read("정상훈") == (
        Term("정상훈", 0, 3),
        Term("~상훈", 1, 3, TermKind.PART),
    )


def test_a_noun_with_a_suffix_is_not_a_name() -> None:
    runs = ("강원권", "이원권", "박원권")
    assert names(*runs, nouns=("강원",)).read("강원권") == ()
    assert names(*runs, nouns=("강원",)).read("이원권") == (Term("이원권", 0, 3),)


def test_names_are_decided_by_runs_with_their_given_name() -> None:
    runs = set(runs_with_given_name("정상훈"))
    assert {"김상훈", "박상훈", "정상훈"} <= runs
    assert names(*runs).read("정상훈")
    assert list(runs_with_given_name("바람개비")) == []
