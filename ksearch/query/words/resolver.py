"""Resolves query words to leaves: through the lexicon, and through Kiwi if that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np

from ksearch.arrays.cache import Cache
from ksearch.korean.analyses import Analyser, KnownRuns, TermKind
from ksearch.korean.borders import has_border
from ksearch.korean.grammar.particles import PARTICLES, bare_forms
from ksearch.korean.letters.hanja import has_hanja
from ksearch.korean.normalise import fold
from ksearch.korean.splitting import split
from ksearch.korean.terms import TAG_SIGNS, key_of
from ksearch.korean.word_lists.rows import Rows
from ksearch.korean.word_lists.synonyms import SynonymMatch, Synonyms, shorthand
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.fields import ALL_FIELDS
from ksearch.plan import EojeolsLeaf, Leaf, RunLeaf, TermLeaf, Word
from ksearch.query.words.dates import add_dates
from ksearch.query.words.function_words import with_optional
from ksearch.query.words.inside import SHORTEST_PIECE, SubstringFinder
from ksearch.query.words.names import Knows, NameFinder
from ksearch.query.words.number_leaves import SPELT_WEIGHT, leaves_spelt_otherwise
from ksearch.query.words.quantities import gathered, is_name_with_digits, is_strict
from ksearch.query.words.reading import (
    NumberedTerm,
    WordReader,
    WordReading,
    is_dissolved,
    readings_of,
)
from ksearch.query.words.spellings import other_spellings

#: Bytes that resolved words may take in memory, neighbouring ones written together,
#: synonyms, and other spellings.
_RESOLVED_BYTES = 32 << 20
_JOINED_BYTES = 8 << 20
_SYNONYM_BYTES = 1 << 20
_SPELLING_BYTES = 1 << 20
#: Weight of a term in ranking, by its kind.
_WEIGHTS = {
    TermKind.MORPHEME: 1.0,
    TermKind.SURFACE: 1.0,
    TermKind.PART: 0.3,
    TermKind.ALTERNATIVE: 0.3,
}
#: Weight of a tag (#봄꽃축제): more than the bare word has, however often that stands there.
_TAG_WEIGHT = 2.0
#: Weight of words derived from the word, and of those it is derived from.
_BASE_WEIGHT = 0.3
#: Weight of eojeols that contain the word.
_INSIDE_WEIGHT = 0.5
#: Weight of a name with digits where it is the whole (GPT-4), not the beginning of another
#: (GPT-4o).
_WHOLE_WEIGHT = 1.0
#: Weight of neighbouring words written together: low, as it may be another word (점 등 is hardly
#: 점등).
_JOINED_WEIGHT = 0.1
#: Weight of other forms of a verb, and of other verbs that a form may belong to.
_FORM_WEIGHT = 0.3
#: Weight of a synonym, relative to the word.
_SYNONYM_WEIGHT = 0.5
#: Weight of an abbreviation that articles explain, and of its full name.
_GLOSS_WEIGHT = 0.3
#: Most words of such a name.
_LONGEST_NAME = 3
#: Quotation marks; directly behind one stand 고 and a verb, even if they spell another word
#: (고했다).
_CLOSING = frozenset("\"'”’」』")
_AFTER_QUOTE = "(?:이?라?[고며는]|이?란|면서)."
#: Most words of a query for which the words in a row are a leaf of their own, and the weight of
#: that leaf. Re-ranking looks at too few articles to find all such rows.
_RUN_WORDS = 3
_RUN_WEIGHT = 0.9
#: A number with a counter, which may be written with or without a space: 100여명, 100여 명.
_COUNTED = "[0-9]+[가-힣]{2,}"
#: Weight of a reporter, paper or section.
_NAME_WEIGHT = 1.0
#: Most words of a query whose neighbours are also searched for written together.
_JOINED_WORDS = 4


class QueryWord(Word):
    """A word of the query with how well it was understood.

    Attributes:
        certain: false where neither the lexicon nor the base lexicon has the word, and what finds
            it is a guess, or nothing does: it may have been mistyped.
        spaced: it was read as words that a space is missing between, which may be a coincidence.
        stem: its noun without a particle; the word as typed if it is not a noun with a particle.
    """

    certain: bool = True
    spaced: bool = False
    stem: str = ""

    @cached_property
    def folded(self) -> str:
        """The stem, folded."""
        return fold(self.stem)

    @cached_property
    def key(self) -> str:
        """The key of the stem."""
        return key_of(self.stem)

    @cached_property
    def other_nouns(self) -> tuple[str, ...]:
        """Further folded forms without a particle, beside the stem.

        Words of the lexicon have been read; in other words, any beginning may be the noun.
        """
        return () if self.spellings else tuple(map(fold, bare_forms(self.text)))


class WordResolver:
    """Resolves query words against one lexicon; remembers what it found.

    ``base`` opens the base lexicon that the articles were analysed with, when a run of Hangul is in
    none of them; without one, ``analyser`` is called for, and only then loaded, for what cannot be
    read as a known noun and a particle or as known words without spaces. ``names`` returns whether
    any article has a name (kind and key) as author, publisher or section.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        analyser: Callable[[], Analyser],
        synonyms: Callable[[], Synonyms] = shorthand,
        names: Knows = lambda kind, key: False,  # noqa: ARG005 - a default
        glosses: Callable[[], Rows] = lambda: Rows(""),
        base: Callable[[], KnownRuns | None] = lambda: None,
    ) -> None:
        self._lexicon = lexicon
        self._load_synonyms = synonyms
        self._load_glosses = glosses
        self._reader = WordReader(lexicon, analyser, base)
        self._pieces = SubstringFinder(lexicon)
        self._resolved: Cache[QueryWord] = Cache(_RESOLVED_BYTES)
        self._written_together: Cache[EojeolsLeaf | None] = Cache(_JOINED_BYTES)
        self._synonym_readings: Cache[tuple[tuple[Leaf, ...] | None]] = Cache(_SYNONYM_BYTES)
        self._other_spellings: Cache[tuple[str, ...]] = Cache(_SPELLING_BYTES)
        self._names = NameFinder(names)

    @cached_property
    def glosses(self) -> Rows:
        """Abbreviations that articles explain; read when the first word is looked up."""
        return self._load_glosses()

    @cached_property
    def synonyms(self) -> Synonyms:
        """The synonyms; read when the first word is looked up."""
        return self._load_synonyms()

    def knows(self, word: str) -> bool:
        """Return whether a word stands in an article, or did."""
        return bool(self._lexicon.find_key(key_of(word)))

    def words(
        self, text: str, *, inside: bool = False, fields: int = ALL_FIELDS, analysed: bool = True
    ) -> list[Word]:
        """Return the words of a plain text; ``inside`` also finds them within longer words."""
        return [
            self.resolve(eojeol, inside, fields, analysed=analysed) for eojeol in split(text)[0]
        ]

    def plain(self, text: str, fields: int = ALL_FIELDS, *, analysed: bool = True) -> list[Word]:
        """Return the words of a query without syntax.

        A single word is found inside longer ones, too; a few words also where they stand written
        together (전세 사기 in 전세사기범). Synonyms find each other.

        Args:
            text: the query.
            fields: the text fields (bits) to search.
            analysed: whether the analyser may be asked for words that it alone could read.
        """
        eojeols, separators = split(text)
        if any(map(str.isnumeric, text)):
            eojeols, separators = gathered(eojeols, separators)
        few = len(eojeols) <= _JOINED_WORDS
        resolved = [
            self.resolve(eojeol, len(eojeols) == 1, fields, analysed=analysed, apart=few)
            for eojeol in eojeols
        ]
        words: list[Word] = [*resolved]
        if 1 < len(words) <= _JOINED_WORDS:
            for first in range(len(words) - 1):
                leaf = self.joined(tuple(word.text for word in words[first : first + 2]), fields)
                if leaf is not None:
                    words[first] = _with_reading(words[first], (leaf,), _JOINED_WEIGHT)
                    words[first + 1] = _with_reading(words[first + 1], (leaf,), 0.0)
        if 1 < len(words) <= _RUN_WORDS:
            run = RunLeaf("".join(key_of(word.text) for word in resolved), fields)
            words[0] = words[0].changed(scored=(*words[0].scored, (run, _RUN_WEIGHT)))
        for place, word in enumerate(resolved):
            quoted = separators[place][-1:] in _CLOSING and re.match(_AFTER_QUOTE, word.text)
            few = len(words) <= _JOINED_WORDS and word.text[:1].isdigit()
            if quoted or (few and re.match(_COUNTED, word.text)):
                run = RunLeaf(key_of(word.text), fields)
                words[place] = _with_reading(words[place], (run,), 1.0)
        for alternative in self._alternatives(resolved):
            self._add_synonym(words, alternative, fields, _SYNONYM_WEIGHT)
        for alternative in self._glosses(resolved):
            self._add_synonym(words, alternative, fields, _GLOSS_WEIGHT)
        add_dates(words, self._lexicon, fields)
        if fields == ALL_FIELDS:
            self._add_names(words, resolved)
        return with_optional(words)

    def _add_names(self, words: list[Word], resolved: Sequence[QueryWord]) -> None:
        """Add the leaves of reporters, papers and sections that the words name."""
        texts = [word.text for word in resolved]
        for start, end, leaf in self._names.find(texts, [word.stem for word in resolved]):
            for place in range(start, end):
                weight = _NAME_WEIGHT if place == start else 0.0
                words[place] = _with_reading(words[place], (leaf,), weight)

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
        return self._other_spellings.of(form, lambda: other_spellings(form, self._stands))

    def _glosses(self, resolved: Sequence[QueryWord]) -> Iterator[SynonymMatch]:
        """Yield what the articles themselves say that words are short for, or for short."""
        if not self.glosses:
            return
        stems = [word.key for word in resolved]
        most = _LONGEST_NAME if len(resolved) <= _JOINED_WORDS else 1
        for start in range(len(stems)):
            for end in range(start + 1, min(start + most, len(stems)) + 1):
                for last in (stems[end - 1], *resolved[end - 1].other_nouns):
                    key = "".join((*stems[start : end - 1], last))
                    for long_key, _, long, short, _ in self.glosses.having(key):
                        entry = short if key == long_key else long
                        yield SynonymMatch(start, end, tuple(entry.split()))

    def _add_synonym(
        self, words: list[Word], alternative: SynonymMatch, fields: int, said: float
    ) -> None:
        """Add the leaves of a synonym of some words; ``said`` is its weight."""
        reading = self._synonym(alternative.words, fields)
        if reading is None:
            return
        for place in range(alternative.start, alternative.end):
            weight = said if place == alternative.start else 0.0
            words[place] = _with_reading(words[place], reading, weight)

    def _synonym(self, words: Sequence[str], fields: int) -> tuple[Leaf, ...] | None:
        """Return the leaf of a synonym (a term, or words in a row); None if no article has it."""
        key = (tuple(words), fields)
        kept = self._synonym_readings.get(key)
        if kept is None:
            kept = self._synonym_readings.put(key, (self._synonym_reading(words, fields),))
        return kept[0]

    def _synonym_reading(self, words: Sequence[str], fields: int) -> tuple[Leaf, ...] | None:
        """Look up what `_synonym` returns."""
        if len(words) == 1 and (len(words[0]) == 1 or has_hanja(words[0])):
            # Only the letter itself, without its other readings.
            term = self._lexicon.find_term(fold(words[0]))
            return (TermLeaf(term, fields),) if term >= 0 else None
        known = [self._known(word, fields) for word in words]
        if not all(known):
            return None
        if len(words) == 1:
            return known[0]
        return (RunLeaf("".join(map(key_of, words)), fields),)

    def _known(self, word: str, fields: int) -> tuple[Leaf, ...] | None:
        """Return the readings of a word that articles have; other words are not guessed at."""
        key = key_of(word)
        if self._lexicon.find_key(key):
            readings = self.resolve(word, False, fields).readings
            return readings[0] if readings else None
        term = self._lexicon.find_term(key)
        return (TermLeaf(term, fields),) if term >= 0 else None

    def resolve(
        self,
        text: str,
        inside: bool,
        fields: int,
        *,
        analysed: bool = True,
        apart: bool = True,
    ) -> QueryWord:
        """Resolve a word.

        Args:
            text: the word.
            inside: whether it is found within longer words, too.
            fields: the text fields (bits) to search.
            analysed: whether the analyser may be asked for it.
            apart: whether a known word is also matched with spaces in it, which requires a look at
                the articles.
        """
        how = inside, analysed, apart
        return self._resolved.of((text, fields, *how), lambda: self._resolve(text, fields, *how))

    def _resolve(
        self, text: str, fields: int, inside: bool, analysed: bool, apart: bool
    ) -> QueryWord:
        spellings = self._spellings(text)
        if not spellings and self._names.names_one(text) and not self._stands(text):
            # A name that does not stand in the articles' texts needs no analysis.
            return QueryWord(text, (), (), stem=text)
        read = self._reader.read(text, spellings, analysed=analysed)
        strict = is_strict(text)
        readings: list[tuple[Leaf, ...]] = []
        for rows in readings_of(read)[:1] if strict else readings_of(read):
            if strict:
                readings.append(_leaves(rows, fields))
            else:
                readings.extend(self._found_by(text, rows, read, fields, apart=apart))
        scored: dict[Leaf, float] = {}
        if readings or spellings:
            scored.update(self._weights(read, fields))
        for leaf in self._other_forms(text, read, fields):
            readings.append((leaf,))
            scored.setdefault(leaf, _FORM_WEIGHT)
        for reading in self._hanja(read, fields):
            readings.append(reading)
            for leaf in reading:
                scored.setdefault(leaf, _SYNONYM_WEIGHT)
        if read.attested:
            # Where it stands alone, too, though it has other terms there.
            readings.append((EojeolsLeaf(np.array(sorted(spellings), np.int64), fields),))
        # An ordinary word that stands in others (전산 in 전산학) is looked for there; one that does
        # not may be written with a space in it.
        looked = read.ordinary and not readings
        inner = self._pieces.leaf(text, fields, readings) if looked else None
        if read.in_a_row and inner is None:
            run = RunLeaf(key_of(text), fields)
            readings.append((run,))
            scored[run] = 1.0
        certain = read.certain and (bool(readings) or read.ordinary)
        for leaf in self._wholes(text, read, fields):
            scored[leaf] = _WHOLE_WEIGHT
        for leaf in leaves_spelt_otherwise(self._lexicon, text, fields, in_rows=analysed):
            readings.append((leaf,))
            scored.setdefault(leaf, SPELT_WEIGHT)
        number = strict and has_border(text[-1:])
        if not looked and ((inside and not number) or not readings):
            inner = self._pieces.leaf(text, fields, readings)
        if inner is not None:
            readings.append((inner,))
            scored[inner] = _INSIDE_WEIGHT
        return QueryWord(
            text,
            tuple(dict.fromkeys(readings)),
            tuple(scored.items()),
            spellings,
            certain=certain,
            spaced=read.spaced,
            stem=self._stem(text, read),
        )

    def _stands(self, text: str) -> bool:
        return self._lexicon.find_term(key_of(text)) >= 0

    def _wholes(self, text: str, read: WordReading, fields: int) -> Iterator[Leaf]:
        """Yield a leaf of the eojeols of which a name with digits is not only a part."""
        if not read.terms or not is_name_with_digits(text):
            return
        term = read.terms[0][0]
        eojeols = self._lexicon.holders(term)
        held = self._lexicon.expand(eojeols)
        whole = held.owner[(held.terms == term) & (held.kinds != TermKind.PART)]
        if 0 < len(whole) < len(eojeols):
            yield EojeolsLeaf(np.sort(eojeols[whole]), fields, term)

    def _found_by(
        self,
        text: str,
        rows: Sequence[NumberedTerm],
        read: WordReading,
        fields: int,
        *,
        apart: bool,
    ) -> Iterator[tuple[Leaf, ...]]:
        """Yield the readings of a word that was read as some terms.

        Several terms are the word only where they stand side by side: in one eojeol, or as words
        in a row. Words that a space is missing between may stand anywhere, unless articles have
        them without the space, or the last is a verb, which says little by itself (보장받다).
        """
        terms = _leaves(rows, fields)
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
        # Terms of letters that the analyser does not know are not in the order of the text.
        first, end = min(row[1] for row in rows), max(row[2] for row in rows)
        stem, ending = text[first:end], text[end:]
        if last[0] not in read.verbs:
            yield (*terms, RunLeaf(key_of(stem), fields))
        if last[0] in read.verbs or (ending and ending not in PARTICLES):
            yield (*terms, RunLeaf(key_of(text), fields))

    def _weights(self, read: WordReading, fields: int) -> dict[Leaf, float]:
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

    def _spellings(self, text: str) -> tuple[int, ...]:
        """Return the eojeols that are spelt like a word: first the one that is so to the letter."""
        spellings = self._lexicon.find_key(key_of(text))
        if len(spellings) > 1:
            exact = self._lexicon.find(text)
            spellings.sort(key=lambda eojeol: eojeol != exact)
        return tuple(spellings)

    def _stem(self, text: str, read: WordReading) -> str:
        """Return the noun of a word that is one and a particle, or the word."""
        main = [row for row in read.terms if row[3] in (TermKind.MORPHEME, TermKind.SURFACE)]
        if len(main) != 1 or main[0][1] != 0 or main[0][2] == len(text) or main[0][0] < 0:
            return text
        return text[: main[0][2]]

    def _other_forms(self, text: str, read: WordReading, fields: int) -> list[Leaf]:
        """Return further leaves of a verb or an adjective (see `reading.WordReader.verbs`)."""
        leaves: list[Leaf] = []
        for term, eojeols in self._reader.verbs(text, read):
            if term >= 0:
                leaves.append(TermLeaf(term, fields))
            if len(eojeols):
                leaves.append(EojeolsLeaf(eojeols, fields))
        return leaves

    def _hanja(self, read: WordReading, fields: int) -> list[tuple[Leaf, ...]]:
        """Return the leaves of a word with hanja by the words that these abbreviate: 美연준, 檢."""
        found: list[tuple[Leaf, ...]] = []
        for place, hanja in read.hanja:
            rest = [row for row in read.terms if row[3] is TermKind.MORPHEME and row != place]
            if any(row[0] < 0 for row in rest):
                continue
            for alternative in self.synonyms.expand((hanja,)):
                leaves = self._synonym(alternative.words, fields)
                if leaves is not None:
                    found.append((*leaves, *(TermLeaf(row[0], fields) for row in rest)))
        return found

    def joined(self, words: tuple[str, ...], fields: int = ALL_FIELDS) -> EojeolsLeaf | None:
        """Return the eojeols in which neighbouring words stand written together, if any."""
        return self._written_together.of((words, fields), lambda: self._joined(words, fields))

    def _joined(self, words: tuple[str, ...], fields: int) -> EojeolsLeaf | None:
        key = "".join(map(key_of, words))
        if len(key) < SHORTEST_PIECE:
            return None
        eojeols = self._pieces.containing(key)
        return EojeolsLeaf(eojeols, fields) if len(eojeols) else None


def _leaves(rows: Sequence[NumberedTerm], fields: int) -> tuple[Leaf, ...]:
    """Return the terms of a reading as leaves, each once."""
    return tuple(dict.fromkeys(TermLeaf(row[0], fields) for row in rows))


def _with_reading(word: Word, reading: tuple[Leaf, ...], weight: float) -> Word:
    if reading in word.readings:
        return word
    scored = word.scored
    if weight:
        known = {leaf for leaf, _ in scored}
        scored += tuple((leaf, weight) for leaf in reading if leaf not in known)
    return word.changed(readings=(*word.readings, reading), scored=scored)


__all__ = ["NumberedTerm", "QueryWord", "WordResolver", "readings_of"]
