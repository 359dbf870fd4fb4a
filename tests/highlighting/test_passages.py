"""Which passage of an article is shown, and what of it is painted."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from ksearch.highlighting.cores import Matches, best_cores
from ksearch.highlighting.passages import REACH, core_length, cut_passage, merged_spans
from ksearch.model.results import Snippet
from ksearch.render.styles import Style, paint

#: A match: its first character, one past its last, and the index of its word.
Match = tuple[int, int, int]

OPENING = "강원도가 고랭지 배추 저장 시설을 새로 짓는다."
FILLER = "마을 사람들은 이른 아침부터 밭에 나와 돌을 골라내고 물길을 손보았다."


def matches_of(text: str, *words: str) -> list[Match]:
    """Find every occurrence of the words, as a search would."""
    return sorted(
        (found.start(), found.end(), number)
        for number, word in enumerate(words)
        for found in re.finditer(re.escape(word), text)
    )


def choose_passage(
    text: str, matches: list[Match], weights: list[float], length: int = 180
) -> Snippet:
    arrays = Matches(*np.array(matches, np.int64).reshape(-1, 3).T)
    (core,) = best_cores(arrays, [0, len(matches)], weights, core_length(length))
    start, end = cut_passage(text, core, length)
    return Snippet(text[start:end], merged_spans([m[:2] for m in matches], start, end))


def passage(text: str, *words: str, weights: list[float] | None = None, length: int = 60) -> str:
    found = choose_passage(text, matches_of(text, *words), weights or [1.0] * len(words), length)
    return paint(found.text, found.matches, Style(match=("«", "»")))


def test_a_text_that_fits_is_shown_whole() -> None:
    assert passage(OPENING, "배추") == "강원도가 고랭지 «배추» 저장 시설을 새로 짓는다."


def test_the_passage_with_the_most_distinct_words_wins() -> None:
    text = " ".join(
        (
            "배추 값이 올랐다. 배추 농가는 배추 재배를 줄였다.",
            *[FILLER] * 3,
            "도는 배추 저장 시설을 짓는다.",
            *[FILLER] * 3,
        )
    )
    assert passage(text, "배추", "저장", "시설", length=40) == "도는 «배추» «저장» «시설»을 짓는다."


def test_a_rare_word_outweighs_a_frequent_one() -> None:
    text = f"시장에 배추가 나왔다. {FILLER} {FILLER} 고랭지 농가가 걱정한다. {FILLER}"
    words = ("배추", "고랭지")
    assert passage(text, *words, weights=[5.0, 1.0], length=30) == "시장에 «배추»가 나왔다."
    assert passage(text, *words, weights=[1.0, 5.0], length=30) == "«고랭지» 농가가 걱정한다."


def test_words_that_stand_together_win_over_scattered_ones() -> None:
    scattered = "저장 문제를 걱정하던 농민들이 도청 앞에 시설 개선을 요구했다."
    together = "올해 안에 저장 시설이 문을 연다."
    text = f"{scattered} {FILLER} {FILLER} {together} {FILLER}"
    assert passage(text, "저장", "시설", length=50).startswith("올해 안에 «저장» «시설»이")


def test_between_equals_the_earlier_one_wins() -> None:
    text = f"첫째 배추밭이다. {FILLER} {FILLER} 둘째 배추밭이다."
    assert passage(text, "배추", length=30) == "첫째 «배추»밭이다."


def test_sentences_are_kept_whole_where_they_fit() -> None:
    text = f"{FILLER} 도는 내년까지 배추 창고를 짓는다. {FILLER}"
    assert passage(text, "배추", length=40) == "도는 내년까지 «배추» 창고를 짓는다."


def test_neighbouring_sentences_fill_the_room_that_is_left() -> None:
    text = "밭이 얼었다. 배추가 상했다. 값이 뛴다. 그러나 상인들은 아직 팔지 않고 기다린다."
    assert passage(text, "배추", length=24) == "밭이 얼었다. «배추»가 상했다. 값이 뛴다."


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = (
        "도청은 지난가을부터 농민들의 말을 들어 왔고, 그 뒤로 창고를 지을 땅을 찾아다녔으며, "
        "마침내 골짜기 어귀에 배추 창고를 세우기로 했지만, 둘레의 주민들은 트럭이 너무 많이 "
        "다닐 것이라고 걱정을 나타냈다."
    )
    assert passage(text, "배추", length=60) == (
        "마침내 골짜기 어귀에 «배추» 창고를 세우기로 했지만,"
    )


def test_an_eojeol_is_not_cut_open() -> None:
    text = "가나다라 " * 20 + "고랭지배추저장시설에서는 " + "마바사아 " * 20
    for length in range(30, 80):
        shown = choose_passage(text, matches_of(text, "배추"), [1.0], length)
        assert "고랭지배추저장시설에서는" in shown.text
        assert set(shown.text.split()) <= {"가나다라", "고랭지배추저장시설에서는", "마바사아"}


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    text = "배추" * 500
    shown = choose_passage(text, matches_of(text, "추배"), [1.0], 50)
    assert 0 < len(shown.text) <= 50
    assert "추배" in shown.text


def test_decomposed_hangul_is_cut_between_syllables() -> None:
    syllable = "\u1112\u1161\u11ab"  # 한, written as three letters
    shown = choose_passage(syllable * 100, [], [], 50)
    assert len(shown.text) == 48


def test_without_matches_the_beginning_is_shown() -> None:
    assert passage(f"{OPENING} {FILLER} {FILLER}", length=40) == OPENING
    assert passage(f"\n\n {OPENING} {FILLER}", length=40) == OPENING


def test_a_date_or_a_decimal_ends_no_sentence() -> None:
    text = f"{FILLER} 2025. 2. 12. 배추 3.5톤을 실었다. {FILLER}"
    assert passage(text, "배추", length=34) == "2025. 2. 12. «배추» 3.5톤을 실었다."


def test_a_line_break_ends_a_sentence() -> None:
    text = f"{FILLER}\n배추 창고 기공식\n{FILLER}"
    assert passage(text, "배추", length=30) == "«배추» 창고 기공식"


def test_a_closing_quote_belongs_to_its_sentence() -> None:
    text = f"{FILLER} “배추를 더 심겠다.” {FILLER}"
    assert passage(text, "배추", length=30) == "“«배추»를 더 심겠다.”"


def test_overlapping_and_touching_matches_are_painted_as_one() -> None:
    text = "산업혁명 이후의 산업 지형"
    shown = choose_passage(text, matches_of(text, "산업혁명", "산업", "혁명"), [1.0, 1.0, 1.0])
    assert shown.matches == ((0, 4), (9, 11))


def test_a_match_longer_than_the_passage_is_painted_as_far_as_it_shows() -> None:
    text = "가" * 300
    shown = choose_passage(text, [(0, 300, 0)], [1.0], 100)
    assert shown.text == "가" * 100
    assert shown.matches == ((0, 100),)


def test_an_empty_text_has_an_empty_passage() -> None:
    assert choose_passage("", [], []).text == ""
    assert choose_passage(" \n ", [], []).text == ""
    assert choose_passage(OPENING, [], [], 0).text == ""


def test_spans_are_counted_from_the_start_of_the_passage() -> None:
    assert merged_spans([(3, 5), (8, 12), (20, 22)], 4, 10) == ((0, 1), (4, 6))


@st.composite
def matched_texts(draw: st.DrawFn) -> tuple[str, list[Match], list[float]]:
    text = draw(st.text("가나다라 마바.사, \n아”자\u11ab?a1", max_size=600))
    weights = draw(st.lists(st.floats(0, 20), min_size=1, max_size=5))
    positions = st.integers(0, max(0, len(text)))
    spans = draw(st.lists(st.tuples(positions, st.integers(1, 12)), max_size=40))
    words = st.integers(0, len(weights) - 1)
    matches = sorted(
        (start, min(start + size, len(text)), draw(words))
        for start, size in spans
        if start < len(text)
    )
    return text, matches, weights


@given(matched_texts(), st.integers(1, 250))
@example((" 1", [(0, 2, 0)], [0.0]), 1)
def test_a_passage_is_cut_out_of_the_text_and_paints_what_matched(
    matched: tuple[str, list[Match], list[float]], length: int
) -> None:
    text, matches, weights = matched
    shown = choose_passage(text, matches, weights, length)

    assert len(shown.text) <= length
    places = [found.start() for found in re.finditer(f"(?={re.escape(shown.text)})", text)]
    assert places, "the passage is a substring"

    ends = 0
    for start, end in shown.matches:
        assert ends <= start < end <= len(shown.text)
        assert start > ends or start == 0, "spans that touch are merged"
        ends = end
    painted = {char for start, end in shown.matches for char in range(start, end)}
    matched_chars = {char for match in matches for char in range(match[0], match[1])}
    assert any(
        painted == {char - place for char in matched_chars if 0 <= char - place < len(shown.text)}
        for place in places
    ), "the same characters are painted"


@given(matched_texts())
def test_a_passage_shows_a_match_if_there_is_one(
    matched: tuple[str, list[Match], list[float]],
) -> None:
    text, matches, weights = matched
    visible = [match for match in matches if text[match[0] : match[1]].strip()]
    shown = choose_passage(text, visible, weights, 60)
    assert bool(shown.matches) == bool(visible)


@given(st.text("가나다라 마바.사, \n아”자\u11ab?a1", min_size=500, max_size=900), st.data())
def test_what_is_further_away_has_no_say(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, min(len(text), first + core_length())))
    low = data.draw(st.integers(0, max(0, first - REACH)))
    high = data.draw(st.integers(min(len(text), last + REACH), len(text)))
    start, end = cut_passage(text[low:high], (first - low, last - low))
    assert (start + low, end + low) == cut_passage(text, (first, last))


@given(st.lists(matched_texts(), min_size=1, max_size=4), st.integers(1, 80))
def test_several_texts_at_once_have_the_cores_that_each_has_alone(
    texts: list[tuple[str, list[Match], list[float]]], length: int
) -> None:
    weights = [1.0, 5.0, 2.5, 1.0, 3.0]
    alone, joined, bounds, begin = [], [], [0], 0
    for text, matches, _ in texts:
        arrays = Matches(*np.array(matches, np.int64).reshape(-1, 3).T)
        (core,) = best_cores(arrays, [0, len(matches)], weights, length)
        alone.append((core[0] + begin, core[1] + begin) if core else None)
        joined.extend((start + begin, end + begin, word) for start, end, word in matches)
        bounds.append(len(joined))
        begin += len(text)
    arrays = Matches(*np.array(joined, np.int64).reshape(-1, 3).T)
    assert best_cores(arrays, bounds, weights, length) == alone
