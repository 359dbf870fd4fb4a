"""New eojeols are analysed once each: by inference, or by the analyser."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from doubles import Failing
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.analyses import RunAnalysis, Term, TermKind
from ksearch.korean.grammar.inference import infer
from ksearch.korean.word_lists.user_words import parse
from ksearch.lexicon.interning import Numbering
from ksearch.lexicon.run_analysis import RunAnalyses


class Known:
    """A lexicon that knows some nouns."""

    def __init__(self, *nouns: str) -> None:
        self.nouns = nouns

    def analysis(self, run: str) -> RunAnalysis | None:
        if run not in self.nouns:
            return None
        return RunAnalysis((Term(run, 0, len(run)),), nominal=True)

    def term_text(self, term: int) -> str:
        raise IndexError(term)


def analyse(known: Any, analyser: Any, eojeols: list[str]) -> RunAnalyses:
    analyses = RunAnalyses(known, analyser, Numbering([]))
    analyses.feed(eojeols)
    analyses.flush()
    return analyses


def texts(analysis: RunAnalysis) -> list[str]:
    return [term.text for term in analysis.terms]


def test_a_known_noun_and_a_particle_needs_no_analyser(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known("박물관"), analyser, ["박물관에서는"])
    assert texts(analyses.lookup("박물관에서는")) == ["박물관"]
    assert not analyses.lookup("박물관에서는").nominal
    assert analyser.asked == []
    assert analyses.analysed == 0


def test_a_noun_of_the_same_batch_counts_whatever_the_order(few_words: type[Any]) -> None:
    for order in (["박물관", "박물관에서"], ["박물관에서", "박물관"]):
        analyser = few_words()
        analyses = analyse(Known(), analyser, order)
        assert texts(analyses.lookup("박물관에서")) == ["박물관"]
        assert analyser.asked == ["박물관"]


def test_a_stem_may_itself_have_a_particle(few_words: type[Any]) -> None:
    analyses = analyse(Known("박물관"), few_words(), ["박물관에서만"])
    assert texts(analyses.lookup("박물관에서만")) == ["박물관"]


def test_a_run_that_ends_in_a_user_word_is_no_noun_and_particle(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = RunAnalyses(
        Known("박물관", "세종특별자치"), analyser, Numbering([]), parse(["세종특별자치도"])
    )
    analyses.feed(["세종특별자치도", "박물관까지도", "신세종특별자치도"])
    analyses.flush()
    assert analyser.asked == ["세종특별자치도", "신세종특별자치도"]


def test_of_what_surely_has_a_particle_the_noun_goes_to_the_analyser(
    few_words: type[Any],
) -> None:
    """Out of context it takes a foreign name and its particle for one name."""
    analyser = few_words()
    analyses = analyse(Known(), analyser, ["해남에서", "해남까지", "3공구", "R&D"])
    assert sorted(analyser.asked) == ["공구", "해남"]
    assert analyses.analysed == 2
    assert texts(analyses.lookup("해남까지")) == ["해남"]


def test_what_is_no_noun_before_a_particle_goes_to_the_analyser_whole(
    few_words: type[Any],
) -> None:
    analyser = few_words()
    analyse(Known(), analyser, ["올랐다에서"])
    assert analyser.asked == ["올랐다", "올랐다에서"]


def test_what_may_be_a_noun_and_a_particle_goes_to_the_analyser_whole(
    few_words: type[Any],
) -> None:
    analyser = few_words()
    analyse(Known(), analyser, ["고속도로", "누룩곰팡이"])
    assert sorted(analyser.asked) == ["고속도로", "누룩곰팡이"]


def test_each_run_is_asked_for_once(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = RunAnalyses(Known(), analyser, Numbering([]))
    analyses.feed(["등대", "섬"])
    analyses.feed(["섬", "등대", "바다"])
    analyses.flush()
    assert sorted(analyser.asked) == ["등대", "바다", "섬"]


def test_a_new_batch_knows_what_is_in_the_lexicon_alone(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known(), analyser, ["등대"])
    analyses.begin(Known("등대"))
    with pytest.raises(KeyError):
        analyses.lookup("등대")
    analyses.feed(["등대에서"])
    analyses.flush()
    assert texts(analyses.lookup("등대에서")) == ["등대"]
    assert analyser.asked == ["등대"]


def test_verbs_take_no_particles() -> None:
    class Verbs:
        def analysis(self, run: str) -> RunAnalysis | None:
            return RunAnalysis((Term("오르다", 0, 3),), nominal=False)

    assert infer("올랐다에서", Verbs()) is None


@pytest.mark.parametrize(
    ("noun", "run"),
    [
        ("조사", "조사했다고"),
        ("조사", "조사하는데도"),
        ("조사", "조사됐지만"),
        ("조사", "조사시켰으며"),
        ("조사", "조사당한"),
        ("조사", "조사를"),
        ("조사", "조사이지만"),
        ("박물관", "박물관이었던"),
        ("박물관", "박물관입니까"),
    ],
)
def test_a_known_noun_before_a_verb_of_nouns_needs_no_analyser(
    noun: str, run: str, few_words: type[Any]
) -> None:
    analyser = few_words()
    analyses = analyse(Known(noun), analyser, [run])
    assert analyses.lookup(run) == RunAnalysis((Term(noun, 0, len(noun)),), nominal=False)
    assert analyser.asked == []


@pytest.mark.parametrize(
    ("noun", "run"),
    [
        ("고양", "고양이"),
        ("전문", "전문가"),
        ("경기", "경기도"),
        ("잠수", "잠수함"),
        ("언론", "언론인"),
        ("대출", "대출이자"),
        ("사용권", "사용권한"),
        ("보건", "보건의"),
    ],
)
def test_a_word_that_only_begins_like_a_noun_is_left_to_the_analyser(
    noun: str, run: str, few_words: type[Any]
) -> None:
    analyser = few_words()
    analyse(Known(noun), analyser, [run])
    assert analyser.asked == [run]


def test_forms_of_a_verb_in_the_past_are_analysed_once(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known(), analyser, ["올랐으며", "올랐다", "올랐지만"])
    assert analyser.asked == ["올랐다"]
    assert analyses.lookup("올랐지만").terms == (Term("오르다", 0, 4),)
    assert analyses.lookup("올랐으며") == infer("올랐으며", analyses_of(analyses, "올랐다"))


def test_a_past_form_is_no_noun_to_wait_for(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known(), analyser, ["올랐는지", "올랐는지는", "올랐는지에서"])
    assert sorted(analyser.asked) == ["올랐는지에서", "올랐다"]
    assert analyses.lookup("올랐는지는").terms == (Term("오르다", 0, 5),)


def test_a_long_noun_that_only_looks_like_one_with_a_particle_is_one(few_words: type[Any]) -> None:
    for order in (["고속도로", "고속도로에서"], ["고속도로에서", "고속도로"]):
        analyser = few_words()
        analyses = analyse(Known(), analyser, order)
        assert analyser.asked == ["고속도로"]
        assert texts(analyses.lookup("고속도로에서")) == ["고속도로"]


def test_whether_a_stem_is_a_noun_does_not_hang_on_when_it_is_analysed(
    few_words: type[Any],
) -> None:
    """박물관만 waits for 박물관, and so is not a noun for 박물관만큼은: 박물관 is."""
    for order in (["박물관", "박물관만", "박물관만큼은"], ["박물관만큼은", "박물관만", "박물관"]):
        analyser = few_words()
        analyses = analyse(Known(), analyser, order)
        assert analyser.asked == ["박물관"]
        assert texts(analyses.lookup("박물관만큼은")) == ["박물관"]


@pytest.mark.parametrize(
    ("runs", "asked"),
    [
        (["어울리거나", "어울리지만", "어울리면서", "어울리더라도"], ["어울리지만"]),
        (["오른다는", "오른다며", "오른다고"], ["오른다"]),
        (["내려간다더라", "내려간다지만"], ["내려간다"]),
        (["도우면서", "소비자면", "전시도록"], ["도우면서", "소비자면", "전시도록"]),
    ],
)
def test_forms_with_endings_of_verbs_alone_are_analysed_once(
    runs: list[str], asked: list[str], few_words: type[Any]
) -> None:
    analyser = few_words()
    analyses = analyse(Known(), analyser, runs)
    assert sorted(analyser.asked) == asked
    assert all(run in analyses.table for run in runs)


def test_a_compound_of_known_nouns_needs_no_analyser(few_words: type[Any]) -> None:
    for order in (["금속", "탐지기", "금속탐지기를"], ["금속탐지기를", "탐지기", "금속"]):
        analyser = few_words()
        analyses = analyse(Known(), analyser, order)
        assert sorted(analyser.asked) == ["금속", "탐지기"]
        expected = (Term("금속", 0, 2), Term("탐지기", 2, 5))
        assert analyses.lookup("금속탐지기를") == RunAnalysis(expected, nominal=False)


def test_a_compound_is_a_noun_to_others(few_words: type[Any]) -> None:
    analyser = few_words()
    known = Known("금속", "탐지기")
    analyses = analyse(known, analyser, ["금속탐지기만으로도", "금속탐지기"])
    assert analyser.asked == []
    assert analyses.lookup("금속탐지기").nominal
    assert infer("금속탐지기만으로도", known) == analyses.lookup("금속탐지기만으로도")
    assert infer("금속탐지기", known) == analyses.lookup("금속탐지기")


def test_a_stem_of_a_verb_is_no_noun_before_a_particle(few_words: type[Any]) -> None:
    analyser = few_words()
    analyse(Known(), analyser, ["관리하는", "관리하였다", "공급되는"])
    assert not {"관리하", "공급되"} & set(analyser.asked)
    known = Known("관리", "공급")
    for run, noun in (("관리하는", "관리"), ("관리하였다", "관리"), ("공급되는", "공급")):
        analysis = infer(run, known)
        assert analysis is not None
        assert analysis.terms == (Term(noun, 0, len(noun)),)


def test_what_may_be_a_longer_noun_or_a_verb_goes_to_the_analyser() -> None:
    known = Known("과부", "과부하", "관리", "관리하")
    assert infer("과부하는", known) is None
    assert infer("관리하는", known) is None
    under = infer("관리하에", known)  # no form of 하다 ends like that
    assert under is not None
    assert under.terms == (Term("관리하", 0, 3),)


def test_an_ending_of_verbs_decides_between_a_noun_and_a_verb() -> None:
    both = (Term("높이", 0, 2), Term("높이다", 0, 4, TermKind.ALTERNATIVE))

    class OneForm:
        def analysis(self, run: str) -> RunAnalysis | None:
            return RunAnalysis(both, nominal=False) if run == "높이지만" else None

    raising = infer("높이려는", OneForm())
    assert raising is not None
    assert raising.terms == (Term("높이다", 0, 4),)


def test_a_compound_of_many_runs_is_worth_the_analyser(few_words: type[Any]) -> None:
    """It knows that 삼성전자 is a name, and then its parts as well."""
    analyser = few_words()
    endings = "를 는 가 의 에 에서 에게 까지 부터".split()
    runs = ["삼성전자", *(f"삼성전자{ending}" for ending in endings)]
    analyse(Known("삼성", "전자"), analyser, runs)
    assert analyser.asked == ["삼성전자"]


def test_a_compound_that_holds_a_user_word_goes_to_the_analyser(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = RunAnalyses(
        Known("금속", "탐지기", "검사"), analyser, Numbering([]), parse(["속탐지"])
    )
    analyses.feed(["금속탐지기", "금속검사"])
    analyses.flush()
    assert analyser.asked == ["금속탐지기"]


@pytest.mark.parametrize(
    ("others", "asked"),
    [
        (["장군을"], False),
        (["장군을", "장군이를"], True),
        (["고양에", "고양이를"], True),
        ([], True),
    ],
)
def test_other_runs_decide_whether_a_short_run_has_a_particle(
    others: list[str], asked: bool, few_words: type[Any]
) -> None:
    for run in ("장군이", "고양이"):
        if others and others[0][:2] != run[:2]:
            continue
        analyser = few_words()
        analyses = analyse(Known(run[:2]), analyser, [run, *others])
        assert (run in analyser.asked) == asked
        assert texts(analyses.lookup(run)) == [run if asked else run[:2]]


def analyses_of(analyses: RunAnalyses, *runs: str) -> Any:
    """What knows these runs and no others."""

    class Some:
        def analysis(self, run: str) -> RunAnalysis | None:
            return analyses.lookup(run) if run in runs else None

    return Some()


PARTS = ("금속", "탐지기", "장군", "고양", "전문", "오르", "어울리", "조사", "도로", "고속")
ENDINGS = (
    "",
    "이",
    "가",
    "의",
    "과",
    "를",
    "에",
    "에서",
    "에서는",
    "에서만",
    "도",
    "로",
    "로도",
    "까지",
    "하는",
)
VERB_ENDINGS = ("다", "지만", "거나", "면서", "다는", "던", "었다", "었으며", "한다는", "했다고")
RUNS = st.one_of(
    st.builds("".join, st.tuples(st.sampled_from(PARTS), st.sampled_from(ENDINGS))),
    st.builds("".join, st.tuples(st.sampled_from(PARTS), st.sampled_from(VERB_ENDINGS))),
    st.builds(
        "".join,
        st.tuples(st.sampled_from(PARTS), st.sampled_from(PARTS), st.sampled_from(ENDINGS)),
    ),
)


@given(st.lists(RUNS, min_size=1, max_size=25, unique=True), st.randoms(), st.integers(1, 25))
def test_how_a_run_is_read_depends_neither_on_the_order_nor_on_what_is_asked_when(
    few_words: type[Any], runs: list[str], random: Random, size: int
) -> None:
    class Reader(few_words):  # type: ignore[misc]
        verbs = frozenset(
            part + ending for part in PARTS for ending in ("다", "지만", "었다", "한다", "했다")
        )

    at_once = analyse(Known("조사", "한국"), Reader(), runs)
    shuffled = random.sample(runs, len(runs))
    in_pieces = RunAnalyses(Known("조사", "한국"), Reader(), Numbering([]))
    for first in range(0, len(shuffled), size):
        in_pieces.feed(shuffled[first : first + size])
    in_pieces.flush()
    for run in runs:
        assert in_pieces.lookup(run) == at_once.lookup(run), run


def test_what_fails_is_raised_where_it_is_waited_for() -> None:
    analyses = RunAnalyses(Known(), Failing(RuntimeError("cannot read 등대")), Numbering([]))
    analyses.feed(["등대"])
    with pytest.raises(RuntimeError, match="cannot read 등대"):
        analyses.flush()


@pytest.mark.parametrize("order", [1, -1])
def test_a_given_name_after_three_surnames_is_one(few_words: type[Any], order: int) -> None:
    """Alone, the analyser finds 정상 (summit) in 정상훈."""
    analyser = few_words()
    runs = ["정상훈", "김상훈", "박상훈은", "최상훈", "상훈"][::order]
    analyses = analyse(Known(), analyser, runs)
    assert [texts(analyses.lookup(f"{surname}상훈")) for surname in "정김최"] == [
        ["정상훈"],
        ["김상훈"],
        ["최상훈"],
    ]
    assert texts(analyses.lookup("박상훈은")) == ["박상훈"]
    assert analyses.lookup("정상훈").nominal
    assert analyser.asked == ["상훈"]


def test_a_given_name_after_two_surnames_goes_to_the_analyser(few_words: type[Any]) -> None:
    analyser = few_words()
    analyse(Known(), analyser, ["정상훈", "김상훈"])
    assert sorted(analyser.asked) == ["김상훈", "정상훈"]


def test_names_of_articles_indexed_before_count(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known("김상훈", "이상훈", "박상훈"), analyser, ["정상훈"])
    assert texts(analyses.lookup("정상훈")) == ["정상훈"]
    assert analyser.asked == []


def test_a_name_that_holds_a_user_word_goes_to_the_analyser(few_words: type[Any]) -> None:
    analyser = few_words()
    words = parse("상훈\n", "user.txt")
    analyses = RunAnalyses(Known(), analyser, Numbering([]), words)
    analyses.feed(["정상훈", "김상훈", "최상훈"])
    analyses.flush()
    assert sorted(analyser.asked) == ["김상훈", "정상훈", "최상훈"]
