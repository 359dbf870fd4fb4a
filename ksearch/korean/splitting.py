"""Cuts text into eojeols and what is between them; loses no character.

An eojeol (어절) is a run of word characters. Punctuation inside a name joins (3·1절, R&D, K-팝,
3.5%), punctuation that a sentence brings (quotes, brackets, a full stop between Hangul) does not.
A sign that is part of a name or a number belongs to it (C++, C#, .NET, #봄, @가람, -5도, 4.7%,
$3), and so do squared units (30㎞) and characters that take no room (a soft hyphen inside a word).
An emoji or a star is an eojeol by itself.
"""

from __future__ import annotations

import re
from functools import cache

#: The longest eojeol, in UTF-16 code units: its length is kept in one byte. A longer run is cut
#: into pieces of this length, the same way in articles and in queries.
LONGEST_EOJEOL = 255

#: The separator of title, lead and body in the text of an article; readers strip it from the text.
FIELD_BREAK = "\x1e"

_DIGITS_CLASS = "0-9０-９"
_LATIN = "A-Za-zＡ-Ｚａ-ｚ\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
#: Takes no room: soft hyphen, zero-width characters, direction marks (`normalise` drops them).
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
_COMBINING_MARKS = "\u0300-\u034e\u0350-\u036f"
#: Several letters in the room of one: ㈜, ㎞, ℃, №, ℡.
_SQUARED = "\u3200-\u321e\u3300-\u3357\u3371-\u33df\u33ff\u2103\u2109\u2116\u2121"
_LETTER = rf"[\w{_SQUARED}]"
_RUN = rf"{_LETTER}+(?:[{_INVISIBLE}{_COMBINING_MARKS}]+{_LETTER}+)*[{_COMBINING_MARKS}]*"
_JOINING_SIGN = (
    rf"(?:[&＆·ㆍ‧・･•∙⋅@/／:~∼〜～+\-–‑−－]"
    rf"|(?<=[{_DIGITS_CLASS}{_LATIN}{_COMBINING_MARKS}])[.,．，'’](?=[{_DIGITS_CLASS}{_LATIN}]))"
)
#: Signs of money, which are before the amount.
_CURRENCY_CLASS = "$＄€₩￦£￡¥￥"
_PREFIX = (
    r"(?:(?<!\w)[#＃@＠](?=\w)"
    rf"|(?<![\w)\]])[-–−‑－+＋](?=[{_DIGITS_CLASS}])"
    rf"|(?<!\w)[{_CURRENCY_CLASS}](?=[{_DIGITS_CLASS}])"
    rf"|(?<![\w.…])\.(?=[{_LATIN}][{_COMBINING_MARKS}]?[{_LATIN}]))"
)
_SUFFIX = (
    rf"(?:(?<=[{_DIGITS_CLASS}])[%％‰°]"
    rf"|(?:(?<=[{_LATIN}{_COMBINING_MARKS}])(?:[+＋]{{1,2}}|[#♯])"
    rf"|(?:(?<=[{_LATIN}][{_DIGITS_CLASS}])|(?<=[{_LATIN}][{_DIGITS_CLASS}][{_DIGITS_CLASS}]))[+＋])"
    rf"(?![{_DIGITS_CLASS}{_LATIN}+＋#]))"
)
#: Emoji, stars and weather; not the squares, circles and arrows that are bullets in newspapers.
_PICTURES = (
    "\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f000-\U0001faff"
)
_EMOJI_MODIFIERS = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"
_EMOJI = (
    "[\U0001f1e6-\U0001f1ff]{2}"
    rf"|[{_PICTURES}]{_EMOJI_MODIFIERS}(?:\u200d[{_PICTURES}]{_EMOJI_MODIFIERS})*"
)
#: Characters that need the full pattern; most texts have none, and are cut by a faster one.
_SPECIAL = re.compile(
    rf"[%％‰°#＃@＠+＋♯{_CURRENCY_CLASS}{_INVISIBLE}{_COMBINING_MARKS}{_SQUARED}{_PICTURES}]"
    r"|(?<!\w)[-–−‑－.](?=\w)"
)
_PLAIN = re.compile(rf"(\w+(?:{_JOINING_SIGN}\w+)*)")
_TOO_LONG_WORD = re.compile(rf"\S{{{LONGEST_EOJEOL // 2},}}")


@cache
def _full() -> re.Pattern[str]:
    """Return the pattern of every eojeol; it takes a few milliseconds to compile."""
    return re.compile(
        rf"({_PREFIX}?{_RUN}(?:{_JOINING_SIGN}{_RUN}|{_SUFFIX}(?:{_RUN})?)*|{_EMOJI})"
    )


def split(text: str) -> tuple[list[str], list[str]]:
    """Cut a text into ``n`` eojeols and the ``n + 1`` separators around them.

    ``separators[0] + eojeols[0] + separators[1] + … + separators[n]`` is the text, to the
    character.
    """
    pieces = (_full() if _SPECIAL.search(text) else _PLAIN).split(text)
    eojeols = pieces[1::2]
    separators = pieces[::2]
    if _TOO_LONG_WORD.search(text):
        return _cut_long(eojeols, separators)
    return eojeols, separators


def _cut_long(eojeols: list[str], separators: list[str]) -> tuple[list[str], list[str]]:
    cut_eojeols: list[str] = []
    cut_separators = separators[:1]
    # Half of LONGEST_EOJEOL in characters: one outside the BMP takes two code units.
    step = LONGEST_EOJEOL // 2
    for eojeol, separator in zip(eojeols, separators[1:], strict=True):
        parts = [eojeol[start : start + step] for start in range(0, len(eojeol), step)]
        cut_eojeols.extend(parts)
        cut_separators.extend([""] * (len(parts) - 1))
        cut_separators.append(separator)
    return cut_eojeols, cut_separators
