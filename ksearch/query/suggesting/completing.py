"""Words that begin with what has been typed so far, letter by letter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np

from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Ids
from ksearch.korean.letters import jamo
from ksearch.korean.letters.jamo_arrays import initials_of_units
from ksearch.korean.letters.keyboard import english_to_hangul, hangul_to_english
from ksearch.korean.normalise import fold
from ksearch.lexicon.string_table import StringTable
from ksearch.query.suggesting.initials import may_be_initials, words_side_by_side
from ksearch.query.suggesting.vocabulary import SpellingTable, Vocabulary

#: The first and the last prefix (by code point) of a range of strings; both included.
Opening = tuple[str, str]

_LAST_CODE_POINT = "\U0010ffff"
#: Candidates taken from each table per wanted word, because some have the same spelling.
_CANDIDATES_PER_WORD = 3
#: Cache size of completions, in bytes.
_CACHE_BYTES = 1 << 20


class Completer:
    """Completes words of the articles of one snapshot, the most frequent first.

    Terms and bare nouns come before words with particles and endings: 코스 is completed to 코스피,
    not to 코스피는.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._completed: Cache[tuple[str, ...]] = Cache(_CACHE_BYTES)

    def complete(self, text: str, limit: int = 10) -> list[str]:
        """Return completions of the last word of a text, behind the words before it.

        Words are compared by strokes: 코스ㅍ and 코슾 both lead to 코스피. Consonants alone are
        initials (ㅋㅅㅍ), also of two words (ㅎㅇㅌㅌ, 회원 탈퇴). If no word begins so, the text
        is read as typed with the other keyboard layout (zhtm).
        """
        settled, _, last = text.strip().rpartition(" ")
        before = f"{settled} " if settled else ""
        beginning = fold(last)
        completed = self._completed.of((beginning, limit), lambda: self._complete(beginning, limit))
        return [before + word for word in completed]

    def _complete(self, beginning: str, limit: int) -> tuple[str, ...]:
        if not beginning:
            return ()
        found = self._beginning_with(beginning, limit)
        if not found and may_be_initials(beginning):
            return self._side_by_side(beginning, limit)
        if not found:
            typed = (english_to_hangul(beginning), fold(hangul_to_english(beginning)))
            for other in dict.fromkeys(typed):
                if other != beginning:
                    found = found or self._beginning_with(other, limit)
        return found

    def _side_by_side(self, letters: str, limit: int) -> tuple[str, ...]:
        """Return pairs of neighbouring words with these initials, the most frequent first."""
        pairs = words_side_by_side(letters, self._vocabulary, limit)
        return _most_frequent({words: float(count) for words, count in pairs}, limit)

    def _beginning_with(self, beginning: str, limit: int) -> tuple[str, ...]:
        choose = _by_initials if may_be_initials(beginning) else _by_strokes
        found: dict[str, float] = {}
        vocabulary = self._vocabulary
        for spellings in vocabulary:
            numbers = choose(spellings.table, beginning)
            _collect(spellings, numbers[spellings.nominal(numbers)], limit, found)
        if len(found) >= limit:
            return _most_frequent(found, limit)
        others: dict[str, float] = {}
        for spellings in vocabulary:
            _collect(spellings, choose(spellings.table, beginning), limit + len(found), others)
        rest = {word: weight for word, weight in others.items() if word not in found}
        return (*_most_frequent(found, limit), *_most_frequent(rest, limit - len(found)))


def _collect(spellings: SpellingTable, numbers: Ids, limit: int, found: dict[str, float]) -> None:
    """Add the most frequent of some spellings to what was found."""
    weights = spellings.weigh(numbers)
    count = _CANDIDATES_PER_WORD * limit
    best = np.arange(len(numbers))
    if len(numbers) > count:
        best = np.argpartition(weights, len(numbers) - count)[-count:]
    for place in best.tolist():
        if weights[place] > 0:
            word = spellings.text(int(numbers[place]))
            found[word] = max(found.get(word, 0.0), float(weights[place]))


def _most_frequent(found: dict[str, float], limit: int) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda word: (-found[word], word))[:limit])


def _by_strokes(table: StringTable, beginning: str) -> Ids:
    """Return the numbers of the strings whose typing begins with the same strokes."""
    return _between(table, openings(beginning))


def _by_initials(table: StringTable, beginning: str) -> Ids:
    """Return the numbers of the strings whose syllables begin with these consonants."""
    letters = jamo.initials(beginning)
    numbers = _between(table, [_syllables_of(letters[0])])
    numbers = numbers[table.lengths[numbers] >= len(letters)]
    for place, letter in enumerate(letters[1:], 1):
        units = table.chars[table.starts[numbers].astype(np.int64) + place]
        numbers = numbers[initials_of_units(units) == ord(letter)]
    return numbers


def _between(table: StringTable, openings: Iterable[Opening]) -> Ids:
    """Return the numbers of the strings in the ranges."""
    ranks = range(len(table))
    order = table.order

    def spelt(rank: int) -> str:
        return table.text(rank if order is None else int(order[rank]))

    found = []
    for first, last in openings:
        begin = bisect_left(ranks, first, key=spelt)
        end = bisect_left(ranks, last + _LAST_CODE_POINT, lo=begin, key=spelt)
        found.append(np.arange(begin, end) if order is None else order[begin:end])
    return np.concatenate(found).astype(np.int64)


def openings(beginning: str) -> Iterator[Opening]:
    """Yield the ranges of strings whose typing begins with the strokes of a beginning (folded).

    The ranges do not overlap. The last consonant may be the final of its syllable or the initial of
    the next (코슾 is 코슾… or 코스ㅍ…), the last vowel may be half of one (고… or 과…).
    """
    typed = jamo.compose(jamo.to_jamo(beginning))
    for first, last in _last_characters(typed[-1]):
        yield typed[:-1] + first, typed[:-1] + last


def _last_characters(last: str) -> Iterator[Opening]:
    if not jamo.is_syllable(last):
        yield last, last
        if last in jamo.INITIALS:
            yield _syllables_of(last)
        return
    initial, vowel, final = jamo.split_syllable(last)
    if not final:
        for full in _grown(vowel, jamo.VOWELS):
            yield (
                jamo.join_syllable(initial, full),
                jamo.join_syllable(initial, full, jamo.FINALS[-1]),
            )
        return
    for full in _grown(final, jamo.FINALS):
        syllable = jamo.join_syllable(initial, vowel, full)
        yield syllable, syllable
    strokes = jamo.to_jamo(final)
    if strokes[-1] in jamo.INITIALS:
        syllable = jamo.join_syllable(initial, vowel, strokes[:-1])
        first, last = _syllables_of(strokes[-1])
        yield syllable + first, syllable + last


def _grown(letter: str, letters: Iterable[str]) -> list[str]:
    """Return a letter and the compound letters that begin with it: ㅗ → ㅗ ㅘ ㅙ ㅚ."""
    strokes = jamo.to_jamo(letter)
    return [full for full in letters if full and jamo.to_jamo(full).startswith(strokes)]


def _syllables_of(initial: str) -> Opening:
    """Return the first and the last syllable with an initial."""
    return (
        jamo.join_syllable(initial, jamo.VOWELS[0]),
        jamo.join_syllable(initial, jamo.VOWELS[-1], jamo.FINALS[-1]),
    )
