"""Detects garbled text: some fonts do not declare which letters their codes mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import PdfLine

_HANGUL = re.compile("[가-힣]")
#: Control characters, private-use characters, and the replacement character.
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd-\uffff]")
#: Bullets and marks in the private-use area: one at the start of a line is not damage.
_BULLET = re.compile("^\\s*[\ue000-\uf8ff]\\s?(?=\\S)")
#: Codes of a font with another origin look like this: ``7KHTXLFNEURZQIR[``.
_MIXED = re.compile(r"[A-Za-z\d\[\]\\^_`$%&'()*+,\-./:;<=>?@]{6,}")
_ODD_INSIDE = re.compile(r"[a-z][A-Z\d]|[A-Za-z][\[\]\\^`$%]|\d[A-Z]{2}|[A-Z]{9,}")
_CONSONANTS = re.compile("[B-DF-HJ-NP-TV-XZ]{7}|[b-df-hj-np-tv-xz]{7}")

#: Most share of odd characters in a line; one with more is garbled.
_MAX_ODD = 0.2
#: Most share of syllables outside of the 2,350 of KS X 1001, which hardly occur in everyday Korean:
#: a line with more is garbled; with more than the second share it is if a line beside it is.
_MAX_RARE, _MANY_RARE = 0.2, 0.08
_MIN_HANGUL_LETTERS = 6


def without_rubbish(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Return the lines that are not garbled."""
    sound = [line for line in lines if not is_rubbish(line.text)]
    if len(sound) == len(lines):
        return sound
    return [line for line in sound if not _is_doubtful(line.text)]


def _is_doubtful(text: str) -> bool:
    """Return whether a line has letters that are rare in real text."""
    return bool(_ODD.search(text)) or _rare(text) > _MANY_RARE * len(_HANGUL.findall(text))


def is_rubbish(line: str) -> bool:
    """Return whether a line is garbled."""
    text = _BULLET.sub("", line).strip()
    size = len("".join(text.split()))
    if not size:
        return False
    odd = len(_ODD.findall(text))
    if odd > _MAX_ODD * size:
        return True
    hangul = len(_HANGUL.findall(text))
    if hangul >= _MIN_HANGUL_LETTERS and _rare(text) + odd > _MAX_RARE * hangul:
        return True
    return not hangul and (odd > 0 or size >= 20) and _is_shifted(text)


def _rare(text: str) -> float:
    """Return the number of syllables of a text outside of the 2,350 of KS X 1001."""
    hangul = "".join(_HANGUL.findall(text))
    # The codec encodes the 2,350 syllables in two bytes and others in eight.
    return (len(hangul.encode("euc_kr")) - 2 * len(hangul)) / 6


def _is_shifted(text: str) -> bool:
    """Return whether Latin letters are codes of another alphabet: no words, or none with vowels."""
    runs = _MIXED.findall(text)
    strange = [run for run in runs if len(_ODD_INSIDE.findall(run)) >= 2 or _CONSONANTS.search(run)]
    return 2 * sum(map(len, strange)) > len("".join(text.split()))
