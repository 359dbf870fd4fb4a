"""Where a person sees a word begin or end within an eojeol: the borders of exact texts.

A word ends before particles and endings, and where two nouns make up a compound (등대 of
등대지기). It does not end within a name (이재 of 이재문), nor where a prefix or a suffix makes
another word of it (공개 of 비공개, 중요 of 중요성), nor within a Latin word or a number.
"""

from __future__ import annotations

import numpy as np

from ksearch.arrays import contained
from ksearch.arrays.types import Mask, Numbers
from ksearch.korean.analyses import TermKind
from ksearch.korean.borders import has_border, runs_on
from ksearch.korean.grammar.affixes import is_derived
from ksearch.korean.grammar.derivation import is_base
from ksearch.korean.keys import key_of, placed_key
from ksearch.lexicon.lexicon import Lexicon

#: Least letters of each part of a compound.
_SHORTEST_PART = 2


def begins_word(lexicon: Lexicon, eojeol: int, spelling: str, offset: int) -> bool:
    """Return whether a word begins at a letter of an eojeol, which is given by its key, too."""
    if runs_on(spelling, offset, len(spelling)):
        return False
    if len(spelling) != len(lexicon.text(eojeol)):
        return True  # punctuation stood inside: offsets differ, and each part begins a word
    return any(
        start == offset and not is_base(lexicon.term_text(term))
        for term, start, _, _ in lexicon.terms_of(eojeol)
    )


def ends_word(lexicon: Lexicon, eojeol: int, spelling: str, end: int) -> bool:
    """Return whether a word ends before a letter of an eojeol, which is given by its key, too."""
    if end >= len(spelling):
        return True
    if runs_on(spelling, 0, end):
        return False
    if len(spelling) == len(lexicon.text(eojeol)):
        return bool(_word_ends(lexicon, np.array([eojeol]), np.array([end]))[0])
    last = placed_key(lexicon.text(eojeol)).ends[end - 1]
    return bool(_word_ends(lexicon, np.array([eojeol]), np.array([last]))[0])


def ending_in(lexicon: Lexicon, rest: str, found: Numbers) -> Numbers:
    """Return, of eojeols that begin with the rest of a text, those of which a word ends there.

    Args:
        lexicon: of the eojeols.
        rest: the last letters of a text's key.
        found: the eojeols, int64, ascending.
    """
    if has_border(rest[-1]):
        spelt = [key_of(text) for text in lexicon.texts(found)]
        kept = [not runs_on(spelling, 0, len(rest)) for spelling in spelt]
        found = found[np.array(kept, np.bool_)]
    regular = _word_ends(lexicon, found, np.full(len(found), len(rest)))
    # Places in a folded spelling that differs are not those of the eojeol.
    respelt = np.flatnonzero(~regular & contained(found, lexicon.respelt_with_prefix(rest)))
    texts = lexicon.texts(found[respelt])
    other = [
        not text.startswith(rest) and ends_word(lexicon, eojeol, key_of(text), len(rest))
        for eojeol, text in zip(found[respelt].tolist(), texts, strict=True)
    ]
    regular[respelt[np.array(other, np.bool_)]] = True
    return found[regular]


def _word_ends(lexicon: Lexicon, eojeols: Numbers, ends: Numbers) -> Mask:
    """Return whether a word ends at a character (int64) of each eojeol."""
    rows = lexicon.expand(eojeols)
    begun, over, kinds, at = rows.starts, rows.ends, rows.kinds, ends[rows.owner]
    edge = (kinds != TermKind.ALTERNATIVE) & ((begun == at) | (over == at))
    within = (
        (begun < at) & (at < over) & ((kinds == TermKind.MORPHEME) | (kinds == TermKind.SURFACE))
    )
    stems = np.zeros(len(at), np.int64)
    stems[within] = lexicon.stem_lengths(rows.terms[within])
    cut = within & ~((stems > 0) & (at >= begun + stems))
    compound = np.flatnonzero(cut & (at - begun >= _SHORTEST_PART) & (over - at >= _SHORTEST_PART))
    if len(compound):
        texts = lexicon.texts(eojeols[rows.owner[compound]])
        spans = zip(texts, begun[compound].tolist(), at[compound].tolist(), strict=True)
        cut[compound] = [lexicon.find_term(text[first:last]) < 0 for text, first, last in spans]
    words = np.ones(len(eojeols), np.bool_)
    words[rows.owner[cut]] = False
    words[rows.owner[edge]] = True
    # A noun that is one syllable longer than the part that ends here.
    longer = np.flatnonzero(cut & (over - at == 1) & words[rows.owner])
    if len(longer):
        texts = lexicon.texts(eojeols[rows.owner[longer]])
        spans = zip(texts, begun[longer].tolist(), over[longer].tolist(), strict=True)
        derived = [is_derived(text[first:last]) for text, first, last in spans]
        words[rows.owner[longer[np.array(derived, np.bool_)]]] = False
    return words
