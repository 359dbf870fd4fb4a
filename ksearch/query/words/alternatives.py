"""Other words for words of the query: synonyms, spellings, abbreviations, hanja."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from ksearch.arrays.cache import Cache
from ksearch.korean.analyses import TermKind
from ksearch.korean.letters.hanja import has_hanja
from ksearch.korean.normalise import fold
from ksearch.korean.terms import key_of
from ksearch.korean.word_lists.rows import CellTable
from ksearch.korean.word_lists.synonyms import SynonymMatch, Synonyms
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import Leaf, RunLeaf, TermLeaf, Word
from ksearch.query.words.query_word import QueryWord, with_reading
from ksearch.query.words.reading import WordReading
from ksearch.query.words.spellings import other_spellings

#: A function that returns the readings of a word in some fields (bits).
Readings: TypeAlias = Callable[[str, int], Sequence[tuple[Leaf, ...]]]

#: Bytes that the readings of synonyms, and other spellings, may take in memory.
_SYNONYM_BYTES = 1 << 20
_SPELLING_BYTES = 1 << 20
#: Weight of a synonym, relative to the word.
SYNONYM_WEIGHT = 0.5
#: Weight of an abbreviation that articles explain (한은(한국은행)), and of its full name.
_GLOSS_WEIGHT = 0.3
#: Most words of a name that has an abbreviation; most words of a query that is searched for such
#: names.
_LONGEST_NAME, _FEW_WORDS = 3, 4


class Alternatives:
    """Finds other words for words of the query, as far as articles have them.

    Args:
        lexicon: of the articles.
        synonyms: loads the synonyms, when the first word is looked up.
        glosses: loads the abbreviations that articles explain, at the same time.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        synonyms: Callable[[], Synonyms],
        glosses: Callable[[], CellTable],
    ) -> None:
        self._lexicon = lexicon
        self._load_synonyms = synonyms
        self._load_glosses = glosses
        self._synonym_readings: Cache[tuple[tuple[Leaf, ...] | None]] = Cache(_SYNONYM_BYTES)
        self._other_spellings: Cache[tuple[str, ...]] = Cache(_SPELLING_BYTES)

    def add_to(
        self, words: list[Word], resolved: Sequence[QueryWord], fields: int, readings: Readings
    ) -> None:
        """Add the leaves of other words for some words, or for several in a row.

        Args:
            words: the words, which are changed.
            resolved: the same as they were resolved one by one.
            fields: the text fields (bits) to search.
            readings: returns the readings of a word that articles have. It is passed at each call,
                because a reference to the resolver here would be a cycle.
        """
        for alternative in self._alternatives(resolved):
            self._add_synonym(words, alternative, fields, SYNONYM_WEIGHT, readings)
        for alternative in self._glosses(resolved):
            self._add_synonym(words, alternative, fields, _GLOSS_WEIGHT, readings)

    def _occurs(self, text: str) -> bool:
        return self._lexicon.find_term(key_of(text)) >= 0

    @cached_property
    def glosses(self) -> CellTable:
        """Abbreviations that articles explain; read when the first word is looked up."""
        return self._load_glosses()

    @cached_property
    def synonyms(self) -> Synonyms:
        """The synonyms; read when the first word is looked up."""
        return self._load_synonyms()

    def _alternatives(self, resolved: Sequence[QueryWord]) -> tuple[SynonymMatch, ...]:
        """Return the synonyms of words, and other spellings, with or without particles."""
        others = tuple(word.other_nouns for word in resolved)
        spelt = tuple(
            SynonymMatch(place, place + 1, (spelling,))
            for place, word in enumerate(resolved)
            for form in (word.folded, *word.other_nouns)
            for spelling in self._spelt_as(form)
        )
        stems = tuple(word.folded for word in resolved)
        return self.synonyms.expand(stems, others, folded=True) + spelt

    def _spelt_as(self, form: str) -> tuple[str, ...]:
        """Return the other spellings of a folded word without a particle."""
        return self._other_spellings.of(form, lambda: other_spellings(form, self._occurs))

    def _glosses(self, resolved: Sequence[QueryWord]) -> Iterator[SynonymMatch]:
        """Yield full names of abbreviations and abbreviations of full names, from the articles."""
        if not self.glosses:
            return
        stems = [word.key for word in resolved]
        most = _LONGEST_NAME if len(resolved) <= _FEW_WORDS else 1
        for start in range(len(stems)):
            for end in range(start + 1, min(start + most, len(stems)) + 1):
                for last in (stems[end - 1], *resolved[end - 1].other_nouns):
                    key = "".join((*stems[start : end - 1], last))
                    for long_key, _, long, short, _ in self.glosses.having(key):
                        entry = short if key == long_key else long
                        yield SynonymMatch(start, end, tuple(entry.split()))

    def _add_synonym(
        self,
        words: list[Word],
        alternative: SynonymMatch,
        fields: int,
        weight: float,
        readings: Readings,
    ) -> None:
        """Add the leaves of a synonym of some words; they count once, for the first of these."""
        reading = self._synonym(alternative.words, fields, readings)
        if reading is None:
            return
        for place in range(alternative.start, alternative.end):
            counted = weight if place == alternative.start else 0.0
            words[place] = with_reading(words[place], reading, counted)

    def _synonym(
        self, words: Sequence[str], fields: int, readings: Readings
    ) -> tuple[Leaf, ...] | None:
        """Return the leaf of a synonym (a term, or words in a row); None if no article has it."""
        key = (tuple(words), fields)
        kept = self._synonym_readings.get(key)
        if kept is None:
            kept = self._synonym_readings.put(key, (self._looked_up(words, fields, readings),))
        return kept[0]

    def _looked_up(
        self, words: Sequence[str], fields: int, readings: Readings
    ) -> tuple[Leaf, ...] | None:
        """Look up what `_synonym` returns."""
        if len(words) == 1 and (len(words[0]) == 1 or has_hanja(words[0])):
            # Only the letter itself, without its other readings.
            term = self._lexicon.find_term(fold(words[0]))
            return (TermLeaf(term, fields),) if term >= 0 else None
        known = [self._known(word, fields, readings) for word in words]
        if not all(known):
            return None
        if len(words) == 1:
            return known[0]
        return (RunLeaf("".join(map(key_of, words)), fields),)

    def _known(self, word: str, fields: int, readings: Readings) -> tuple[Leaf, ...] | None:
        """Return the first reading of a word that articles have; other words get no reading."""
        key = key_of(word)
        if self._lexicon.find_key(key):
            return next(iter(readings(word, fields)), None)
        term = self._lexicon.find_term(key)
        return (TermLeaf(term, fields),) if term >= 0 else None

    def hanja(self, read: WordReading, fields: int, readings: Readings) -> list[tuple[Leaf, ...]]:
        """Return the leaves of the words that hanja in a word abbreviate: 美연준, 檢."""
        found: list[tuple[Leaf, ...]] = []
        for place, hanja in read.hanja:
            rest = [row for row in read.terms if row[3] is TermKind.MORPHEME and row != place]
            if any(row[0] < 0 for row in rest):
                continue
            for alternative in self.synonyms.expand((hanja,)):
                leaves = self._synonym(alternative.words, fields, readings)
                if leaves is not None:
                    found.append((*leaves, *(TermLeaf(row[0], fields) for row in rest)))
        return found
