"""The leaves that find a word, and their weights, from the terms that it was read as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ksearch.korean.analyses import TermKind
from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.terms import TAG_SIGNS, key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import EojeolsLeaf, Leaf, RunLeaf, TermLeaf
from ksearch.query.words.quantities import is_name_with_digits
from ksearch.query.words.query_word import term_leaves
from ksearch.query.words.reading import NumberedTerm, WordReader, WordReading, is_dissolved

#: Weight of a term in ranking, by its kind.
_WEIGHTS = {
    TermKind.MORPHEME: 1.0,
    TermKind.SURFACE: 1.0,
    TermKind.PART: 0.3,
    TermKind.ALTERNATIVE: 0.3,
}
#: Weight of a tag (#봄꽃축제): more than the bare word has, however often that occurs there.
_TAG_WEIGHT = 2.0
#: Weight of words derived from the word, and of those it is derived from.
_BASE_WEIGHT = 0.3


class LeafFinder:
    """Finds the leaves of words.

    Args:
        lexicon: whose terms they are.
        reader: reads words; it knows which terms are verbs, and which are parts of compounds.
    """

    def __init__(self, lexicon: Lexicon, reader: WordReader) -> None:
        self._lexicon = lexicon
        self._reader = reader

    def readings(
        self,
        text: str,
        rows: Sequence[NumberedTerm],
        read: WordReading,
        fields: int,
        *,
        apart: bool,
    ) -> Iterator[tuple[Leaf, ...]]:
        """Yield the readings of a word that was read as some terms.

        Several terms match only where they stand side by side: in one eojeol, or as words in a row.
        If a space is missing between them in the query, they may occur anywhere in the article,
        unless articles have them without the space, or the last is a verb, which says little by
        itself (보장받다).
        """
        terms = term_leaves(rows, fields)
        if len(rows) == 1:
            yield terms
            if read.is_noun(rows[0]) and (base := self._reader.base_of(rows[0][0])) >= 0:
                yield (TermLeaf(base, fields, rows[0][0]),)
            return
        if (active := self._reader.without_passive(text, rows, read)) is not None:
            yield (TermLeaf(active, fields),)
        eojeols = self._reader.together(rows, read.verbs)
        last = rows[-1]
        if len(eojeols):
            yield (*terms, EojeolsLeaf(eojeols, fields))
            if not apart:
                return
        elif read.spaced and last[0] not in read.verbs:
            yield terms
            return
        # Terms of letters that the analyser does not know are in another order than the text.
        first, end = min(row[1] for row in rows), max(row[2] for row in rows)
        stem, ending = text[first:end], text[end:]
        if last[0] not in read.verbs:
            yield (*terms, RunLeaf(key_of(stem), fields))
        if last[0] in read.verbs or (ending and ending not in PARTICLES):
            yield (*terms, RunLeaf(key_of(text), fields))

    def weights(self, read: WordReading, fields: int) -> dict[Leaf, float]:
        """Return the weights of a word's terms."""
        weights: dict[Leaf, float] = {}
        dissolved = is_dissolved(read)
        for term, start, end, kind in read.terms:
            if term >= 0:
                weight = _WEIGHTS[kind]
                if self._lexicon.term_text(term)[0] in TAG_SIGNS:
                    weight = _TAG_WEIGHT
                elif dissolved:
                    weight = 1.0 if (start, end) == (0, read.length) else _BASE_WEIGHT
                weights.setdefault(TermLeaf(term, fields), weight)
                derived = self._reader.base_of(term)
                if derived >= 0:
                    weights.setdefault(TermLeaf(derived, fields, term), _BASE_WEIGHT)
        for term, *_ in read.bases:
            for related in (term, self._reader.word_of(term)):
                if related >= 0:
                    weights.setdefault(TermLeaf(related, fields), _BASE_WEIGHT)
        return weights

    def other_forms(self, text: str, read: WordReading, fields: int) -> list[Leaf]:
        """Return further leaves of a verb or an adjective (see `reading.WordReader.verbs`)."""
        leaves: list[Leaf] = []
        for term, eojeols in self._reader.verbs(text, read):
            if term >= 0:
                leaves.append(TermLeaf(term, fields))
            if len(eojeols):
                leaves.append(EojeolsLeaf(eojeols, fields))
        return leaves

    def wholes(self, text: str, read: WordReading, fields: int) -> Iterator[Leaf]:
        """Yield a leaf of the eojeols that are a name with digits, not only contain it."""
        if not read.terms or not is_name_with_digits(text):
            return
        term = read.terms[0][0]
        eojeols = self._lexicon.holders(term)
        held = self._lexicon.expand(eojeols)
        whole = held.owner[(held.terms == term) & (held.kinds != TermKind.PART)]
        if 0 < len(whole) < len(eojeols):
            yield EojeolsLeaf(np.sort(eojeols[whole]), fields, term)

    def stem(self, text: str, read: WordReading) -> str:
        """Return the noun of a word that is a noun and a particle; otherwise the word."""
        main = [row for row in read.terms if row[3] in (TermKind.MORPHEME, TermKind.SURFACE)]
        if len(main) != 1 or main[0][1] != 0 or main[0][2] == len(text) or main[0][0] < 0:
            return text
        return text[: main[0][2]]
