"""Hangul letters of a text: decomposing into keystrokes, composing, initials (초성).

The unit is the *stroke*: one key press on the standard Korean keyboard (두벌식), written as a
compatibility jamo (U+3131..U+3163). ㄲ ㄸ ㅃ ㅆ ㅉ ㅒ ㅖ are one stroke (a key with Shift); the
compound vowels (ㅘ = ㅗㅏ) and the compound finals (ㄳ = ㄱㅅ) are two. So what was typed of a word
is always a prefix of the word's strokes, wherever the keyboard had put the last consonant: 코스ㅍ
and 코슾 both begin 코스피.

Syllable arithmetic as in the Unicode Standard, section 3.12. Nothing here needs numpy; the same
over arrays is in `ksearch.korean.letters.jamo_arrays`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

SYLLABLE_FIRST = 0xAC00
SYLLABLE_LAST = 0xD7A3
VOWEL_COUNT = 21
FINAL_COUNT = 28
SYLLABLES_PER_INITIAL = VOWEL_COUNT * FINAL_COUNT

#: The letters of a syllable in the order of Unicode, as compatibility jamo.
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

#: Letters that take two keys, and those keys.
COMPOUNDS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
    "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ",
}  # fmt: skip

_COMPOUND_OF = {strokes: letter for letter, strokes in COMPOUNDS.items()}
_INITIAL_NUMBER = {letter: number for number, letter in enumerate(INITIALS)}
_VOWEL_NUMBER = {letter: number for number, letter in enumerate(VOWELS)}
_COMPOUND_CONSONANTS = frozenset(letter for letter in COMPOUNDS if letter in FINALS)
_FINAL_NUMBER = {letter: number for number, letter in enumerate(FINALS)}


def is_syllable(character: str) -> bool:
    """Return whether the character is one of the 11,172 syllables."""
    return "가" <= character <= "힣"


def is_letter(character: str) -> bool:
    """Return whether the character is a letter that stands alone (a modern compatibility jamo)."""
    return "ㄱ" <= character <= "ㅣ"


def split_syllable(syllable: str) -> tuple[str, str, str]:
    """Return a syllable's initial, vowel and final ("" when open): 한 → ㅎ, ㅏ, ㄴ."""
    number = ord(syllable) - SYLLABLE_FIRST
    initial, rest = divmod(number, SYLLABLES_PER_INITIAL)
    vowel, final = divmod(rest, FINAL_COUNT)
    return INITIALS[initial], VOWELS[vowel], FINALS[final]


def join_syllable(initial: str, vowel: str, final: str = "") -> str:
    """Return the syllable of three letters; the inverse of `split_syllable`."""
    return chr(
        SYLLABLE_FIRST
        + _INITIAL_NUMBER[initial] * SYLLABLES_PER_INITIAL
        + _VOWEL_NUMBER[vowel] * FINAL_COUNT
        + _FINAL_NUMBER[final]
    )


def has_final(character: str) -> bool:
    """Return whether the character is a syllable that ends in a consonant (받침)."""
    return is_syllable(character) and (ord(character) - SYLLABLE_FIRST) % FINAL_COUNT != 0


def to_jamo(text: str) -> str:
    """Return the text as strokes: 닭과 → ㄷㅏㄹㄱㄱㅗㅏ. What is not Hangul stays as it is."""
    return "".join([_strokes(character) for character in text])


@lru_cache(maxsize=4096)
def _strokes(character: str) -> str:
    if is_syllable(character):
        initial, vowel, final = split_syllable(character)
        return initial + COMPOUNDS.get(vowel, vowel) + COMPOUNDS.get(final, final)
    return COMPOUNDS.get(character, character)


def initials(text: str) -> str:
    """Return the text with each syllable reduced to its initial: AI반도체 → AIㅂㄷㅊ.

    A compound consonant standing alone is two initials, as keyboards run them together:
    ㄳㅎㄴㄷ → ㄱㅅㅎㄴㄷ. What is not Hangul stays as it is.
    """
    return "".join([_initials_of(character) for character in text])


def _initials_of(character: str) -> str:
    if is_syllable(character):
        return INITIALS[(ord(character) - SYLLABLE_FIRST) // SYLLABLES_PER_INITIAL]
    return COMPOUNDS[character] if character in _COMPOUND_CONSONANTS else character


def is_initials(text: str) -> bool:
    """Return whether the text is nothing but consonants, as somebody types 초성: ㅋㅅㅍ."""
    return text != "" and all("ㄱ" <= character <= "ㅎ" for character in text)


def compose(text: str) -> str:
    """Put separate letters together as the keyboard does: ㅋㅗㅅㅡㅍㅣ → 코스피.

    Only runs of compatibility jamo are touched; a letter never joins a syllable that the text
    already has. A final goes over to the next syllable when a vowel follows (ㄱㅏㄱㅏ → 가가), half
    of a compound final likewise (ㄷㅏㄹㄱㅏ → 달가). Consonants without a vowel stay apart (ㄱㅅ),
    vowels without a consonant join where they can (ㅗㅏ → ㅘ).

    For text made of whole syllables, ``compose(to_jamo(text)) == text``.
    """
    pieces = groupby(text, key=is_letter)
    return "".join(
        _compose_strokes(to_jamo("".join(run))) if letters else "".join(run)
        for letters, run in pieces
    )


def _compose_strokes(strokes: str) -> str:
    out: list[str] = []
    position, end = 0, len(strokes)
    while position < end:
        letter = strokes[position]
        vowel_at = position + 1 if letter in _INITIAL_NUMBER else position
        vowel, after_vowel = _vowel(strokes, vowel_at)
        if not vowel:
            out.append(letter)
            position += 1
        elif vowel_at == position:
            out.append(vowel)
            position = after_vowel
        else:
            final, position = _final(strokes, after_vowel)
            out.append(join_syllable(letter, vowel, final))
    return "".join(out)


def _vowel(strokes: str, position: int) -> tuple[str, int]:
    """Return the longest vowel at the place ("" if none) and the place after it."""
    compound = _COMPOUND_OF.get(strokes[position : position + 2], "")
    if compound in _VOWEL_NUMBER:
        return compound, position + 2
    single = strokes[position : position + 1]
    return (single, position + 1) if single in _VOWEL_NUMBER else ("", position)


def _final(strokes: str, position: int) -> tuple[str, int]:
    """Return the longest final at the place that leaves a following vowel its initial."""
    for length in (2, 1):
        piece = strokes[position : position + length]
        letter = _COMPOUND_OF.get(piece, "") if length == 2 else piece
        if not letter or letter not in _FINAL_NUMBER:
            continue
        if strokes[position + length : position + length + 1] not in _VOWEL_NUMBER:
            return letter, position + length
    return "", position
