"""Pieces that are cut out of articles."""

import pytest

from benchmarks.datasets import Document
from benchmarks.quality.hangul import is_hangul
from benchmarks.quality.samples import Kind, draw, eojeols, words

ARTICLES = [
    Document("a", "항만 소식", "동해항이 “화물열차” 운행을 두 배로 늘렸다. 철도공사가 밝혔다."),
    Document("b", "", "(강릉) 커피콩박물관에서 해맞이축제가 열린다."),
]
BODIES = {article.id: article.body for article in ARTICLES}


def test_eojeols_lose_their_outer_punctuation() -> None:
    assert [one.text for one in eojeols("(강릉) “3·1절” 행사… — 끝.")] == [
        "강릉",
        "3·1절",
        "행사",
        "끝",
    ]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_draw_is_the_same_every_time(kind: Kind) -> None:
    assert draw(ARTICLES, kind, 20) == draw(ARTICLES, kind, 20)


def test_pairs_stand_in_their_article_as_they_are() -> None:
    for pair in draw(ARTICLES, Kind.PAIR, 50):
        assert pair.only is not None
        assert pair.text in BODIES[pair.only]
        assert pair.text.count(" ") == 1


def test_joined_pieces_are_the_pairs_without_their_space() -> None:
    pairs = draw(ARTICLES, Kind.PAIR, 30)
    joined = draw(ARTICLES, Kind.JOINED, 30)
    assert [pair.text.replace(" ", "") for pair in pairs] == [piece.text for piece in joined]


def test_split_words_have_a_space_after_the_second_syllable() -> None:
    for piece in draw(ARTICLES, Kind.SPLIT, 50):
        assert piece.text[2] == " "
        assert piece.only is not None
        assert piece.text.replace(" ", "") in BODIES[piece.only]


def test_pieces_from_inside_are_two_syllables() -> None:
    for piece in draw(ARTICLES, Kind.INSIDE, 50):
        assert len(piece.text) == 2
        assert is_hangul(piece.text)


def test_words_have_the_syllables_asked_for() -> None:
    drawn = {word.text for word in words(ARTICLES, 60, 5)}
    assert drawn == {"철도공사가", "커피콩박물관에서", "해맞이축제가"}


def test_a_collection_without_such_pieces_gives_none() -> None:
    assert draw([Document("c", "", "비 온 뒤")], Kind.SPLIT, 5) == []
