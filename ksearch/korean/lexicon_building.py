"""Builds a part of the lexicon from new eojeols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.korean.analyses import RunAnalysis
from ksearch.korean.interning import Numbering
from ksearch.korean.lexicon import NOMINAL, Lexicon, LexiconPart, pack_span
from ksearch.korean.string_table import Ids, merged_order, pack
from ksearch.korean.terms import eojeol_terms, key_of

AnyArray = npt.NDArray[Any]
_JOINED = (
    "term_counts",
    "eojeol_terms",
    "eojeol_spans",
    "eojeol_chars",
    "eojeol_lengths",
    "term_chars",
    "term_lengths",
)
#: One byte counts an eojeol's terms, and a bit of it is taken.
_MOST_TERMS = NOMINAL - 1


class BuiltPart(NamedTuple):
    """The arrays of a lexicon part, and where each new eojeol's number went.

    ``renumbered[i]`` (int64) is the final number of the i-th new eojeol: a part is kept in sorted
    order, which is only known when all of it is.
    """

    arrays: dict[str, AnyArray]
    renumbered: Ids


def build_part(
    lexicon: Lexicon,
    new: Sequence[str],
    lookup: Callable[[str], RunAnalysis],
    term_numbers: Numbering,
) -> BuiltPart:
    """Build the part that follows on ``lexicon`` with these eojeols.

    ``term_numbers`` numbers the terms; its new ones become the part's, and are settled.
    """
    order = sorted(range(len(new)), key=new.__getitem__)
    words = [new[number] for number in order]
    counts = bytearray()
    term_ids: list[int] = []
    spans: list[int] = []
    for word in words:
        terms = eojeol_terms(word, lookup)[:_MOST_TERMS]
        counts.append(len(terms) | (NOMINAL if _nominal(word, lookup) else 0))
        for term in terms:
            term_ids.append(term_numbers[term.text])
            spans.append(pack_span(term.start, term.end, term.kind))
    term_order = _sorted_numbers(term_numbers.new)
    rank = np.empty(len(term_order), np.int64)
    rank[term_order] = np.arange(len(term_order))
    first_term = term_numbers.first_new
    numbered = np.array(term_ids, np.int64)
    fresh = numbered >= first_term
    numbered[fresh] = first_term + rank[numbered[fresh] - first_term]
    new_terms = [term_numbers.new[number] for number in term_order]
    term_numbers.settle(first_term + rank)
    arrays: dict[str, AnyArray] = {
        "first": np.array([lexicon.eojeol_count, lexicon.term_count], np.int64),
        "term_counts": np.frombuffer(bytes(counts), np.uint8),
        "eojeol_terms": numbered.astype(np.uint32),
        "eojeol_spans": np.array(spans, np.uint16),
        **_prefixed("eojeol_", pack(words)),
        **_prefixed("term_", pack(new_terms)),
        **_keys(words),
    }
    renumbered = np.empty(len(new), np.int64)
    renumbered[order] = lexicon.eojeol_count + np.arange(len(new))
    return BuiltPart(arrays, renumbered)


def _nominal(word: str, lookup: Callable[[str], RunAnalysis]) -> bool:
    # Only a bare run of Hangul can be a stem to which another word adds a particle.
    if not ("가" <= word[0] <= "힣" and word.isalpha()):
        return False
    try:
        return lookup(word).nominal
    except KeyError:
        return False


def _sorted_numbers(texts: Sequence[str]) -> list[int]:
    return sorted(range(len(texts)), key=texts.__getitem__)


def _prefixed(prefix: str, arrays: dict[str, AnyArray]) -> dict[str, AnyArray]:
    return {prefix + name: array for name, array in arrays.items()}


def _keys(words: Sequence[str]) -> dict[str, AnyArray]:
    """Pack the folded spellings that differ from the spelling, in sorted order."""
    differing = sorted(
        (key, number) for number, word in enumerate(words) if (key := key_of(word)) != word
    )
    return {
        **_prefixed("key_", pack([key for key, _ in differing])),
        "key_owners": np.array([number for _, number in differing], np.uint32),
    }


def merge_parts(parts: Sequence[LexiconPart]) -> dict[str, AnyArray]:
    """Return the arrays of one part in the place of several neighbouring ones.

    No eojeol and no term changes its number: sorted order is kept apart instead.
    """
    first = parts[0]
    owners = np.concatenate(
        [part.key_owners.astype(np.int64) + part.first_eojeol for part in parts]
    )
    keys = [key for part in parts for key in part.keys.all_texts()]
    order = _sorted_numbers(keys)
    arrays = {name: np.concatenate([part.arrays[name] for part in parts]) for name in _JOINED}
    return {
        **arrays,
        "first": first.arrays["first"],
        "eojeol_order": merged_order([part.eojeols for part in parts]),
        "term_order": merged_order([part.terms for part in parts]),
        **_prefixed("key_", pack([keys[number] for number in order])),
        "key_owners": (owners[order] - first.first_eojeol).astype(np.uint32),
    }
