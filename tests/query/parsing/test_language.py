"""Which queries are plain words, and what each sign of any other means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.model.errors import EmptyQuery
from ksearch.query.parsing.language import parse_query, understood


@pytest.mark.parametrize(
    "query",
    [
        "등대에 불이 켜졌다",
        "4차 산업혁명",
        "R&D 3·1절 K-팝 C++",
        "등대(섬)에 불이 났나?",
        "값은 10~20% 올랐다",
        "[단독] 등대, 불…",
        "‘등대’의 “불”",
        "오전 10:30",
        "1:0 승리",
        "https://news.example/1",
        "androids or NOTHING",
        "아침 기온 -5도",
        "+82 번호",
        "등대 - 섬",
        "등대! 섬",
        "**등대** 안내",
        "등대: 섬의 불",
        "제목 : 등대",
        "2024~2025 결산",
        "또는 등대",
        "등대 또는",
        "바다에 등대 또는 부표를 놓는 까닭은 무엇인가",
    ],
)
def test_headlines_and_questions_are_plain_words(query: str) -> None:
    assert understood(query) == (query, True, ())


@pytest.mark.parametrize(
    ("query", "settled"),
    [
        ('"등대 불"', '"등대 불"'),
        ("등대 AND 불", "등대 AND 불"),
        ("등대 NOT 불", "등대 -불"),
        ("등대 -불", "등대 -불"),
        ("등대 !불", "등대 -불"),
        ("등대 －불", "등대 -불"),
        ("!(등대 불)", "-(등대 불)"),
        ("+등대 불", "+등대 불"),
        ("등대|섬 불", "등대 OR 섬 불"),
        ("등대 | 섬", "등대 OR 섬"),
        ("등대 ｜ 섬", "등대 OR 섬"),
        ("등대 || 섬", "등대 OR 섬"),
        ("등대 또는 섬", "등대 OR 섬"),
        ("등대 불 혹은 섬", "등대 불 OR 섬"),
        ("등대 & 섬 OR 불", "등대 AND 섬 OR 불"),
        ("등대 && 섬", "등대 AND 섬"),
        ("등대*", "등대*"),
        ("등？대", "등?대"),
        ("등대~", "등대~1"),
        ("등대^2", "등대^2"),
        ("TITLE:등대", "title:등대"),
        ("제목：등대", "title:등대"),
        ("섹션:문화", "section:문화"),
        ("분류:문화", "section:문화"),
        ("면:문화", "section:문화"),
        ("신문:남녘일보", "publisher:남녘일보"),
        ("-제목:등대", "-title:등대"),
        ("url:https://a.example/?id=3&p=2", 'url:"https://a.example/?id=3&p=2"'),
        ("(등대 OR 섬) -불", "(등대 OR 섬) -불"),
        ("（등대 OR 섬） 불", "(등대 OR 섬) 불"),
    ],
)
def test_what_acts_as_an_operator(query: str, settled: str) -> None:
    assert understood(query) == (settled, False, ())


@pytest.mark.parametrize(
    ("query", "span"),
    [
        ("date:2025", "[2025 to 2025]"),
        ("날짜:2025-01", "[2025-01 to 2025-01]"),
        ('date:"2025.02"', "[2025.02 to 2025.02]"),
        ("날짜:2025년2월", "[2025-2 to 2025-2]"),
        ("date:>2025-01", "{2025-01 to]"),
        ("date:>=2025-01", "[2025-01 to]"),
        ("date:<2025-01", "[to 2025-01}"),
        ("date:<=2025-01", "[to 2025-01]"),
        ("date:＞2025-01", "{2025-01 to]"),
        ("date:2025-01..2025-03", "[2025-01 to 2025-03]"),
        ("date:2025-01..", "[2025-01 to]"),
        ("date:..2025-03", "[to 2025-03]"),
        ("date:2025-03..2025-01", "[2025-01 to 2025-03]"),
        ("date:2025-01~2025-03", "[2025-01 to 2025-03]"),
        ("2025-01..2025-03", "[2025-01 to 2025-03]"),
        ("날짜:[2025-01 TO 2025-02]", "[2025-01 to 2025-02]"),
        ("date:{2025-01 to 2025-03}", "{2025-01 to 2025-03}"),
        ("date:[2025 to]", "[2025 to]"),
    ],
)
def test_spans_of_time(query: str, span: str) -> None:
    assert understood(query) == (f"date:{span}", False, ())
    assert understood(f"등대 {query}").text == f"등대 date:{span}"


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ('등대 "불', "character 4 is never closed"),
        ("date:[x to", "is not a date"),
        ("date:그날 등대", "“그날” is not a date"),
        ("date:2025-13", "“2025-13” is not a date"),
        ("date:{2025-01 to 2025-01-15}", "is not a date"),
        ("등대 AND", "“AND” has no word on one of its sides"),
        ("color:파랑", "no field “color”"),
    ],
)
def test_what_cannot_be_read_as_syntax_is_words_and_reported(query: str, note: str) -> None:
    understood_query = understood(query)
    assert understood_query.plain
    assert note in understood_query.notes[0]


@pytest.mark.parametrize(
    ("query", "settled"),
    [
        ("등대 OR (불", "등대 OR 불"),
        ("등대 OR 불)", "등대 OR 불"),
        ("(주)등대 -불", "주 등대 -불"),
        ("| 등대 | 섬 |", "등대 OR 섬"),
        ("등대 OR OR 섬", "등대 OR 섬"),
        ("등대 OR AND 섬", "등대 OR 섬"),
        ("등대 -() OR 섬", "등대 OR 섬"),
        ("등대 OR [단독] 불", "등대 OR ［단독］ 불"),
        ("NOT NOT 등대 OR 섬", "등대 OR 섬"),
        ("등대^1e308 섬", "등대^1000 섬"),
        ('"등대 섬"~99999999999999999999', '"등대 섬"~1000'),
        ("title:등대 [가 to 나]", "title:등대 ［가 to 나］"),
        ("-5도 OR 등대", "−5도 OR 등대"),
        ("date:어제* OR 등대", "date：어제* OR 등대"),
    ],
)
def test_signs_that_can_do_nothing_are_punctuation(query: str, settled: str) -> None:
    assert understood(query).text == settled


def test_several_dates() -> None:
    assert "“(등대 OR 2025)” is not a date" in understood("date:(등대 OR 2025)").notes[0]
    understood_query = understood("date:(2023 OR 2025-01)")
    assert understood_query.text == "(date:[2023 to 2023] OR date:[2025-01 to 2025-01])"


def test_operators_alone_are_words() -> None:
    assert understood("AND OR NOT") == ("AND OR NOT", True, ())


def test_a_dash_at_the_beginning_of_a_line_is_a_bullet() -> None:
    assert understood("준비물\n-등대\n-섬").plain


def test_a_pasted_paragraph_is_words() -> None:
    paragraph = (
        '등대지기는 "불을 꺼뜨린 적이 없다"고 말했다(사진). 그는 섬에서 서른 해를 살았고, '
        "바람 -특히 북풍- 이 센 날에도 계단을 올랐다. 주민들은 그를 찾아가 *고맙다* 고 했다. "
        "등대는 올가을 문을 닫는다."
    )
    assert understood(paragraph) == (paragraph, True, ())


def test_what_looks_like_a_field_is_reported_only_where_no_article_has_it() -> None:
    assert not understood("en:Wiki", lambda word: word == "en:Wiki").notes
    assert understood("en:Wiki", lambda word: False).notes


@pytest.mark.parametrize("query", ["", "  ", "…", '""', "!?"])
def test_no_word_is_no_query(query: str) -> None:
    with pytest.raises(EmptyQuery):
        understood(query)


@pytest.mark.parametrize(
    "unit", ['"등대 ', "(", "-등대 ", "등대 OR ", "title:(", "등대*", "|", "date:["]
)
def test_long_queries_are_settled_in_one_pass(unit: str) -> None:
    assert understood("섬" + unit * 100_000).text


SIGNS = '등대불섬 "()[]{}:*?~^+-!|&.<>=“”，：（）｜＂\n12ANDORT'
WORDS = [
    "등대", "AND", "OR", "NOT", "ANDNOT", "(", ")", '"', "-", "+", "!", "|", "&&", "제목:", "date:",
    "date:>2025", "2025-01..2025-02", "[2025 to", "]", "~3", "^9", "author:", "url:", "*", " ",
    "\n",
]  # fmt: skip


@given(
    st.text(max_size=30)
    | st.text(SIGNS, max_size=30)
    | st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=10).map("".join)
)
def test_whatever_is_typed_can_be_parsed(text: str) -> None:
    try:
        understood_query = understood(text)
    except EmptyQuery:
        return
    if not understood_query.plain:
        parse_query(understood_query.text)
