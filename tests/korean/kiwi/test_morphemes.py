"""What Kiwi makes of single words, and what is kept of it."""

from __future__ import annotations

import pytest

from ksearch.korean.analyses import RunAnalysis, Term, TermKind
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser, fingerprint

WORDS = (
    "올랐다 오르다 오른다 해양박물관 반도체공장 국민건강보험공단 배추밭 공부했다 걸었다 박물관 "
    "박물관에서 예뻤다 산업 도왔지만 알 높이는 알립니다 높이지만 학교지만 데 낮은 지었다 나아서"
).split()


@pytest.fixture(scope="module")
def readings(one_kiwi: None) -> dict[str, RunAnalysis]:
    return dict(MorphemeAnalyser().analyse_fully(WORDS))


def terms(analysis: RunAnalysis, *kinds: TermKind) -> list[str]:
    return [term.text for term in analysis.terms if not kinds or term.kind in kinds]


@pytest.mark.parametrize(
    ("word", "morphemes"),
    [
        ("올랐다", ["오르다"]),
        ("오르다", ["오르다"]),
        ("오른다", ["오르다"]),
        ("반도체공장", ["반도체", "공장"]),
        ("배추밭", ["배추", "밭"]),
        ("공부했다", ["공부"]),
        ("박물관에서", ["박물관"]),
        ("예뻤다", ["예쁘다"]),
        ("도왔지만", ["돕다"]),
    ],
)
def test_the_morphemes_that_are_kept(
    word: str, morphemes: list[str], readings: dict[str, RunAnalysis]
) -> None:
    assert terms(readings[word], TermKind.MORPHEME) == morphemes


def test_compounds_that_stay_whole_have_parts(readings: dict[str, RunAnalysis]) -> None:
    assert terms(readings["해양박물관"]) == ["해양박물관", "해양", "박물관"]
    parts = terms(readings["국민건강보험공단"], TermKind.PART)
    assert parts == ["국민", "건강", "보험", "공단"]


def test_an_ambiguous_word_has_an_alternative(readings: dict[str, RunAnalysis]) -> None:
    assert set(terms(readings["걸었다"])) == {"걷다", "걸다"}


@pytest.mark.parametrize(
    ("word", "both"),
    [
        ("알", ["알", "알다"]),
        ("높이는", ["높이", "높이다"]),
        ("알립니다", ["알리다"]),
        ("데", ["데"]),
        ("낮은", ["낮다"]),
        ("지었다", ["짓다"]),
        ("나아서", ["낫다"]),
        ("높이지만", ["높이", "높이다"]),
        ("학교지만", ["학교"]),
    ],
)
def test_what_may_be_a_noun_or_a_verb_is_what_it_mostly_is(
    word: str, both: list[str], readings: dict[str, RunAnalysis]
) -> None:
    assert terms(readings[word]) == both


def test_terms_know_their_characters(readings: dict[str, RunAnalysis]) -> None:
    spans = {term.text: (term.start, term.end) for term in readings["해양박물관"].terms}
    assert spans == {"해양박물관": (0, 5), "해양": (0, 2), "박물관": (2, 5)}
    assert [(t.start, t.end) for t in readings["올랐다"].terms] == [(0, 3)]
    assert [(t.start, t.end) for t in readings["박물관에서"].terms] == [(0, 3)]


def test_only_bare_nouns_are_nominal(readings: dict[str, RunAnalysis]) -> None:
    nominal = {word for word in WORDS if readings[word].nominal}
    assert {"박물관", "반도체공장", "배추밭", "국민건강보험공단"} <= nominal
    assert nominal.isdisjoint({"올랐다", "박물관에서", "공부했다", "예뻤다"})


def test_the_best_analysis_is_kept_for_people(readings: dict[str, RunAnalysis]) -> None:
    assert [(m.form, m.tag) for m in readings["박물관에서"].morphemes] == [
        ("박물관", "NNG"),
        ("에서", "JKB"),
    ]


def test_a_word_reads_the_same_in_any_company(readings: dict[str, RunAnalysis]) -> None:
    analyser = MorphemeAnalyser()
    assert dict(analyser.analyse_fully(reversed(WORDS))) == readings
    assert dict(analyser.analyse_fully(["올랐다"])) == {"올랐다": readings["올랐다"]}


def test_an_adverb_has_no_parts_though_the_same_noun_was_read_before(one_kiwi: None) -> None:
    alone = dict(MorphemeAnalyser().analyse(["하나하나"]))
    analyser = MorphemeAnalyser()
    (noun,) = dict(analyser.analyse(["하나하나가"])).values()
    assert Term("하나", 0, 2, TermKind.PART) in noun.terms
    assert dict(analyser.analyse(["하나하나"])) == alone


def test_runs_stream_in_their_order(one_kiwi: None) -> None:
    runs = [f"낱말{chr(0xAC00 + number)}" for number in range(5000)]
    assert [run for run, _ in MorphemeAnalyser().analyse(iter(runs))] == runs
    assert list(MorphemeAnalyser().analyse([])) == []


def test_the_fingerprint_names_versions_and_options_without_loading_kiwi() -> None:
    import subprocess
    import sys

    program = (
        "import sys\n"
        "from ksearch.korean.kiwi.morphemes import fingerprint\n"
        "print(fingerprint())\n"
        "print('kiwipiepy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == [fingerprint(), "False"]
    assert fingerprint().startswith("kiwi 0.")
