"""Cuts text into eojeols and what stands between them; loses no character.

An eojeol (어절) is a run of word characters. Punctuation inside a name joins (3·1절, R&D, K-팝,
3.5%), punctuation that a sentence brings (quotes, brackets, a full stop between Hangul) does not.
"""

from __future__ import annotations

import re

#: The longest eojeol, in UTF-16 code units: its length is kept in one byte. A longer run is cut
#: into pieces of this length, the same way in articles and in queries.
LONGEST = 255

#: Stands between title, lead and body in the text of an article; readers strip it from the text.
FIELD_BREAK = "\x1e"

_JOINED = r"(?:[&·ㆍ‧・@/:~+\-]|(?<=[0-9A-Za-z])[.,'’](?=[0-9A-Za-z]))"
_EOJEOL = re.compile(rf"(\w+(?:{_JOINED}\w+)*)")
_TOO_LONG = re.compile(rf"\S{{{LONGEST // 2},}}")


def split(text: str) -> tuple[list[str], list[str]]:
    """Cut a text into ``n`` eojeols and the ``n + 1`` separators around them.

    ``separators[0] + eojeols[0] + separators[1] + … + separators[n]`` is the text, to the
    character.
    """
    pieces = _EOJEOL.split(text)
    eojeols = pieces[1::2]
    separators = pieces[::2]
    if _TOO_LONG.search(text):
        return _cut_long(eojeols, separators)
    return eojeols, separators


def _cut_long(eojeols: list[str], separators: list[str]) -> tuple[list[str], list[str]]:
    cut_eojeols: list[str] = []
    cut_separators = separators[:1]
    # Half of LONGEST in characters, because a character outside the BMP takes two code units.
    step = LONGEST // 2
    for eojeol, separator in zip(eojeols, separators[1:], strict=True):
        parts = [eojeol[start : start + step] for start in range(0, len(eojeol), step)]
        cut_eojeols.extend(parts)
        cut_separators.extend([""] * (len(parts) - 1))
        cut_separators.append(separator)
    return cut_eojeols, cut_separators
