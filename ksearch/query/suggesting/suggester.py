"""Suggests corrections of words and queries, from the words of the articles."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from ksearch.arrays.cache import Cache
from ksearch.korean.grammar.particles import PARTICLES, bare_forms, can_follow, stems
from ksearch.korean.letters import jamo
from ksearch.korean.letters.hanja import is_hanja
from ksearch.korean.letters.keyboard import other_layouts
from ksearch.korean.letters.respelling import respelt
from ksearch.korean.normalise import fold
from ksearch.korean.splitting import split
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.query.suggesting.completing import Completer
from ksearch.query.suggesting.initials import (
    may_be_initials,
    words_beginning_with_initials,
    words_side_by_side,
    words_with_initials,
)
from ksearch.query.suggesting.slips import slips
from ksearch.query.suggesting.vocabulary import Vocabulary
from ksearch.storage.frequencies import Frequencies

#: Logarithm of the ratio of frequencies that outweighs one more slip.
_SLIP_LOG_RATIO = 7.0
#: Cost of the wrong keyboard layout, in slips: one mistake that changes all letters.
_LAYOUT_COST = 0.5
_LAYOUT_BY_CHANCE = 1.5
#: Cost of a forgotten or needless space, in slips.
_SPACE_COST = 0.8
#: Cost, in slips, of a particle that the noun never has in the articles.
_NEW_PARTICLE_COST = 0.5
#: The most frequent particles: after a vowel, after a consonant.
_COMMON_PARTICLES = {False: ("를", "는", "의"), True: ("을", "은", "의")}
#: Least syllables of each half of a word cut in two: many single syllables are words by chance.
_MIN_HALF = 2
#: Least letters of a word that is corrected.
_MIN_LETTERS = 2
#: Least letters of a Latin word that is corrected.
_MIN_LATIN_LETTERS = 4
#: Cache size of suggestions, in bytes.
_CACHE_BYTES = 1 << 20
#: Most suggestions for a word.
_MAX_SUGGESTIONS = 10

_WORD_EDGE = r"(?<![^\W_]){}(?![^\W_])"

#: A suggestion with its score: the logarithm of its frequency minus the cost of its slips.
Scored = tuple[str, float]


class Suggester:
    """Suggests words of one snapshot for mistyped ones; safe to share between threads.

    Words are compared in strokes: one wrong letter in a syllable is a small distance, and so is
    코슾 or 코ㅅ피 for 코스피. Of words at the same distance, the more frequent comes first.
    """

    def __init__(self, lexicon: Lexicon, frequencies: Frequencies) -> None:
        self.vocabulary = Vocabulary(lexicon, frequencies)
        self._completer = Completer(self.vocabulary)
        self._suggested: Cache[tuple[str, ...]] = Cache(_CACHE_BYTES)

    def is_word(self, text: str) -> bool:
        """Return whether a word needs no correction: the lexicon has it, or its noun."""
        return self.vocabulary.is_word(text)

    def suggest_word(self, text: str, limit: int = 3) -> list[str]:
        """Return the words that were probably meant, the likeliest first.

        Mistyped letters (대통렁 → 대통령), the wrong keyboard layout (zhtmvl → 코스피), initials
        (ㅋㅅㅍ → 코스피) and a forgotten space (기준금리인하 → 기준금리 인하).
        """
        return list(self._suggested.of(text, lambda: self._suggest(text))[:limit])

    def suggest_queries(self, text: str, missing: Sequence[str], limit: int = 3) -> list[str]:
        """Return corrections of a query, the likeliest first.

        Args:
            text: the query, in any syntax; what is not corrected stays as it is.
            missing: its words that no article has, as they are spelt in it.
            limit: the most corrections; they differ only in the first missing word.
        """
        joined = self._joined(text, missing)
        if joined is not None:
            return [joined]
        choices = {word: self.suggest_word(word, limit) for word in missing}
        choices = {word: words for word, words in choices.items() if words}
        if not choices:
            return []
        best = {word: words[0] for word, words in choices.items()}
        first = next(iter(choices))
        queries = [_replaced(text, {**best, first: word}) for word in choices[first]]
        return list(dict.fromkeys(query for query in queries if query != text))

    def _joined(self, text: str, missing: Sequence[str]) -> str | None:
        """Return the query without a space too many: 코스 피지수 → 코스피지수."""
        eojeols, separators = split(text)
        if any(separator.strip() for separator in separators):
            return None
        for place in range(len(eojeols) - 1):
            pair = eojeols[place : place + 2]
            if missing and not any(word in missing for word in pair):
                continue
            word = "".join(pair)
            if self.vocabulary.frequency(word) > 0:
                return " ".join([*eojeols[:place], word, *eojeols[place + 2 :]])
        return None

    def _suggest(self, text: str) -> tuple[str, ...]:
        best: dict[str, float] = {}
        for source in _SOURCES:
            for word, score in source(self, text):
                if score > best.get(word, -math.inf) and _may_be_meant(word, text):
                    best[word] = score
        ranked = sorted(best, key=lambda word: (-best[word], word))
        return tuple(ranked[:_MAX_SUGGESTIONS])

    # Where suggestions come from

    def _by_initials(self, text: str) -> Iterator[Scored]:
        if not may_be_initials(text):
            return
        found = False
        for spellings in self.vocabulary:
            numbers = words_with_initials(text, spellings)
            weights = spellings.weigh(numbers)
            for place in weights.argsort()[::-1][:_MAX_SUGGESTIONS].tolist():
                if weights[place] > 0:
                    found = True
                    yield spellings.text(int(numbers[place])), math.log(weights[place])
        if not found:
            yield from self._nouns_by_initials(text)

    def _nouns_by_initials(self, text: str) -> Iterator[Scored]:
        """Yield nouns with these initials that occur only with a particle: ㅅㅇㅎㅁ, 산업혁명을."""
        length = len(jamo.initials(text))
        for spellings in self.vocabulary.eojeols:
            numbers = words_beginning_with_initials(text, length + 1, spellings)
            weights = spellings.weigh(numbers)
            for place in weights.argsort()[::-1][:_MAX_SUGGESTIONS].tolist():
                word = fold(spellings.text(int(numbers[place])))
                noun, particle = word[:length], word[length:]
                if weights[place] > 0 and particle in PARTICLES and can_follow(particle, noun[-1]):
                    yield noun, math.log(weights[place]) - _NEW_PARTICLE_COST * _SLIP_LOG_RATIO

    def _by_two_words(self, text: str) -> Iterator[Scored]:
        """Yield two words for initials that no single word has."""
        if may_be_initials(text) and not any(True for _ in self._by_initials(text)):
            for words, count in words_side_by_side(text, self.vocabulary, _MAX_SUGGESTIONS):
                yield words, math.log(count) - _SPACE_COST * _SLIP_LOG_RATIO

    def _by_beginning(self, text: str) -> Iterator[Scored]:
        """Yield words that were typed up to a consonant in the middle: 장바ㄱ → 장바구니."""
        folded = fold(text)
        if len(folded) < _MIN_LETTERS or not (
            jamo.is_letter(folded[-1]) and jamo.is_syllable(folded[-2])
        ):
            return
        for word in self._completer.complete(folded, _MAX_SUGGESTIONS):
            yield (
                word,
                math.log(max(self.vocabulary.frequency(word), 1)) - _LAYOUT_COST * _SLIP_LOG_RATIO,
            )

    def _by_loanword(self, text: str) -> Iterator[Scored]:
        """Yield other spellings of a loanword, with its particle if it has one: 케익 → 케이크."""
        folded = fold(text)
        for word in (folded, *bare_forms(folded)):
            for cost, spelt in respelt(word):
                if self.vocabulary.lexicon.find_term(spelt) < 0:
                    continue
                frequency = self.vocabulary.frequency(spelt)
                if frequency > 0:
                    yield spelt + folded[len(word) :], math.log(frequency) - cost * _SLIP_LOG_RATIO

    def _by_layout(self, text: str) -> Iterator[Scored]:
        for word in other_layouts(text):
            frequency = self.vocabulary.frequency(word)
            hangul = jamo.is_syllable(word[0])
            # Whole syllables may spell a Latin word by chance (뭉 is and); single letters do not.
            layout = _LAYOUT_COST if hangul or any(map(jamo.is_letter, text)) else _LAYOUT_BY_CHANCE
            if frequency > 0:
                yield word, math.log(frequency) - layout * _SLIP_LOG_RATIO
            elif hangul and self._reads(word):
                yield word, -layout * _SLIP_LOG_RATIO

    def _reads(self, word: str) -> bool:
        return self.is_word(word) or any(True for _ in self._cuts(key_of(word)))

    def _by_slips(self, text: str) -> Iterator[Scored]:
        folded = fold(text)
        if len(folded) < _MIN_LETTERS or may_be_initials(text) or _is_short_latin(folded):
            return
        near = list(self._near(folded))
        yield from near
        if near:
            return
        others = list(self._with_other_particle(folded))
        yield from others
        if not others and jamo.is_syllable(folded[-1]) and not any(self._cuts(folded)):
            yield from self._without_particle(folded)

    def _with_other_particle(self, folded: str) -> Iterator[Scored]:
        """Yield nouns near the typed one, with the typed particle."""
        for stem in stems(folded):
            for word, score in self._near(stem, nouns=True):
                yield word + folded[len(stem) :], score - _NEW_PARTICLE_COST * _SLIP_LOG_RATIO

    def _without_particle(self, folded: str) -> Iterator[Scored]:
        """Yield nouns that occur only with a particle: 산업혁먕 → 산업혁명(을)."""
        for particle in _COMMON_PARTICLES[jamo.has_final(folded[-1])]:
            for word, score in self._near(folded + particle):
                if word.endswith(particle):
                    yield word[: -len(particle)], score - _NEW_PARTICLE_COST * _SLIP_LOG_RATIO

    def _near(self, folded: str, *, nouns: bool = False) -> Iterator[Scored]:
        for spellings in self.vocabulary:
            numbers, distances = slips(folded, spellings)
            if nouns:
                kept = spellings.nominal(numbers)
                numbers, distances = numbers[kept], distances[kept]
            weights = spellings.weigh(numbers)
            for number, distance, weight in zip(
                numbers.tolist(), distances.tolist(), weights.tolist(), strict=True
            ):
                if weight > 0:
                    yield spellings.text(number), math.log(weight) - distance * _SLIP_LOG_RATIO

    def _by_space(self, text: str) -> Iterator[Scored]:
        yield from self._cuts(key_of(text))

    def _cuts(self, key: str) -> Iterator[Scored]:
        """Yield the ways to read a word as two known ones, scored by the rarer of them."""
        for place in range(_MIN_HALF, len(key) - _MIN_HALF + 1):
            head, tail = key[:place], key[place:]
            frequency = min(self.vocabulary.frequency(head), self.vocabulary.frequency(tail))
            if frequency > 0:
                yield f"{head} {tail}", math.log(frequency) - (1 + _SPACE_COST) * _SLIP_LOG_RATIO


_SOURCES: tuple[Callable[[Suggester, str], Iterator[Scored]], ...] = (
    Suggester._by_initials,
    Suggester._by_two_words,
    Suggester._by_beginning,
    Suggester._by_layout,
    Suggester._by_loanword,
    Suggester._by_slips,
    Suggester._by_space,
)


def _may_be_meant(word: str, text: str) -> bool:
    """Return whether a word may be what was meant by a text.

    Not if it is the same word with or without a particle, or if a digit or a hanja differs: such a
    difference is not a slip of the fingers.
    """
    if word == text or _settled(word) != _settled(text):
        return False
    longer, shorter = (word, text) if len(word) > len(text) else (text, word)
    return not (longer.startswith(shorter) and longer[len(shorter) :] in PARTICLES)


def _is_short_latin(folded: str) -> bool:
    """Return whether a word has too few Latin letters to be corrected: A/B is near ALB."""
    return folded.isascii() and 0 < sum(map(str.isalpha, folded)) < _MIN_LATIN_LETTERS


def _settled(text: str) -> str:
    """Return the digits and hanja of a text."""
    return "".join([sign for sign in text if sign.isdigit() or is_hanja(sign)])


def _replaced(text: str, words: dict[str, str]) -> str:
    """Replace words of a query by others, where they occur as whole words."""
    pattern = "|".join(_WORD_EDGE.format(re.escape(word)) for word in words)
    return re.sub(pattern, lambda match: words[match.group()], text)
