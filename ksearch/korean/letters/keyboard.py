"""Text typed with the wrong keyboard layout: 두벌식 for QWERTY and the reverse.

    >>> english_to_hangul("zhtmvl")
    '코스피'
    >>> hangul_to_english("ㅔㅛ소ㅐㅜ")
    'python'

The standard layout is KS X 5002.
"""

from __future__ import annotations

from itertools import groupby

from ksearch.korean.letters import jamo

_KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",
        strict=True,
    )
)
_SHIFTED_KEYS = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))

#: The letter that each key of a QWERTY keyboard types; Shift matters for seven of them.
LETTER_OF_KEY = {
    **{key.upper(): letter for key, letter in _KEYS.items()},
    **_KEYS,
    **_SHIFTED_KEYS,
}
#: The key (upper case: with Shift) that types each letter of one stroke.
KEY_OF_LETTER = {letter: key for key, letter in (*_KEYS.items(), *_SHIFTED_KEYS.items())}

_TO_LETTERS = str.maketrans(LETTER_OF_KEY)
_TO_KEYS = str.maketrans(KEY_OF_LETTER)


def english_to_hangul(text: str) -> str:
    """Return what the keys of the Latin letters type on a Korean keyboard: dkssud → 안녕.

    A run of two or more capitals was typed with Caps Lock, which Korean input ignores: ZHTMVL →
    코스피. In other runs a capital is the key with Shift (RkcL → 까치). Digits, signs and syllables
    stay as they are; letters that stand alone join with what is typed beside them (zhtㅡvl →
    코스피).
    """
    return jamo.compose(
        "".join(
            _without_caps_lock("".join(run)).translate(_TO_LETTERS) if keys else "".join(run)
            for keys, run in groupby(text, key=_is_key)
        )
    )


def _is_key(character: str) -> bool:
    return character in LETTER_OF_KEY


def _without_caps_lock(keys: str) -> str:
    return keys.lower() if len(keys) > 1 and keys.isupper() else keys


def hangul_to_english(text: str) -> str:
    """Return what the keys of the Hangul type on an English keyboard: 뭉 → and.

    Letters with Shift come out as capitals (까 → Rk). What is not Hangul stays as it is.
    """
    return jamo.to_jamo(text).translate(_TO_KEYS)


def other_layouts(text: str) -> tuple[str, ...]:
    """Return what may have been meant if the text was typed with the wrong layout.

    Latin letters are read as Hangul when that gives whole syllables (zhtmvl → 코스피, but python →
    nothing); Hangul is read as English, in small letters. Whether a reading is a word is for the
    lexicon to say.
    """
    candidates: list[str] = []
    if any(map(_is_key, text)):
        hangul = english_to_hangul(text)
        if not any(map(jamo.is_letter, hangul)):
            candidates.append(hangul)
    if any(jamo.is_syllable(character) or jamo.is_letter(character) for character in text):
        candidates.append(hangul_to_english(text).lower())
    return tuple(candidates)
