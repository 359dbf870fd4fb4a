"""Words that ask (누구, 어느; 나라는 at the end of a question), which answers seldom have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ksearch.korean.grammar.particles import can_follow
from ksearch.korean.letters.jamo import is_syllable
from ksearch.plan import Word

#: Weight of an interrogative word, chosen on questions about paragraphs.
_ASKING_WEIGHT = 0.25
#: Weight of the noun at the end of a question that says what is asked for: an answer names the
#: country, and seldom calls it one. Chosen on halves of questions about paragraphs.
_ASKED_WEIGHT = 0.4
#: Particles of that noun.
_TOPIC = ("은", "는")
_QUESTION_MARKS = ("?", "？")
_PUNCTUATION = "?!.？！"
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


def with_less_asking(words: Sequence[Word], average_length: float, text: str) -> list[Word]:
    """Return the words of a query with less weight for those that ask, unless all do.

    Args:
        words: of the query, in order.
        average_length: of the texts that are searched, in eojeols.
        text: the query as typed.
    """
    weights = [_ASKING_WEIGHT if asks(word.text.strip(_PUNCTUATION)) else 1.0 for word in words]
    if len(words) > 1 and weights[-1] == 1.0 and _names_what_is_asked(words[-1], text):
        weights[-1] = _ASKED_WEIGHT
    if average_length < _SHORT_TEXTS or max(weights, default=1.0) < 1.0:
        return list(words)
    return [_lighter(word, weight) for word, weight in zip(words, weights, strict=True)]


def _names_what_is_asked(word: Word, text: str) -> bool:
    """Return whether the last word of a question is a noun that says what is asked for: 나라는?"""
    bare = word.text.strip(_PUNCTUATION)
    noun, particle = bare[:-1], bare[-1:]
    if not noun or particle not in _TOPIC or not text.rstrip().endswith(_QUESTION_MARKS):
        return False
    return not is_syllable(noun[-1]) or can_follow(particle, noun[-1])


def _lighter(word: Word, weight: float) -> Word:
    if weight == 1.0:
        return word
    return word.changed(scored=tuple((leaf, weight * each) for leaf, each in word.scored))
