"""What people type becomes a tree of Whoosh queries, with the words as they were typed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    DateRange,
    Every,
    FuzzyTerm,
    Not,
    NullQuery,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    TermRange,
    Wildcard,
)

from ksearch.model.errors import InvalidValue, KSearchError, QuerySyntaxError
from ksearch.query.parsing.language import understood
from ksearch.whoosh_bridge.parser import parser


def parse(text: str) -> Query:
    return parser().parse(text)


def word(text: str, boost: float = 1.0) -> Term:
    return Term("any", text, boost=boost)


def quoted(field: str, *words: str, slop: int = 1, boost: float = 1.0) -> tuple[object, ...]:
    return field, list(words), slop, boost


def phrase(query: Query) -> tuple[object, ...]:
    assert isinstance(query, Phrase)
    return query.fieldname, query.words, query.slop, query.boost


SPRING, SEA, RAIN = word("봄"), word("바다"), word("비")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("봄 바다", And([SPRING, SEA])),
        ("봄 AND 바다", And([SPRING, SEA])),
        ("봄 OR 바다", Or([SPRING, SEA])),
        ("봄 or 바다", And([SPRING, word("or"), SEA])),
        ("봄 NOT 비", And([SPRING, Not(RAIN)])),
        ("봄 -비", And([SPRING, Not(RAIN)])),
        ("-비", Not(RAIN)),
        ("봄 NOT (비 OR 바다)", And([SPRING, Not(Or([RAIN, SEA]))])),
        ("봄 ANDNOT 비", AndNot(SPRING, RAIN)),
        ("(봄 -비) OR 바다", Or([And([SPRING, Not(RAIN)]), SEA])),
        ("((봄))", SPRING),
        ("+봄 바다", AndMaybe(SPRING, SEA)),
        ("+봄 바다 가을 -비", AndMaybe(And([SPRING, Not(RAIN)]), Or([SEA, word("가을")]))),
        ("+봄 +바다", And([SPRING, SEA])),
        ("+봄 OR 바다", Or([SPRING, SEA])),
        ("봄^2 바다", And([word("봄", 2.0), SEA])),
        ("(봄 바다)^2", And([SPRING, SEA], boost=2.0)),
        ("(봄)^2", word("봄", 2.0)),
        ("*:*", Every()),
        ("*:* 봄", SPRING),
        ("봄 *", SPRING),
        ("*:* -비", Not(RAIN)),
        ("봄 OR", And([SPRING, word("OR")])),
        ("()", NullQuery),
    ],
)
def test_words_and_operators(text: str, expected: Query) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    ["K-팝", "R&D", "C++", "10~20%", "5~9", "3·1절", "그런가?", "10:30", "http://a.example/b", "-"],
)
def test_signs_inside_a_word_are_part_of_it(text: str) -> None:
    assert parse(text) == word(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("봄*", Prefix("any", "봄")),
        ("봄*날", Wildcard("any", "봄*날")),
        ("봄?날", Wildcard("any", "봄?날")),
        ("title:봄*", Prefix("title", "봄")),
        ("봄날~", FuzzyTerm("any", "봄날", maxdist=1, prefixlength=0)),
        ("봄날~2/1", FuzzyTerm("any", "봄날", maxdist=2, prefixlength=1)),
        ("publisher:Mor*", Prefix("publisher", "mor")),
        ("[가 to 나]", TermRange("any", "가", "나")),
    ],
)
def test_patterns(text: str, expected: Query) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title:봄 바다", And([Term("title", "봄"), SEA])),
        ("제목:(봄 바다)", And([Term("title", "봄"), Term("title", "바다")])),
        ("Title:봄", Term("title", "봄")),
        ("본문:봄", Term("body", "봄")),
        ("-제목:봄", Not(Term("title", "봄"))),
        ("기자:한바다", Term("author", "한바다")),
        ('언론사:"남녘 신문"', Term("publisher", "남녘 신문")),
        ("section:문화", Term("section", "문화")),
        ("id:2025/봄.txt", Term("id", "2025/봄.txt")),
        ('url:"https://a.example/?id=3"', Term("url", "https://a.example/?id=3")),
        ("title:*", Every("title")),
        ("author:*", Every("author")),
    ],
)
def test_fields(text: str, expected: Query) -> None:
    assert parse(text) == expected


def test_a_phrase_keeps_its_words_as_typed() -> None:
    assert phrase(parse('"4차 산업혁명은"')) == quoted("any", "4차", "산업혁명은")
    assert phrase(parse('제목:"봄 바다"~3')) == quoted("title", "봄", "바다", slop=3)


def test_a_quoted_word_stays_quoted_and_keeps_its_weight() -> None:
    assert phrase(parse('"바다"')) == quoted("any", "바다")
    assert phrase(parse('"바다"^3')) == quoted("any", "바다", boost=3.0)


def test_empty_quotes_mean_nothing() -> None:
    assert parse('봄 ""') == SPRING


def dates(text: str) -> tuple[datetime | None, datetime | None]:
    query = parse(text)
    assert isinstance(query, DateRange)
    return query.startdate, query.enddate


def test_dates_are_spans_of_time() -> None:
    february = datetime(2025, 2, 1), datetime(2025, 2, 28, 23, 59, 59)
    assert dates("date:2025-02") == february
    assert dates('날짜:"2025.02"') == february
    assert dates("date:2025-02-12") == (datetime(2025, 2, 12), datetime(2025, 2, 12, 23, 59, 59))
    assert dates("date:[2025-01 to 2025-02]") == (datetime(2025, 1, 1), february[1])
    assert dates("date:[2025-01 TO]") == (datetime(2025, 1, 1), None)
    assert dates("date:[to 2024]") == (None, datetime(2024, 12, 31, 23, 59, 59))
    assert dates("date:*") == (None, None)


def test_curly_brackets_leave_the_ends_out() -> None:
    assert dates("date:{2025-01 to 2025-03}") == february_alone()
    assert dates("date:{2025-01 to 2025-02]") == february_alone()


def february_alone() -> tuple[datetime, datetime]:
    return datetime(2025, 2, 1), datetime(2025, 2, 28, 23, 59, 59)


@pytest.mark.parametrize(
    "text",
    [
        "date:언젠가",
        'date:"2025-02-30"',
        "date:2025-13",
        "date:[언젠가 to 2025]",
        "date:[2025 to 내일]",
        "date:[2025 to 2024]",
        "date:2025*",
        "봄 (date:봄 OR 바다)",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse(text)


def test_thousands_of_brackets_are_refused() -> None:
    with pytest.raises(QuerySyntaxError, match="too many brackets"):
        parse("(" * 5000 + "봄" + ")" * 5000)


SIGNS = ["봄", "바다", " ", " ", '"', "(", ")", "-", "+", "*", "?", "~", "^2", ":", "[", "]", "{"]
WORDS = [" to ", " AND ", " OR ", " NOT ", "제목:", "date:", "2025-02", "~2/1", "author:"]


@given(st.lists(st.sampled_from(SIGNS + WORDS), max_size=12).map("".join))
def test_whatever_is_typed_is_parsed_or_refused_by_us(text: str) -> None:
    with suppress(KSearchError):
        assert isinstance(parse(understood(text).text), Query)
