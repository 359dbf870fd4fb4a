"""Words of a query → what finds them: through the lexicon, and through Kiwi when that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Ids
from ksearch.korean.analyses import Analyser, KnownRuns, TermKind
from ksearch.korean.borders import has_border
from ksearch.korean.grammar.particles import PARTICLES, bare_forms
from ksearch.korean.letters.hanja import has_hanja
from ksearch.korean.normalise import fold
from ksearch.korean.splitting import split
from ksearch.korean.terms import key_of, pieces
from ksearch.korean.word_lists.rows import Rows
from ksearch.korean.word_lists.synonyms import SynonymMatch, Synonyms, shorthand
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.fields import ALL_FIELDS
from ksearch.plan import EojeolsLeaf, Leaf, RunLeaf, TermLeaf, Word
from ksearch.query.words.dates import DateMention, dates_in
from ksearch.query.words.function_words import with_optional
from ksearch.query.words.inside import SubstringFinder
from ksearch.query.words.names import Knows, NameFinder
from ksearch.query.words.quantities import gathered, in_a_row, is_strict, terms_alike
from ksearch.query.words.reading import (
    NumberedTerm,
    WordReader,
    WordReading,
    is_dissolved,
    readings_of,
)
from ksearch.query.words.spellings import other_spellings

#: Bytes that resolved words may take in memory, neighbouring ones written together, and synonyms.
_RESOLVED_BYTES = 32 << 20
_JOINED_BYTES = 8 << 20
_SYNONYM_BYTES = 1 << 20
#: What a term counts in ranking, by the kind of evidence that it is.
_WEIGHTS = {
    TermKind.MORPHEME: 1.0,
    TermKind.SURFACE: 1.0,
    TermKind.PART: 0.3,
    TermKind.ALTERNATIVE: 0.3,
}
#: What words that are derived from the word count, and those that it is derived from.
_BASE_WEIGHT = 0.3
#: What eojeols that hold the word somewhere inside count.
_INSIDE_WEIGHT = 0.5
#: What neighbouring words count that stand written together: rare as that is, no more than the
#: same words in a row (점 등 is hardly 점등).
_JOINED_WEIGHT = 0.1
#: What other forms of a verb count, and other verbs that a form may be of.
_FORM_WEIGHT = 0.3
#: What other spellings of a number count, several of which an article may have at once.
_SPELT_WEIGHT = 0.3
#: What a synonym counts beside the word itself.
_SYNONYM_WEIGHT = 0.5
#: What an abbreviation counts that the articles explain, and its name beside it.
_GLOSS_WEIGHT = 0.3
#: Such a name has so many words at the most.
_LONGEST_NAME = 3
#: Shorter pieces stand inside too many words to mean anything.
_SHORTEST_PIECE = 2
#: What follows right upon a quotation is 고 and a verb, even if they spell another (고했다).
_CLOSING = frozenset("\"'”’」』")
_AFTER_QUOTE = "(?:이?라?[고며는]|이?란|면서)."
#: In queries of so few words, articles that have them in a row are looked for among all that have
#: the words, which may be too many to be looked at one by one; what that counts in ranking.
_RUN_WORDS = 3
_RUN_WEIGHT = 0.9
#: A number and what it counts are written together as often as not: 100여명, 100여 명.
_COUNTED = "[0-9]+[가-힣]{2,}"
#: What the date of an article counts that a query names: for two words, or three.
_DATE_WEIGHT = 2.0
#: What the name of a reporter, paper or section counts that an article goes with.
_NAME_WEIGHT = 1.0
#: In queries of up to so many words, neighbouring ones are also looked for written together.
_JOINED_WORDS = 4


class QueryWord(Word):
    """A word of the query with how well it was understood.

    Attributes:
        certain: false where neither the lexicon nor the base lexicon has the word, and what finds
            it is a guess, or nothing does: it may have been mistyped.
        stem: its noun without a particle, where it is that; as typed else.
    """

    certain: bool = True
    stem: str = ""


class WordResolver:
    """Resolves query words against one lexicon; remembers what it found.

    ``base`` opens the base lexicon that the articles were analysed with, when a run of Hangul is
    in none of them; without one, ``analyser`` is called for, and only then loaded, for what cannot
    be read as a known noun and a particle or as known words without spaces. ``names`` tells
    whether articles go with a name (kind and key).
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
        self._names = NameFinder(names)

    @cached_property
    def glosses(self) -> Rows:
        """What articles explain; read when the first word is looked up."""
        return self._load_glosses()

    @cached_property
    def synonyms(self) -> Synonyms:
        """What words find each other; read when the first word is looked up."""
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
        if any(map(str.isdigit, text)):
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
        if fields == ALL_FIELDS:
            for mention in dates_in([word.text for word in resolved]):
                self._add_date(words, mention)
            self._add_names(words, resolved)
        return with_optional(words)

    def _add_names(self, words: list[Word], resolved: Sequence[QueryWord]) -> None:
        """Let reporters, papers and sections that the words name find their articles."""
        texts = [word.text for word in resolved]
        for start, end, leaf in self._names.find(texts, [word.stem for word in resolved]):
            for place in range(start, end):
                weight = _NAME_WEIGHT if place == start else 0.0
                words[place] = _with_reading(words[place], (leaf,), weight)

    def _alternatives(self, resolved: Sequence[QueryWord]) -> tuple[SynonymMatch, ...]:
        """Return the synonyms of words, and other spellings, with or without particles."""
        others = _other_nouns(resolved)
        stems = tuple(word.stem for word in resolved)
        spelt = tuple(
            SynonymMatch(place, place + 1, (spelling,))
            for place, (stem, more) in enumerate(zip(stems, others, strict=True))
            for form in (fold(stem), *more)
            for spelling in other_spellings(form, self._stands)
        )
        return self.synonyms.expand(stems, others) + spelt

    def _glosses(self, resolved: Sequence[QueryWord]) -> Iterator[SynonymMatch]:
        """Yield what the articles themselves say that words are short for, or for short."""
        if not self.glosses:
            return
        stems = [key_of(word.stem) for word in resolved]
        others = _other_nouns(resolved)
        most = _LONGEST_NAME if len(resolved) <= _JOINED_WORDS else 1
        for start in range(len(stems)):
            for end in range(start + 1, min(start + most, len(stems)) + 1):
                for last in (stems[end - 1], *others[end - 1]):
                    key = "".join((*stems[start : end - 1], last))
                    for long_key, _, long, short, _ in self.glosses.having(key):
                        entry = short if key == long_key else long
                        yield SynonymMatch(start, end, tuple(entry.split()))

    def _add_date(self, words: list[Word], mention: DateMention) -> None:
        """Let the date of an article count for the words that name it.

        With its year, a date is as good as said; without, it only tells of several articles which
        is meant.
        """
        leaf = mention.leaf
        for place in range(mention.start, mention.end):
            word = words[place]
            weight = _DATE_WEIGHT if place == mention.end - 1 else 0.0
            scored = (*word.scored, (leaf, weight)) if weight else word.scored
            readings = (*word.readings, (leaf,)) if leaf.year else word.readings
            words[place] = word.changed(readings=readings, scored=scored)

    def _add_synonym(
        self, words: list[Word], alternative: SynonymMatch, fields: int, said: float
    ) -> None:
        """Let what may stand for some of the words find them; ``said`` is what it counts."""
        reading = self._synonym(alternative.words, fields)
        if reading is None:
            return
        for place in range(alternative.start, alternative.end):
            weight = said if place == alternative.start else 0.0
            words[place] = _with_reading(words[place], reading, weight)

    def _synonym(self, words: Sequence[str], fields: int) -> tuple[Leaf, ...] | None:
        """Return what finds a synonym: its terms, or several words in a row; None: no article."""
        key = (tuple(words), fields)
        kept = self._synonym_readings.get(key)
        if kept is None:
            kept = self._synonym_readings.put(key, (self._synonym_reading(words, fields),))
        return kept[0]

    def _synonym_reading(self, words: Sequence[str], fields: int) -> tuple[Leaf, ...] | None:
        """Look up what `_synonym` returns."""
        if len(words) == 1 and (len(words[0]) == 1 or has_hanja(words[0])):
            # Just that letter: what else it may be read as is not what the synonym says.
            term = self._lexicon.find_term(fold(words[0]))
            return (TermLeaf(term, fields),) if term >= 0 else None
        known = [self._known(word, fields) for word in words]
        if not all(known):
            return None
        if len(words) == 1:
            return known[0]
        return (RunLeaf("".join(map(key_of, words)), fields),)

    def _known(self, word: str, fields: int) -> tuple[Leaf, ...] | None:
        """Return what finds a word that articles have; nothing is guessed about other words."""
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
        """Return what finds a word.

        Args:
            text: the word.
            inside: whether it is found within longer words, too.
            fields: the text fields (bits) to search.
            analysed: whether the analyser may be asked for it.
            apart: whether a word that articles have is also found where spaces stand in it, which
                takes a look at the articles.
        """
        how = inside, analysed, apart
        return self._resolved.of((text, fields, *how), lambda: self._resolve(text, fields, *how))

    def _resolve(
        self, text: str, fields: int, inside: bool, analysed: bool, apart: bool
    ) -> QueryWord:
        spellings = self._spellings(text)
        if not spellings and self._names.names_one(text) and not self._stands(text):
            # Nothing needs analysing: it is a name, and no part of the articles' texts.
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
        if read.in_a_row:
            run = RunLeaf(key_of(text), fields)
            readings.append((run,))
            scored[run] = 1.0
        certain = read.certain and (bool(readings) or read.ordinary)
        if strict:
            for leaf in self._spelt_otherwise(text, fields):
                readings.append((leaf,))
                scored.setdefault(leaf, _SPELT_WEIGHT)
        if (inside and not strict) or not readings:
            inner = self._inside(text, fields, readings)
            if inner is not None:
                readings.append((inner,))
                scored[inner] = _INSIDE_WEIGHT
        return QueryWord(
            text,
            tuple(dict.fromkeys(readings)),
            tuple(scored.items()),
            spellings,
            certain=certain,
            stem=self._stem(text, read),
        )

    def _stands(self, text: str) -> bool:
        return self._lexicon.find_term(key_of(text)) >= 0

    def _spelt_otherwise(self, text: str, fields: int) -> list[Leaf]:
        """Return what finds a number by other spellings of it (see `quantities`)."""
        found: list[Leaf] = [RunLeaf(key, fields) for key in in_a_row(text)]
        alike = map(self._lexicon.find_term, terms_alike(text))
        return [*(TermLeaf(term, fields) for term in alike if term >= 0), *found]

    def _found_by(
        self,
        text: str,
        rows: Sequence[NumberedTerm],
        read: WordReading,
        fields: int,
        *,
        apart: bool,
    ) -> Iterator[tuple[Leaf, ...]]:
        """Yield what finds a word that was read as some terms.

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
        """Return what the terms of a word count in ranking."""
        weights: dict[Leaf, float] = {}
        dissolved = is_dissolved(read)
        for term, start, end, kind in read.terms:
            if term >= 0:
                weight = _WEIGHTS[kind]
                if dissolved:
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
        """Return what else finds a verb or an adjective: see `reading.WordReader.verbs`."""
        leaves: list[Leaf] = []
        for term, eojeols in self._reader.verbs(text, read):
            if term >= 0:
                leaves.append(TermLeaf(term, fields))
            if len(eojeols):
                leaves.append(EojeolsLeaf(eojeols, fields))
        return leaves

    def _hanja(self, read: WordReading, fields: int) -> list[tuple[Leaf, ...]]:
        """Return what finds a word with hanja in it by what these stand for: 美연준, 檢."""
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

    def _inside(
        self, text: str, fields: int, readings: Sequence[tuple[Leaf, ...]]
    ) -> EojeolsLeaf | None:
        """Return the eojeols that hold the word somewhere, and that no reading of terms finds.

        None where there are none. They are no rarer than the word itself, if that is one term.
        """
        key = key_of(text)
        if len(pieces(fold(text))) == 1 and has_border(key[:1]):
            return None  # a Latin word or a number is a term wherever it stands by itself
        if len(key) < _SHORTEST_PIECE:
            eojeols = np.array(sorted(self._lexicon.find_key(key)), np.int64)
        else:
            eojeols = self._pieces.containing(key)
        found: list[list[int]] = []
        for reading in readings:
            terms = [leaf.term for leaf in reading if isinstance(leaf, TermLeaf)]
            if terms and len(terms) == len(reading):
                found.append(terms)
        eojeols = eojeols[~self._held(eojeols, found)]
        like = found[0][0] if found and len(found[0]) == 1 else -1
        return EojeolsLeaf(eojeols, fields, like) if len(eojeols) else None

    def _held(self, eojeols: Ids, readings: Sequence[Sequence[int]]) -> npt.NDArray[np.bool_]:
        """Return which eojeols have every term of one of some readings."""
        held = np.zeros(len(eojeols), np.bool_)
        if not readings or not len(eojeols):
            return held
        expansion = self._lexicon.expand(eojeols)
        for terms in readings:
            every = np.ones(len(eojeols), np.bool_)
            for term in terms:
                has = np.zeros(len(eojeols), np.bool_)
                has[expansion.owner[expansion.terms == term]] = True
                every &= has
            held |= every
        return held

    def joined(self, words: tuple[str, ...], fields: int = ALL_FIELDS) -> EojeolsLeaf | None:
        """Return the eojeols in which neighbouring words stand written together, if any."""
        return self._written_together.of((words, fields), lambda: self._joined(words, fields))

    def _joined(self, words: tuple[str, ...], fields: int) -> EojeolsLeaf | None:
        key = "".join(map(key_of, words))
        if len(key) < _SHORTEST_PIECE:
            return None
        eojeols = self._pieces.containing(key)
        return EojeolsLeaf(eojeols, fields) if len(eojeols) else None


def _other_nouns(resolved: Sequence[QueryWord]) -> tuple[tuple[str, ...], ...]:
    """Return what words may be without a particle, folded, beside their stems.

    What the lexicon has is read already; of another word anything may be the noun.
    """
    return tuple(
        () if word.spellings else tuple(map(fold, bare_forms(word.text))) for word in resolved
    )


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
