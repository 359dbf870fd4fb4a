"""Hangul taken apart, apart from ksearch's own code, so that the one can be judged by the other.

Arithmetic of syllables: Unicode Standard, section 3.12. Keys: the standard two-set layout
(KS X 5002).
"""

import random

_FIRST = 0xAC00
_LAST = 0xD7A3
_VOWELS = 21
_TAILS = 28

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_INITIAL_KEYS = tuple("rRseEfaqQtTdwWczxvg")
_VOWEL_KEYS = (*"koiOjpuPh", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l")
_TAIL_KEYS = (
    *("", "r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg"),
    *("a", "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"),
)


def is_hangul(text: str) -> bool:
    """Whether the text is made of nothing but Hangul syllables."""
    return bool(text) and all(_FIRST <= ord(character) <= _LAST for character in text)


def take_apart(syllable: str) -> tuple[int, int, int]:
    """Numbers of the initial (0–18), the vowel (0–20) and the tail (0–27, 0 for none)."""
    rest, tail = divmod(ord(syllable) - _FIRST, _TAILS)
    initial, vowel = divmod(rest, _VOWELS)
    return initial, vowel, tail


def put_together(initial: int, vowel: int, tail: int) -> str:
    return chr(_FIRST + (initial * _VOWELS + vowel) * _TAILS + tail)


def initials_of(word: str) -> str:
    """코스피 → ㅋㅅㅍ."""
    return "".join(INITIALS[take_apart(syllable)[0]] for syllable in word)


def keys_of(word: str) -> str:
    """What typing the word gives on an English layout: 코스피 → zhtmvl."""
    return "".join(_keys(syllable) for syllable in word)


def _keys(syllable: str) -> str:
    initial, vowel, tail = take_apart(syllable)
    return f"{_INITIAL_KEYS[initial]}{_VOWEL_KEYS[vowel]}{_TAIL_KEYS[tail]}"


def with_one_jamo_wrong(word: str, chance: random.Random) -> str:
    """The word with one of its jamo replaced by another of the same place in the syllable."""
    place = chance.randrange(len(word))
    jamo = list(take_apart(word[place]))
    sizes = (len(INITIALS), _VOWELS, _TAILS)
    part = chance.choice([0, 1, 2] if jamo[2] else [0, 1])
    lowest = 1 if part == 2 else 0
    others = [number for number in range(lowest, sizes[part]) if number != jamo[part]]
    jamo[part] = chance.choice(others)
    return word[:place] + put_together(*jamo) + word[place + 1 :]
