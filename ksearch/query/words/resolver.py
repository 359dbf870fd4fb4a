"""Resolves query words to leaves: through the lexicon, and through Kiwi if that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from ksearch.arrays.cache import Cache
from ksearch.korean.analyses import Analyser, KnownRuns
from ksearch.korean.borders import has_border
from ksearch.korean.splitting import split
from ksearch.korean.terms import key_of
from ksearch.korean.word_lists.rows import CellTable
from ksearch.korean.word_lists.synonyms import Synonyms, shorthand
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.fields import ALL_FIELDS
from ksearch.plan import EojeolsLeaf, Leaf, RunLeaf, Word
from ksearch.query.words.alternatives import SYNONYM_WEIGHT, Alternatives
from ksearch.query.words.dates import add_dates
from ksearch.query.words.function_words import with_optional
from ksearch.query.words.inside import SHORTEST_PIECE, SubstringFinder
from ksearch.query.words.leaves import LeafFinder
from ksearch.query.words.names import Knows, NameFinder
from ksearch.query.words.number_leaves import SPELT_WEIGHT, leaves_spelt_otherwise
from ksearch.query.words.quantities import is_spoken_fraction, is_strict, with_joined_quantities
from ksearch.query.words.query_word import QueryWord, term_leaves, with_reading
from ksearch.query.words.reading import WordReader, WordReading, term_readings

#: Bytes that resolved words, and neighbouring ones written together, may take in memory.
_RESOLVED_BYTES = 16 << 20
_JOINED_BYTES = 2 << 20
#: Weight of eojeols that contain the word.
_INSIDE_WEIGHT = 0.5
#: Weight of a name with digits as a whole eojeol (GPT-4), not the beginning of another (GPT-4o).
_WHOLE_WEIGHT = 1.0
#: Weight of neighbouring words written together: low, as it may be another word (점 등 is hardly
#: 점등).
_JOINED_WEIGHT = 0.1
#: Weight of other forms of a verb, and of other verbs that a form may belong to.
_FORM_WEIGHT = 0.3
#: Closing quotation marks. 고 directly behind one is a particle, even if it and the verb behind it
#: spell another word (고했다).
_CLOSING = frozenset("\"'”’」』")
_AFTER_QUOTE = "(?:이?라?[고며는]|이?란|면서)."
#: Most words of a query for which the words in a row are a leaf of their own, because re-ranking
#: looks at too few articles to find all such rows; and the weight of that leaf.
_RUN_WORDS = 3
_RUN_LEAF_WEIGHT = 0.9
#: A number with a counter, which may be written with or without a space: 100여명, 100여 명.
_COUNTED = "[0-9]+[가-힣]{2,}"
#: Weight of a reporter, paper or section.
_NAME_WEIGHT = 1.0
#: Most words of a query whose neighbours are also searched for written together.
_JOINED_WORDS = 4


class WordResolver:
    """Resolves query words against one lexicon; has a cache.

    ``base`` opens the base lexicon that the articles were analysed with; it is called when a run of
    Hangul is in no article. Without a base lexicon, ``analyser`` loads Kiwi for runs that are
    neither a known noun with a particle nor known words without spaces. ``names`` returns whether
    any article has a name (kind and key) as author, publisher or section.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        analyser: Callable[[], Analyser],
        synonyms: Callable[[], Synonyms] = shorthand,
        names: Knows = lambda kind, key: False,  # noqa: ARG005 - a default
        glosses: Callable[[], CellTable] = lambda: CellTable(""),
        base: Callable[[], KnownRuns | None] = lambda: None,
    ) -> None:
        self._lexicon = lexicon
        self._reader = WordReader(lexicon, analyser, base)
        self._leaves = LeafFinder(lexicon, self._reader)
        self._pieces = SubstringFinder(lexicon)
        self._resolved: Cache[QueryWord] = Cache(_RESOLVED_BYTES)
        self._written_together: Cache[EojeolsLeaf | None] = Cache(_JOINED_BYTES)
        self._names = NameFinder(names)
        self._alternatives = Alternatives(lexicon, synonyms, glosses)

    def knows(self, word: str) -> bool:
        """Return whether a word occurs in an article, or did once."""
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

        A single word is found inside longer ones, too; a few words also where they occur written
        together (전세 사기 in 전세사기범). Synonyms find each other.

        Args:
            text: the query.
            fields: the text fields (bits) to search.
            analysed: whether the analyser may read words that no lexicon explains.
        """
        eojeols, separators = split(text)
        if any(map(str.isnumeric, text)):
            eojeols, separators = with_joined_quantities(eojeols, separators)
        few = len(eojeols) <= _JOINED_WORDS
        resolved = [
            self.resolve(eojeol, len(eojeols) == 1, fields, analysed=analysed, apart=few)
            for eojeol in eojeols
        ]
        words: list[Word] = [*resolved]
        self._add_joined(words, fields)
        _add_rows(words, separators, fields)
        self._alternatives.add_to(words, resolved, fields, self._readings)
        add_dates(words, self._lexicon, fields)
        if fields == ALL_FIELDS:
            self._add_names(words, resolved)
        return with_optional(words)

    def _add_joined(self, words: list[Word], fields: int) -> None:
        """Add the eojeols in which two words of a few are written together."""
        if len(words) > _JOINED_WORDS:
            return
        for first in range(len(words) - 1):
            leaf = self.joined(tuple(word.text for word in words[first : first + 2]), fields)
            if leaf is not None:
                words[first] = with_reading(words[first], (leaf,), _JOINED_WEIGHT)
                words[first + 1] = with_reading(words[first + 1], (leaf,), 0.0)

    def _add_names(self, words: list[Word], resolved: Sequence[QueryWord]) -> None:
        """Add the leaves of reporters, papers and sections that the words name."""
        texts = [word.text for word in resolved]
        for start, end, leaf in self._names.find(texts, [word.stem for word in resolved]):
            for place in range(start, end):
                weight = _NAME_WEIGHT if place == start else 0.0
                words[place] = with_reading(words[place], (leaf,), weight)

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
            analysed: whether the analyser may read it.
            apart: whether a known word is also matched with spaces in it, which requires reading
                articles.
        """
        how = inside, analysed, apart
        return self._resolved.of((text, fields, *how), lambda: self._resolve(text, fields, *how))

    def _resolve(
        self, text: str, fields: int, inside: bool, analysed: bool, apart: bool
    ) -> QueryWord:
        spellings = self._spellings(text)
        if not spellings and self._names.names_one(text) and not self._occurs(text):
            # Only a name in a keyword field, in no text: it needs no analysis.
            return QueryWord(text, (), (), stem=text)
        read = self._reader.read(text, spellings, analysed=analysed)
        found = _Found()
        self._add_terms(found, text, read, fields, apart=apart)
        if found.readings or spellings:
            found.scored.update(self._leaves.weights(read, fields))
        for leaf in self._leaves.other_forms(text, read, fields):
            found.add((leaf,), _FORM_WEIGHT)
        for reading in self._alternatives.hanja(read, fields, self._readings):
            found.add(reading, SYNONYM_WEIGHT)
        if read.attested:
            # Also where it is an eojeol by itself and was read as other terms.
            found.add((EojeolsLeaf(np.array(sorted(spellings), np.int64), fields),))
        certain = self._add_longer(found, text, read, fields, inside=inside, analysed=analysed)
        return QueryWord(
            text,
            tuple(dict.fromkeys(found.readings)),
            tuple(found.scored.items()),
            spellings,
            certain=certain,
            spaced=read.spaced,
            stem=self._leaves.stem(text, read),
        )

    def _readings(self, text: str, fields: int) -> tuple[tuple[Leaf, ...], ...]:
        return self.resolve(text, False, fields).readings

    def _add_terms(
        self, found: _Found, text: str, read: WordReading, fields: int, *, apart: bool
    ) -> None:
        """Add the readings of a word by its terms; a number needs all of its terms at once."""
        if is_strict(text):
            # The numbers of a fraction mean nothing apart.
            for rows in () if is_spoken_fraction(text) else term_readings(read)[:1]:
                found.add(term_leaves(rows, fields))
            return
        for rows in term_readings(read):
            for reading in self._leaves.readings(text, rows, read, fields, apart=apart):
                found.add(reading)

    def _add_longer(
        self,
        found: _Found,
        text: str,
        read: WordReading,
        fields: int,
        *,
        inside: bool,
        analysed: bool,
    ) -> bool:
        """Add leaves of longer words and of other spellings; return whether the word is known.

        An ordinary word that occurs in others (전산 in 전산학) is looked for there; any other may
        be written with a space.
        """
        looked = read.ordinary and not found.readings
        inner = self._pieces.leaf(text, fields, found.readings) if looked else None
        if read.in_a_row and inner is None:
            run = RunLeaf(key_of(text), fields)
            found.readings.append((run,))
            found.scored[run] = 1.0
        certain = read.certain and (bool(found.readings) or read.ordinary)
        for leaf in self._leaves.wholes(text, read, fields):
            found.scored[leaf] = _WHOLE_WEIGHT
        for leaf in leaves_spelt_otherwise(self._lexicon, text, fields, in_rows=analysed):
            found.add((leaf,), SPELT_WEIGHT)
        number = is_strict(text) and has_border(text[-1:])
        if not looked and ((inside and not number) or not found.readings):
            inner = self._pieces.leaf(text, fields, found.readings)
        if inner is not None:
            found.readings.append((inner,))
            found.scored[inner] = _INSIDE_WEIGHT
        return certain

    def _occurs(self, text: str) -> bool:
        return self._lexicon.find_term(key_of(text)) >= 0

    def _spellings(self, text: str) -> tuple[int, ...]:
        """Return the eojeols with the spelling of a word, the one that is identical first."""
        spellings = self._lexicon.find_key(key_of(text))
        if len(spellings) > 1:
            exact = self._lexicon.find(text)
            spellings.sort(key=lambda eojeol: eojeol != exact)
        return tuple(spellings)

    def joined(self, words: tuple[str, ...], fields: int = ALL_FIELDS) -> EojeolsLeaf | None:
        """Return the eojeols in which neighbouring words are written together, if any."""
        return self._written_together.of((words, fields), lambda: self._joined(words, fields))

    def _joined(self, words: tuple[str, ...], fields: int) -> EojeolsLeaf | None:
        key = "".join(map(key_of, words))
        if len(key) < SHORTEST_PIECE:
            return None
        eojeols = self._pieces.containing(key)
        return EojeolsLeaf(eojeols, fields) if len(eojeols) else None


