"""The lexicon: every distinct eojeol with its terms, in parts that never change their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.analyses import TermKind
from ksearch.korean.terms import key_of
from ksearch.lexicon.building import build_part, draft_part, merge_parts, sort_eojeols
from ksearch.lexicon.interning import Numbering
from ksearch.lexicon.lexicon import Lexicon, LexiconPart
from ksearch.lexicon.run_analysis import RunAnalyses
from ksearch.lexicon.string_table import LONGEST_STRING, StringTable, pack

Words = Sequence[str]


@pytest.fixture(scope="module")
def make(few_words: type[Any]) -> Any:
    """Build a lexicon of one part per list of words."""

    def make(*batches: Words) -> Lexicon:
        lexicon = Lexicon([])
        terms = Numbering([])
        for words in batches:
            analyses = RunAnalyses(lexicon, few_words(), terms)
            new = [word for word in dict.fromkeys(words) if lexicon.find(word) < 0]
            analyses.feed(new)
            analyses.flush()
            arrays = build_part(
                lexicon, draft_part(sort_eojeols(lexicon, new).words), analyses.table, terms
            )
            lexicon = Lexicon([*lexicon.parts, LexiconPart(arrays)])
        return lexicon

    return make


def named_terms(lexicon: Lexicon, eojeol: str) -> list[tuple[str, int, int, TermKind]]:
    rows = lexicon.terms_of(lexicon.find(eojeol))
    return [(lexicon.term_text(term), start, end, kind) for term, start, end, kind in rows]


def test_an_eojeol_has_its_terms_with_their_characters(make: Any) -> None:
    lexicon = make(["해양박물관", "R&D", "등대"])
    assert named_terms(lexicon, "해양박물관") == [
        ("해양박물관", 0, 5, TermKind.MORPHEME),
        ("해양", 0, 2, TermKind.PART),
        ("박물관", 2, 5, TermKind.PART),
    ]
    assert [row[0] for row in named_terms(lexicon, "등대")] == ["등대"]
    assert lexicon.find("없는말") == -1
    assert lexicon.find_term("없는말") == -1


def test_numbers_run_on_from_part_to_part(make: Any) -> None:
    lexicon = make(["등대", "섬"], ["바다", "등대에", "섬"])
    assert [lexicon.find(word) for word in ("등대", "섬", "등대에", "바다")] == [0, 1, 2, 3]
    assert [lexicon.text(number) for number in range(4)] == ["등대", "섬", "등대에", "바다"]
    assert lexicon.eojeol_count == 4
    assert lexicon.texts(np.array([3, 0, 3])) == ["바다", "등대", "바다"]


def test_a_known_noun_with_a_particle_has_the_noun_for_its_term(make: Any) -> None:
    lexicon = make(["박물관", "박물관에서"])
    assert named_terms(lexicon, "박물관에서") == [("박물관", 0, 3, TermKind.MORPHEME)]
    noun, inflected = lexicon.analysis("박물관"), lexicon.analysis("박물관에서")
    assert noun is not None
    assert inflected is not None
    assert (noun.nominal, inflected.nominal) == (True, False)
    assert lexicon.analysis("없는말") is None


def test_spellings_that_mean_the_same_have_one_key(make: Any) -> None:
    lexicon = make(["AI", "ＡＩ", "Ai"], ["ai", "A.I"])
    found = [lexicon.text(number) for number in lexicon.find_key("ai")]
    assert sorted(found) == ["A.I", "AI", "Ai", "ai", "ＡＩ"]
    assert lexicon.find_key("a") == []
    assert lexicon.find_key("") == []


def test_expanding_many_is_looking_up_each(make: Any) -> None:
    lexicon = make(["등대", "반도체공장"], ["해양박물관", "섬"])
    numbers = np.array([lexicon.find(word) for word in ("섬", "반도체공장", "해양박물관", "섬")])
    expansion = lexicon.expand(numbers)
    rows = list(
        zip(
            expansion.owner.tolist(),
            expansion.terms.tolist(),
            expansion.starts.tolist(),
            expansion.ends.tolist(),
            expansion.kinds.tolist(),
            strict=True,
        )
    )
    assert rows == [
        (place, *row)
        for place, number in enumerate(numbers)
        for row in lexicon.terms_of(int(number))
    ]


@pytest.mark.parametrize("times", [1, 10])
def test_the_eojeols_that_have_a_term(make: Any, times: int) -> None:
    lexicon = make(["박물관", "박물관에", "등대"], ["해양박물관", "섬", "등대에서"])
    for _ in range(times):  # the first calls scan, later ones look up
        found = {
            term: {lexicon.text(int(n)) for n in lexicon.holders(lexicon.find_term(term))}
            for term in ("박물관", "등대")
        }
    assert found == {"박물관": {"박물관", "박물관에", "해양박물관"}, "등대": {"등대", "등대에서"}}


def test_selecting_by_spelling(make: Any) -> None:
    lexicon = make(["박물관", "ＡＩ박물관"], ["해양박물관에서", "박물학"])

    def texts(numbers: Any) -> list[str]:
        return sorted(lexicon.text(int(number)) for number in numbers)

    assert texts(lexicon.select(lambda table: table.containing("물관"))) == [
        "박물관",
        "해양박물관에서",
        "ＡＩ박물관",
    ]
    assert texts(lexicon.select(lambda table: table.with_prefix("ai박"))) == ["ＡＩ박물관"]


def test_lengths_are_characters(make: Any) -> None:
    lexicon = make(["𠮷野家", "등대"], ["a𠮷"])
    numbers = np.array([lexicon.find(word) for word in ("등대", "𠮷野家", "a𠮷")])
    assert lexicon.lengths(numbers).tolist() == [2, 3, 2]
    assert lexicon.texts(numbers) == ["등대", "𠮷野家", "a𠮷"]


words = st.lists(
    st.text("가나다ab１𠮷檢", min_size=1, max_size=4) | st.sampled_from(["해양박물관", "R&D"]),
    min_size=1,
    max_size=8,
)


@given(st.lists(words, min_size=2, max_size=4))
def test_merging_parts_changes_no_number(make: Any, batches: list[list[str]]) -> None:
    lexicon = make(*batches)
    merged = Lexicon([LexiconPart(merge_parts(lexicon.parts))])
    assert merged.eojeol_count == lexicon.eojeol_count
    assert merged.term_count == lexicon.term_count
    for number in range(lexicon.eojeol_count):
        text = lexicon.text(number)
        assert merged.text(number) == text
        assert merged.find(text) == lexicon.find(text) == number
        assert merged.terms_of(number) == lexicon.terms_of(number)
        for key in (text, text.lower()):
            assert sorted(merged.find_key(key)) == sorted(lexicon.find_key(key))


def test_an_empty_lexicon_knows_nothing() -> None:
    lexicon = Lexicon([])
    assert (lexicon.eojeol_count, lexicon.term_count, lexicon.find("등대")) == (0, 0, -1)
    assert lexicon.select(lambda table: table.containing("등")).tolist() == []


# Tables of strings


@given(st.lists(st.text("가a𠮷😀\ud842\udfb7", max_size=4), max_size=20))
def test_all_texts_are_the_same_as_one_by_one(texts: list[str]) -> None:
    """Characters of two code units, and halves of such, shift no other text."""
    table = StringTable(pack(texts))
    assert table.all_texts() == table.texts(range(len(texts)))


@given(st.sets(st.text(max_size=6), max_size=40), st.text(max_size=3))
def test_a_table_finds_what_it_holds(texts: set[str], other: str) -> None:
    ordered = sorted(texts)
    table = StringTable(pack(ordered))
    assert table.all_texts() == table.texts(range(len(ordered))) == ordered
    for _ in range(3):
        for number, text in enumerate(ordered):
            assert table.find(text) == number
        assert (table.find(other) >= 0) == (other in texts)
    assert table.with_prefix(other).tolist() == [
        n for n, t in enumerate(ordered) if t.startswith(other)
    ]
    assert table.containing(other).tolist() == [n for n, t in enumerate(ordered) if other in t]


def test_a_string_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 255"):
        pack(["가" * (LONGEST_STRING + 1)])
    assert StringTable(pack(["가" * LONGEST_STRING])).find("가" * LONGEST_STRING) == 0


def test_keys_are_gathered_as_they_would_be_made_anew(make: Any) -> None:
    first = ["등대", "R&D", "(등대)", "ＡＩ"]
    lexicon = make(first, ["“불”", "바다", "Ai"])
    asked = [lexicon.find(word) for word in ("바다", "(등대)", "Ai", "등대", "“불”", "ＡＩ", "R&D")]
    units, lengths = lexicon.gather_keys(np.array(asked))
    ends = lengths.cumsum()
    keys = [
        units[end - length : end].tobytes().decode("utf-16-le")
        for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)
    ]
    assert keys == [key_of(lexicon.text(eojeol)) for eojeol in asked]
