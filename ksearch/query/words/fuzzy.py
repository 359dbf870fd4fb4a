"""Fuzzy matching: ``산업혁먕~`` finds 산업혁명, ``~2`` allows two slips.

Distance is counted in strokes (one key press, see `korean.letters.jamo`): a stroke
inserted, left out, replaced, or two neighbours exchanged, is one.
"""

from __future__ import annotations

import numpy as np

from ksearch.arrays import distinct
from ksearch.arrays.types import Ids
from ksearch.korean.analyses import TermKind
from ksearch.korean.letters.edit_distance import EQUAL_COSTS, distances
from ksearch.korean.letters.jamo_arrays import encode_units, letter_codes
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.lexicon.string_table import StringTable
from ksearch.messages import Message
from ksearch.model.errors import QuerySyntaxError
from ksearch.plan import EojeolsLeaf, Leaf, TermLeaf, Word

#: Largest distance in strokes; with more, most words become another one.
MOST = 2
#: Most matched words that are also searched for with particles and endings.
_READ = 64
#: Most terms that a fuzzy word is replaced by, those with the fewest slips first: ``그~2`` is near
#: 4,000 of 20,000 news articles. The eojeols of all of them are found, too.
_MAX_FUZZY_TERMS = 500
#: Strokes per code unit, at most, by which candidates are preselected by length.
_STROKES_PER_UNIT = 5


def fuzzy_word(lexicon: Lexicon, text: str, most: int, prefix: int, fields: int) -> Word:
    """Return a leaf that finds the words within a distance of a word.

    Args:
        lexicon: of the snapshot that is searched.
        text: the word.
        most: the greatest distance, in strokes.
        prefix: the number of letters at the beginning that must be the same.
        fields: the text fields (bits) to search.

    Raises:
        QuerySyntaxError: the distance is greater than `MOST`.
    """
    if most > MOST:
        raise QuerySyntaxError(
            Message(
                "“{text}~{most}” allows too many slips; write {text}~1 or {text}~2",
                text=text,
                most=most,
            )
        )
    key = key_of(text)
    readings: list[tuple[Leaf, ...]] = []
    scored: dict[Leaf, float] = {}
    near_terms: list[tuple[int, int]] = []
    for part in lexicon.parts:
        numbers, far = _near(part.terms, key, most, prefix)
        near_terms += zip(far.tolist(), (part.first_term + numbers).tolist(), strict=True)
    for distance, term in sorted(near_terms)[:_MAX_FUZZY_TERMS]:
        leaf = TermLeaf(term, fields)
        readings.append((leaf,))
        scored[leaf] = 1 / (1 + distance)
    eojeols = lexicon.select(lambda table: _near(table, key, most, prefix)[0])
    for eojeol in eojeols[:_READ].tolist():
        reading = tuple(TermLeaf(term, fields) for term in _main_terms(lexicon, eojeol))
        readings.append(reading)
        scored.update({leaf: 1 / (1 + most) for leaf in reading if leaf not in scored})
    if len(eojeols):
        nearby = EojeolsLeaf(distinct(eojeols), fields)
        readings.append((nearby,))
        scored[nearby] = 1 / (1 + most)
    shown = f"{text}~" if most == 1 else f"{text}~{most}"
    distinct_readings = tuple(dict.fromkeys(readings))
    return Word(shown, distinct_readings, tuple(scored.items()), tuple(lexicon.find_key(key)))


def _main_terms(lexicon: Lexicon, eojeol: int) -> list[int]:
    """Return the main terms of an eojeol, by which it is found with other particles, too."""
    return [
        row[0]
        for row in lexicon.terms_of(eojeol)
        if row[3] in (TermKind.MORPHEME, TermKind.SURFACE)
    ]


def _near(table: StringTable, key: str, most: int, prefix: int) -> tuple[Ids, Ids]:
    """Return the numbers of the strings within a distance of a key, and their distances."""
    strokes = len(letter_codes(key))
    units = len(key.encode("utf-16-le", "surrogatepass")) // 2
    lengths = table.lengths
    longest = min(strokes + most, 255)
    shortest = max((strokes - most) // _STROKES_PER_UNIT, 1)
    right = (lengths >= shortest) & (lengths <= max(longest, units))
    # Compare the numbers of strokes first: that is cheap, and rules out most.
    right &= np.abs(table.strokes.astype(np.int32) - strokes) <= most
    numbers = np.flatnonzero(right)
    if prefix:
        kept = np.zeros(len(table), np.bool_)
        kept[table.with_prefix(key[:prefix])] = True
        numbers = numbers[kept[numbers]]
    chars, counts = table.gather(numbers)
    starts = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    found = distances(key, encode_units(chars, starts), most, EQUAL_COSTS)
    near = found <= most
    return numbers[near], found[near].astype(np.int64)