class _Found:
    """The readings of a word so far, and the weights of their leaves in ranking."""

    def __init__(self) -> None:
        self.readings: list[tuple[Leaf, ...]] = []
        self.scored: dict[Leaf, float] = {}

    def add(self, reading: tuple[Leaf, ...], weight: float | None = None) -> None:
        """Add a reading; leaves without a weight get ``weight``, or do not rank if it is None."""
        self.readings.append(reading)
        if weight is not None:
            for leaf in reading:
                self.scored.setdefault(leaf, weight)


def _add_rows(words: list[Word], separators: Sequence[str], fields: int) -> None:
    """Add the letters of a few words in a row, and those of single words with a space in them.

    Args:
        words: the words, which are changed.
        separators: the text before each of them.
        fields: the text fields (bits) to search.
    """
    texts = [word.text for word in words]
    if 1 < len(words) <= _RUN_WORDS:
        run = RunLeaf("".join(map(key_of, texts)), fields)
        words[0] = words[0].changed(scored=(*words[0].scored, (run, _RUN_LEAF_WEIGHT)))
    for place, text in enumerate(texts):
        quoted = separators[place][-1:] in _CLOSING and re.match(_AFTER_QUOTE, text)
        few = len(words) <= _JOINED_WORDS and text[:1].isdigit()
        if quoted or (few and re.match(_COUNTED, text)):
            words[place] = with_reading(words[place], (RunLeaf(key_of(text), fields),), 1.0)
