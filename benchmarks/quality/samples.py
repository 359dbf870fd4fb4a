"""Pieces of text copied from articles, as queries that must find those articles."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

from benchmarks.datasets import Document, Question
from benchmarks.quality.hangul import is_hangul

SEED = 3000
_TRIES = 40
"""Draws for each sample wanted, before a collection counts as too poor in that kind."""


class Kind(StrEnum):
    EOJEOL = "an eojeol"
    PAIR = "two neighbouring eojeols"
    JOINED = "the same without the space"
    SPLIT = "a word of 4+ syllables, a space after the second"
    INSIDE = "two syllables from inside a word"


@dataclass(frozen=True, slots=True)
class Eojeol:
    """A run between spaces without its outer punctuation, and where it occurs in the text."""

    text: str
    start: int
    end: int


def eojeols(text: str) -> Iterator[Eojeol]:
    for run in re.finditer(r"\S+", text):
        kept = [place for place, character in enumerate(run.group()) if character.isalnum()]
        if kept:
            start, end = run.start() + kept[0], run.start() + kept[-1] + 1
            yield Eojeol(text[start:end], start, end)


def draw(documents: Sequence[Document], kind: Kind, count: int) -> list[Question]:
    """`count` pieces of one kind; the same every time, longer articles giving more of them.

    PAIR and JOINED are drawn alike, so that the one is the other without its space.
    """
    seed = Kind.PAIR if kind is Kind.JOINED else kind
    chance = random.Random(f"{SEED} {seed}")
    weights = list(accumulate(len(document.body) for document in documents))
    drawn: list[Question] = []
    for _ in range(count * _TRIES):
        (document,) = chance.choices(documents, cum_weights=weights)
        piece = _PIECES[kind](document.body, chance)
        if piece is not None:
            drawn.append(Question(f"{kind.name}{len(drawn)}", piece, document.id))
        if len(drawn) == count:
            break
    return drawn


def words(documents: Sequence[Document], count: int, syllables: int) -> list[Question]:
    """Hangul words of at least ``syllables`` syllables, drawn like the other pieces."""
    chance = random.Random(f"{SEED} words")
    weights = list(accumulate(len(document.body) for document in documents))
    drawn: list[Question] = []
    for _ in range(count * _TRIES):
        (document,) = chance.choices(documents, cum_weights=weights)
        word = _hangul_word(document.body, chance, syllables)
        if word is not None:
            drawn.append(Question(f"WORD{len(drawn)}", word, document.id))
        if len(drawn) == count:
            break
    return drawn


def _eojeol(text: str, chance: random.Random) -> str | None:
    found = list(eojeols(text))
    return chance.choice(found).text if found else None


def _pair(text: str, chance: random.Random) -> str | None:
    """Two eojeols with nothing but one space between them, as they stand."""
    found = [
        text[one.start : two.end]
        for one, two in pairwise(eojeols(text))
        if text[one.end : two.start] == " "
    ]
    return chance.choice(found) if found else None


def _joined(text: str, chance: random.Random) -> str | None:
    pair = _pair(text, chance)
    return None if pair is None else pair.replace(" ", "")


def _hangul_word(text: str, chance: random.Random, syllables: int) -> str | None:
    found = [
        eojeol.text
        for eojeol in eojeols(text)
        if len(eojeol.text) >= syllables and is_hangul(eojeol.text)
    ]
    return chance.choice(found) if found else None


def _split(text: str, chance: random.Random) -> str | None:
    word = _hangul_word(text, chance, 4)
    return None if word is None else f"{word[:2]} {word[2:]}"


def _inside(text: str, chance: random.Random) -> str | None:
    word = _hangul_word(text, chance, 3)
    if word is None:
        return None
    start = chance.randrange(len(word) - 1)
    return word[start : start + 2]


_PIECES: dict[Kind, Callable[[str, random.Random], str | None]] = {
    Kind.EOJEOL: _eojeol,
    Kind.PAIR: _pair,
    Kind.JOINED: _joined,
    Kind.SPLIT: _split,
    Kind.INSIDE: _inside,
}
