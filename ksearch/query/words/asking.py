"""Interrogative words (무엇입니까, 누구, 어느), which seldom occur in the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ksearch.plan import Word

#: Weight of an interrogative word, chosen on questions about paragraphs.
_ASKING_WEIGHT = 0.25
#: Average length in eojeols below which interrogative words keep their weight: in short texts,
#: question and answer use the same words.
_SHORT_TEXTS = 30
#: Entries of the cache of `asks`, one a word.
_KNOWN_WORDS = 1 << 12
#: Interrogative pronouns, adverbs and determiners with their particles and copulas.
_ASKING = re.compile(
    r"(?:무엇|누구|어디|언제|얼마)"
    r"(?:[이가은는을를의]|과|와|에|에서|에게|로|으로|라고?|이라고?|인지|쯤|부터|까지)?"
    r"|(?:무엇|누구|어디|언제|얼마)(?:이|인|일|였|이었|입)[가-힣]{1,3}"
    r"|누가|뭐[가를]?|뭘|뭔가요?|어느|어떤|어떠한|어떻게|무슨|몇|왜|어째서"
)


@lru_cache(_KNOWN_WORDS)
def asks(text: str) -> bool:
    """Return whether a word, without punctuation, is interrogative."""
    return _ASKING.fullmatch(text) is not None


def with_less_asking(words: Sequence[Word], average_length: float) -> list[Word]:
    """Return the words of a query with less weight for interrogative ones, unless all are.

    Args:
        words: of the query, in order.
        average_length: of the texts that are searched, in eojeols.
    """
    asking = [asks(word.text.strip("?!.？！")) for word in words]
    if average_length < _SHORT_TEXTS or not any(asking) or all(asking):
        return list(words)
    return [_lighter(word) if asks else word for word, asks in zip(words, asking, strict=True)]


def _lighter(word: Word) -> Word:
    return word.changed(
        scored=tuple((leaf, _ASKING_WEIGHT * weight) for leaf, weight in word.scored)
    )
