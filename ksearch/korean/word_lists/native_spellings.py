"""Korean words that many spell otherwise than the standard has it: 설거지 설겆이, 장맛비 장마비.

Common ones are in a table, ``data/spellings.tsv``; rules make the others, of which a lexicon has to
say whether there is such a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ksearch.korean.grammar.particles import final_consonant
from ksearch.korean.keys import is_hangul
from ksearch.korean.word_lists.rows import CellTable

_TABLE = Path(__file__).parent.with_name("data") / "spellings.tsv"
#: ㅅ among the final consonants, which is between two nouns or not (사이시옷).
_SIOT = 19
#: Shorter nouns with and without it are two words as often (회수, 횟수).
_MIN_NOUN = 3
#: 율 is behind vowels and ㄴ, 률 behind other consonants; many confuse them.
_RATES = {"율": "률", "률": "율"}


@cache
def _table() -> CellTable:
    return CellTable(_TABLE.read_text(encoding="utf-8"))


def listed_spellings(word: str) -> tuple[str, ...]:
    """Return how else a word is spelt by the table."""
    return tuple(spelling for row in _table().having(word) for spelling in row if spelling != word)


def ruled_spellings(word: str) -> Iterator[str]:
    """Yield how else a word may be spelt by rule, whether or not there is such a word."""
    if len(word) < _MIN_NOUN or not is_hangul(word):
        return
    for place, syllable in enumerate(word[:-1]):
        final = final_consonant(syllable)
        if final in (0, _SIOT):
            other = chr(ord(syllable) + (_SIOT if not final else -_SIOT))
            yield word[:place] + other + word[place + 1 :]
    if word[-1] in _RATES:
        yield word[:-1] + _RATES[word[-1]]
