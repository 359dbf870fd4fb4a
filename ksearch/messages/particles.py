"""Korean particles that depend on the sound before them: 색인을, but 기사를.

A translation has both forms, as usual in Korean software: ``{word}을(를)``. The one that fits the
value is chosen when the value is inserted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Both forms of a particle as translations write them, with the form after a final consonant and
#: the one after a vowel.
FORMS = {
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)": ("이", ""),
}
_PARTICLE = re.compile("|".join(map(re.escape, FORMS)))

#: What may be between a word and its particle: closing quotes, brackets and signs.
_CLOSING_SIGNS = "”’\"'`)]}»」』〉》…"
#: Digits and letters whose Korean names end in a consonant: 영 일 삼 육 칠 팔, 엘 엠 엔 알.
_CLOSED_DIGITS = frozenset("013678")
_CLOSED_LETTERS = frozenset("LMNR")
#: Ends of words of small letters that Korean writes with a final consonant: 타이틀, 라인, 네임.
_CLOSED_ENDINGS = ("l", "m", "n", "ng", "le", "me", "ne")
#: Those of them whose names end in ㄹ, after which 으로 is 로.
_LIQUID = ("1", "7", "8", "L", "R", "l", "le")

_FIRST_SYLLABLE, _LAST_SYLLABLE = ord("가"), ord("힣")
_FINALS, _RIEUL = 28, 8


def attach_particles(template: str, values: Mapping[str, object]) -> str:
    """Insert values into a template, and choose the form of each particle by the sound before it.

    Particles that occur in a value are left as they are.
    """
    filled, place = "", 0
    for particle in _PARTICLE.finditer(template):
        filled += template[place : particle.start()].format(**values)
        filled += _form(particle.group(), filled)
        place = particle.end()
    return filled + template[place:].format(**values)


def _form(particle: str, before: str) -> str:
    closed, open_ = FORMS[particle]
    word = before.rstrip(_CLOSING_SIGNS)
    if not _ends_in_consonant(word) or (particle == "(으)로" and _ends_in_rieul(word)):
        return open_
    return closed


def _ends_in_consonant(word: str) -> bool:
    last = word[-1:]
    if _is_syllable(last):
        return (ord(last) - _FIRST_SYLLABLE) % _FINALS > 0
    return last in _CLOSED_DIGITS or last in _CLOSED_LETTERS or word.endswith(_CLOSED_ENDINGS)


def _ends_in_rieul(word: str) -> bool:
    last = word[-1:]
    if _is_syllable(last):
        return (ord(last) - _FIRST_SYLLABLE) % _FINALS == _RIEUL
    return word.endswith(_LIQUID)


def _is_syllable(letter: str) -> bool:
    return len(letter) == 1 and _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE
