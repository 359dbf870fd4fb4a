"""Articles become numbers: words are split once each, and laid out with numpy."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.splitting import FIELD_BREAK, split
from ksearch.lexicon import interning
from ksearch.lexicon.interning import ArticleBatch, Interner, Numbering
from ksearch.lexicon.string_table import StringTable, pack


def rebuilt(laid: ArticleBatch, eojeols: list[str]) -> list[str]:
    """Return the text of each article."""
    texts = []
    for number in range(len(laid.bounds) - 1):
        begin, end = int(laid.bounds[number]), int(laid.bounds[number + 1])
        slots = laid.separators[begin + number : end + number + 1].tolist()
        pieces = [laid.separator_texts[slots[0]]]
        for at, slot in zip(range(begin, end), slots[1:], strict=True):
            pieces += [eojeols[int(laid.eojeols[at])], laid.separator_texts[slot]]
        texts.append("".join(pieces))
    return texts


def interned(articles: list[tuple[str, str, str]]) -> tuple[ArticleBatch, list[str]]:
    numbering = Numbering([])
    interner = Interner(numbering)
    for article in articles:
        interner.add(article)
    return interner.lay_out(), numbering.new


# As the writer hands them over: without control characters but tab and newline.
characters = st.characters(
    exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32) if n not in (9, 10)]
)
texts = (
    st.text(characters, max_size=25)
    | st.text(" \n.,·&가나a1“”-–%#+@°㎞\u200b\u0301🍐\t\u3000\x85", max_size=25)
    | st.lists(
        st.sampled_from(["등대에", "불이", " ", "  ", "\n", "\n\n", "“", ".”", "3·1절", "-"])
    ).map("".join)
)


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4))
def test_laid_out_articles_are_what_splitting_them_gives(
    articles: list[tuple[str, str, str]],
) -> None:
    laid, eojeols = interned(articles)
    wholes = [FIELD_BREAK.join(article) for article in articles]
    assert rebuilt(laid, eojeols) == wholes
    assert [eojeols[number] for number in laid.eojeols.tolist()] == [
        eojeol for whole in wholes for eojeol in split(whole)[0]
    ]


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4), st.integers(0, 9))
def test_articles_laid_out_in_pieces_are_the_same(
    articles: list[tuple[str, str, str]], words_per_piece: int
) -> None:
    whole, eojeols = interned(articles)
    with patch.object(interning, "_WORDS_PER_PIECE", words_per_piece):
        pieces, _ = interned(articles)
    assert rebuilt(pieces, eojeols) == rebuilt(whole, eojeols)
    for name in ("eojeols", "bounds", "fields"):
        assert getattr(pieces, name).tolist() == getattr(whole, name).tolist()


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4))
def test_fields_begin_where_their_eojeols_do(articles: list[tuple[str, str, str]]) -> None:
    laid, _ = interned(articles)
    for number, (title, lead, _) in enumerate(articles):
        begin = int(laid.bounds[number])
        in_title, in_lead = len(split(title)[0]), len(split(lead)[0])
        assert laid.fields[number].tolist() == [begin + in_title, begin + in_title + in_lead]


def test_each_distinct_eojeol_has_one_number() -> None:
    laid, eojeols = interned([("등대 섬", "등대", "섬 등대."), ("섬", "", "등대")])
    assert eojeols == ["등대", "섬"]
    assert laid.eojeols.tolist() == [0, 1, 0, 1, 0, 1, 0]
    assert laid.bounds.tolist() == [0, 5, 7]


def test_punctuation_around_a_word_leaves_one_eojeol() -> None:
    """What the short way cuts off is what `split` would."""
    words = "“등대가 (섬), 3.5% '5·18' … 바다_ R&D” - 『고요한 끝.”".split()
    interner = Interner(Numbering([]))
    interner.add(("", "", " ".join(words)))
    laid = interner.lay_out()
    eojeols, between = split(" ".join(words))
    assert [interner.eojeols.new[number] for number in laid.eojeols.tolist()] == eojeols
    texts = [laid.separator_texts[number] for number in laid.separators.tolist()]
    assert texts[1:] == between[1:]


def test_words_are_forgotten_with_a_batch_but_eojeols_are_not() -> None:
    numbering = Numbering([])
    interner = Interner(numbering)
    interner.add(("등대", "", ""))
    interner.lay_out()
    interner.add(("섬 등대", "", ""))
    assert interner.lay_out().eojeols.tolist() == [1, 0]


def test_long_gaps_are_kept_to_the_letter_and_once_each() -> None:
    """Tables drawn with spaces and lines have hundreds of words that hold no eojeol."""
    table = " \n ".join(["+ -- +", "|      |", "", "·  ·"] * 40)
    body = f"{table}등대{table} 섬 {table}등대{table}"
    laid, eojeols = interned([("", "", body), (table, "", "섬")])
    assert rebuilt(laid, eojeols) == [
        FIELD_BREAK * 2 + body,
        table + FIELD_BREAK * 2 + "섬",
    ]
    assert len(laid.separator_texts) < 40


def test_an_eojeol_is_known_by_its_number_where_the_lexicon_has_it() -> None:
    table = StringTable(pack(["등대", "섬"]))
    numbering = Numbering([(0, table)])
    assert numbering.number_if_known("섬") is None
    assert (numbering["섬"], numbering["바다"]) == (1, 2)
    assert numbering.number_if_known("섬") == 1
    assert numbering.number_if_known("바다") == -1
    everything = Numbering([(0, table)], most=True)
    assert everything["바다"] == 2
    assert everything.number_if_known("등대") == 0
    assert everything.number_if_known("누리") == -1


def test_nothing_gathered_is_laid_out_as_nothing() -> None:
    laid = Interner(Numbering([])).lay_out()
    assert (laid.eojeols.tolist(), laid.bounds.tolist()) == ([], [0])


def test_known_strings_keep_their_numbers() -> None:
    first = StringTable(pack(["나무", "등대"]))
    second = StringTable(pack(["바다", "섬"]))
    numbering = Numbering([(0, first), (2, second)])
    assert [numbering[text] for text in ("등대", "섬", "하늘", "나무", "구름", "하늘")] == [
        1,
        3,
        4,
        0,
        5,
        4,
    ]
    assert numbering.new == ["하늘", "구름"]


def test_new_strings_are_settled_in_another_order() -> None:
    import numpy as np

    numbering = Numbering([])
    assert [numbering["하늘"], numbering["구름"]] == [0, 1]
    numbering.settle(np.array([1, 0]))
    assert [numbering["하늘"], numbering["구름"], numbering["별"]] == [1, 0, 2]
    assert numbering.new == ["별"]


def test_many_look_ups_read_the_whole_lexicon_and_find_the_same() -> None:
    known = sorted(f"낱말{number}" for number in range(30_000))
    numbering = Numbering([(0, StringTable(pack(known)))])
    assert [numbering[text] for text in known] == list(range(30_000))
    assert numbering["처음 보는 말"] == 30_000
