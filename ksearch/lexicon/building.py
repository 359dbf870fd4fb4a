"""Builds a part of the lexicon from new eojeols."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import AnyArray, Ids
from ksearch.korean.terms import MixedEojeol, cut, eojeol_terms, key_of_folded, terms_of_cut
from ksearch.lexicon.interning import Numbering
from ksearch.lexicon.lexicon import NOMINAL, Lexicon, LexiconPart
from ksearch.lexicon.run_table import RunTable
from ksearch.lexicon.string_table import all_between, merged_order, pack

_JOINED_ARRAYS = (
    "term_counts",
    "eojeol_terms",
    "eojeol_spans",
    "eojeol_chars",
    "eojeol_lengths",
    "term_chars",
    "term_lengths",
)
#: Eojeols per step of the work that is done while the analyser runs.
_STEP = 64
#: The most terms of an eojeol: they are counted in seven bits.
MAX_TERMS = NOMINAL - 1


class SortedEojeols(NamedTuple):
    """New eojeols in sorted order: their numbers are known before they are analysed.

    Attributes:
        words: the eojeols.
        renumbered: int64, the final number of the i-th new eojeol.
    """

    words: list[str]
    renumbered: Ids


def sort_eojeols(lexicon: Lexicon, new: Sequence[str]) -> SortedEojeols:
    """Number new eojeols after those of ``lexicon``."""
    order = _sorted_numbers(new)
    renumbered = np.empty(len(new), np.int64)
    renumbered[order] = lexicon.eojeol_count + np.arange(len(new))
    return SortedEojeols([new[number] for number in order], renumbered)


class PartDraft(NamedTuple):
    """A part of the lexicon before its eojeols are analysed.

    Attributes:
        words: the eojeols, sorted.
        cuts: those that are not Hangul alone.
        arrays: their spellings as arrays.
    """

    words: Sequence[str]
    cuts: dict[str, MixedEojeol]
    arrays: dict[str, AnyArray]


def draft_part(words: Sequence[str]) -> PartDraft:
    """Prepare a part of the lexicon with these eojeols, which are sorted."""
    mixed = np.flatnonzero(~all_between(words, "가", "힣")).tolist()
    cuts = {words[number]: cut(words[number]) for number in mixed}
    keys = [(key_of_folded(cuts[words[number]].folded), number) for number in mixed]
    arrays = {**_prefixed("eojeol_", pack(words)), **_keys(words, keys)}
    return PartDraft(words, cuts, arrays)


def build_part(
    lexicon: Lexicon, draft: PartDraft, runs: RunTable, term_numbers: Numbering
) -> dict[str, AnyArray]:
    """Build the next part of ``lexicon``.

    ``term_numbers`` numbers the terms; its new terms become those of the part, with final numbers.
    """
    counts, terms, spans = _terms_of(draft, runs)
    term_order = _sorted_numbers(term_numbers.new)
    rank = np.empty(len(term_order), np.int64)
    rank[term_order] = np.arange(len(term_order))
    first_term = term_numbers.first_new
    fresh = terms >= first_term
    terms[fresh] = first_term + rank[terms[fresh] - first_term]
    new_terms = [term_numbers.new[number] for number in term_order]
    term_numbers.settle(first_term + rank)
    return {
        "first": np.array([lexicon.eojeol_count, lexicon.term_count], np.int64),
        "term_counts": counts,
        "eojeol_terms": terms.astype(np.uint32),
        "eojeol_spans": spans,
        **_prefixed("term_", pack(new_terms)),
        **draft.arrays,
    }


def add_mixed(draft: PartDraft, runs: RunTable) -> Iterator[None]:
    """Add the eojeols of several scripts to the table, if it has their runs.

    Each step adds a few of them, so that results of the analyser are collected in between.
    """
    lookup = cache(runs.analysis)
    for number, (word, pieces) in enumerate(draft.cuts.items()):
        if word not in runs and all(
            piece.script != "hangul" or piece.text in runs for piece in pieces.pieces
        ):
            runs.add(word, terms_of_cut(word, pieces, lookup)[:MAX_TERMS], nominal=False)
        if number % _STEP == 0:
            yield


def _terms_of(
    draft: PartDraft, runs: RunTable
) -> tuple[npt.NDArray[np.uint8], Ids, npt.NDArray[np.uint16]]:
    """Return the number of terms of each eojeol (with the noun bit), the terms, and their spans.

    Most eojeols are one run of Hangul, which is in the table; the others are added to the table
    like runs, and so are runs that are only particles or endings.
    """
    deque(add_mixed(draft, runs), maxlen=0)
    rows = runs.rows_of(draft.words)
    for place in np.flatnonzero(runs.counts(rows) == 0).tolist():
        word = draft.words[place]
        runs.add(word, eojeol_terms(word, runs.analysis), nominal=runs.nominal(word))
        rows[place] = runs.rows[word]
    gathered = runs.gather(rows)
    counts = gathered.counts.astype(np.uint8)
    counts[gathered.nominal] |= NOMINAL
    return counts, gathered.terms, gathered.spans


def part_of_terms(lexicon: Lexicon, terms: Sequence[str]) -> dict[str, AnyArray]:
    """Return the arrays of a part that adds sorted terms and no eojeols to ``lexicon``."""
    return {
        "first": np.array([lexicon.eojeol_count, lexicon.term_count], np.int64),
        "term_counts": np.zeros(0, np.uint8),
        "eojeol_terms": np.zeros(0, np.uint32),
        "eojeol_spans": np.zeros(0, np.uint16),
        **_prefixed("eojeol_", pack([])),
        **_prefixed("term_", pack(terms)),
        **_keys([], []),
    }


def _sorted_numbers(texts: Sequence[str]) -> list[int]:
    return sorted(range(len(texts)), key=texts.__getitem__)


def _prefixed(prefix: str, arrays: dict[str, AnyArray]) -> dict[str, AnyArray]:
    return {prefix + name: array for name, array in arrays.items()}


def _keys(words: Sequence[str], keys: Sequence[tuple[str, int]]) -> dict[str, AnyArray]:
    """Pack the keys that differ from their word, sorted, each with the word's number."""
    differing = sorted((key, number) for key, number in keys if key != words[number])
    return {
        **_prefixed("key_", pack([key for key, _ in differing])),
        "key_owners": np.array([number for _, number in differing], np.uint32),
    }


def merge_parts(parts: Sequence[LexiconPart]) -> dict[str, AnyArray]:
    """Return the arrays of one part that replaces several neighbouring ones.

    No eojeol and no term changes its number: the sorted order is stored separately.
    """
    first = parts[0]
    owners = np.concatenate(
        [part.key_owners.astype(np.int64) + part.first_eojeol for part in parts]
    )
    keys = [key for part in parts for key in part.keys.all_texts()]
    order = _sorted_numbers(keys)
    arrays = {
        name: np.concatenate([part.arrays[name] for part in parts]) for name in _JOINED_ARRAYS
    }
    return {
        **arrays,
        "first": first.arrays["first"],
        "eojeol_order": merged_order([part.eojeols for part in parts]),
        "term_order": merged_order([part.terms for part in parts]),
        **_prefixed("key_", pack([keys[number] for number in order])),
        "key_owners": (owners[order] - first.first_eojeol).astype(np.uint32),
    }
