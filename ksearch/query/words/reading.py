"""Reads a query word: its terms, and whether they are certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ksearch.arrays import distinct
from ksearch.arrays.types import Ids
from ksearch.korean.analyses import Analyser, KnownRuns, Term, TermKind
from ksearch.korean.grammar.conjugation import (
    changes_consonant,
    forms,
    is_irregular,
    lemmas,
    plain_forms,
)
from ksearch.korean.grammar.derivation import BASE_MARK, base, is_base
from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.grammar.settled_words import WordKind, settled_kind
from ksearch.korean.letters.hanja import has_hanja
from ksearch.korean.letters.jamo import split_syllable
from ksearch.korean.normalise import fold
from ksearch.korean.pieces import has_value
from ksearch.korean.terms import eojeol_terms, hangul_runs, key_of, pieces
from ksearch.lexicon.lexicon import Lexicon
from ksearch.query.words.cutting import Cutter, Segmentation
from ksearch.query.words.unknown_runs import RunReader

#: A term: its number (-1 if no article has it), first and past-last character, and kind.
NumberedTerm = tuple[int, int, int, TermKind]

_MAIN = (TermKind.MORPHEME, TermKind.SURFACE)
#: Least syllables of a noun that is unlikely to match a verb or a typo by chance.
_MIN_NOUN_SYLLABLES = 2
#: Eojeols that attest a noun that the analyser cuts when it has no particle.
_ATTESTED = 2
#: Syllables above which a dictionary form is unlikely to be another word by chance.
_LONG_VERB = 3
#: The passive auxiliary verb.
_PASSIVE = "지다"
#: Most eojeols with one beginning that are scanned; for more, the forms are looked up one by one.
_MAX_LOOKED_THROUGH = 200


class WordReading(NamedTuple):
    """A word of a query as it was read.

    Attributes:
        terms: its terms.
        certain: whether the lexicon has the word, or all that it is made of.
        in_a_row: whether it may be words written without spaces; it is a typo unless articles have
            them in a row.
        hanja: the terms written in hanja, with their text.
        bases: the terms that it is derived from (공개 of 비공개), which rank it, but do not match
            it.
        verbs: the terms that are verbs or adjectives.
        as_likely: the verbs that the word may be as well as a noun with an ending (뿌리는).
        length: characters of the word.
        spaced: whether its terms may be words with a space missing between them.
        ordinary: whether the base lexicon has it, so that it is a word wherever it occurs.
        attested: whether other eojeols show that it is a noun, though alone it was read as a
            shorter noun with a particle.
    """

    terms: tuple[NumberedTerm, ...]
    certain: bool = True
    in_a_row: bool = False
    hanja: tuple[tuple[NumberedTerm, str], ...] = ()
    bases: tuple[NumberedTerm, ...] = ()
    verbs: frozenset[int] = frozenset()
    as_likely: frozenset[int] = frozenset()
    length: int = 0
    spaced: bool = False
    ordinary: bool = False
    attested: bool = False

    def is_noun(self, row: NumberedTerm) -> bool:
        """Return whether a term is a noun that is long enough not to match by chance."""
        return row[2] - row[1] >= _MIN_NOUN_SYLLABLES and row[0] not in self.verbs


class WordReader:
    """Reads words by one lexicon; see `words.WordResolver`."""

    def __init__(
        self,
        lexicon: Lexicon,
        analyser: Callable[[], Analyser],
        base: Callable[[], KnownRuns | None],
    ) -> None:
        self._lexicon = lexicon
        self._cutter = Cutter(lexicon)
        self._runs = RunReader(lexicon, self._cutter, analyser, base)

    def read(self, text: str, spellings: Sequence[int], *, analysed: bool = True) -> WordReading:
        """Return the terms of a word: from the lexicon, or as the analyser would read it.

        Without ``analysed`` a run that only the analyser could read stays whole.
        """
        if (verb := self._dictionary_form(text)) >= 0:
            whole = (verb, 0, len(text), TermKind.MORPHEME)
            return WordReading((whole,), verbs=frozenset((verb,)), length=len(text))
        if spellings:
            rows = self._lexicon.terms_of(spellings[0])
            if (noun := self._attested_noun(text, rows)) >= 0:
                whole = (noun, 0, len(text), TermKind.MORPHEME)
                return WordReading((whole,), length=len(text), attested=True)
            return self._read(text, rows, WordReading((), length=len(text)))
        cut = None if _is_not_cut(text) else self._cutter.cut(key_of(text))
        latin = _is_latin(text)
        if cut is not None and cut.certain and not latin:
            # Words of several scripts: 4차산업혁명 is 4차 and 산업혁명.
            return WordReading(self._numbered(cut.terms), False, True, spaced=True)
        runs = self._runs.read(hangul_runs(text), analysed=analysed)
        terms = self._numbered(eojeol_terms(text, runs.analyses.__getitem__))
        read = WordReading(
            (),
            runs.certain,
            runs.in_a_row or (latin and _is_broken(cut)) or self._pieces_known(text),
            length=len(text),
            spaced=runs.spaced,
            ordinary=runs.ordinary,
        )
        return self._read(text, terms, read)

    def _attested_noun(self, text: str, rows: Sequence[NumberedTerm]) -> int:
        """Return the term of a noun that was read as a shorter one and a particle, or -1.

        신인도를 and 신인도가 show that 신인도 is a noun, not 신인 with 도.
        """
        main = [row for row in rows if row[3] in _MAIN]
        if len(main) != 1 or main[0][1] or not _MIN_NOUN_SYLLABLES <= main[0][2] < len(text):
            return -1
        if hangul_runs(text) != [text] or text[main[0][2] :] not in PARTICLES:
            return -1
        term = self._lexicon.find_term(text)
        return term if term >= 0 and len(self._lexicon.holders(term)) >= _ATTESTED else -1

    def _dictionary_form(self, text: str) -> int:
        """Return the term of a verb that is spelt as in a dictionary; -1 if articles have none.

        Texts rarely have this form, which is easily misread as other words (마치, 다).
        """
        if (
            not text.endswith("다")
            or len(text) < _MIN_NOUN_SYLLABLES
            or hangul_runs(text) != [text]
        ):
            return -1
        known = self._lexicon.analysis(text)
        return -1 if known is not None and known.nominal else self._lexicon.find_term(text)

    def _read(self, text: str, rows: Sequence[NumberedTerm], read: WordReading) -> WordReading:
        """Add the terms of a word to its reading."""
        terms: list[NumberedTerm] = []
        bases: list[NumberedTerm] = []
        verbs: set[int] = set()
        as_likely: set[int] = set()
        noun = _noun_before_ending(text, rows)
        for row in rows:
            spelt = self._lexicon.term_text(row[0]) if row[0] >= 0 else ""
            if is_base(spelt):
                bases.append(row)
                continue
            terms.append(row)
            if spelt.endswith("다") and row[2] == len(text) and self._is_verb(text, row, spelt):
                verbs.add(row[0])
                if noun and not row[1] and spelt.startswith(noun):
                    as_likely.add(row[0])
        return read._replace(
            terms=tuple(terms),
            hanja=self._hanja(text, terms),
            bases=tuple(bases),
            verbs=frozenset(verbs),
            as_likely=frozenset(as_likely),
        )

    def _is_verb(self, text: str, row: NumberedTerm, spelt: str) -> bool:
        """Return whether a term in 다 at the end of a word is a verb and not a noun (바다)."""
        if text[row[1] :] != spelt:
            return True
        analysis = self._lexicon.analysis(text)
        return analysis is None or not analysis.nominal

    def base_of(self, term: int) -> int:
        """Return the base term of a noun (as part of derived words), or -1."""
        return self._lexicon.find_term(base(self._lexicon.term_text(term)))

    def word_of(self, term: int) -> int:
        """Return the term of a base as a word of its own; -1 if no article has it."""
        return self._lexicon.find_term(self._lexicon.term_text(term)[len(BASE_MARK) :])

    def without_passive(
        self, text: str, rows: Sequence[NumberedTerm], read: WordReading
    ) -> int | None:
        """Return the verb whose passive in 지다 a form is (지워졌나요: 지우다), or None.

        A verb typed in its dictionary form (느껴지다) is taken literally.
        """
        if text.endswith(_PASSIVE) or len(rows) != len(("verb", "passive")):
            return None
        (verb, *_), (passive, *_) = rows
        is_one = {verb, passive} <= read.verbs and self._lexicon.term_text(passive) == _PASSIVE
        return verb if is_one else None

    def together(self, rows: Sequence[NumberedTerm], verbs: frozenset[int]) -> Ids:
        """Return the eojeols that have the terms side by side, as the word does (int64, ascending).

        A verb before another may be contracted: 이루어지다 and 이뤄지다.
        """
        longest = max(rows, key=lambda row: row[2] - row[1])[0]
        eojeols = self._lexicon.holders(longest)
        expansion = self._lexicon.expand(eojeols)
        found = np.ones(len(eojeols), np.bool_)
        before = np.zeros(len(eojeols), np.int64)
        for place, (term, start, _, _) in enumerate(rows):
            positions = np.full(len(eojeols), -1, np.int64)
            held = expansion.terms == term
            positions[expansion.owner[held]] = expansion.starts[held]
            found &= positions >= 0
            if place:
                last = rows[place - 1]
                slack = 1 if last[0] in verbs else 0
                found &= np.abs(positions - before - (start - last[1])) <= slack
            before = positions
        return eojeols[found]

    def _numbered(self, terms: Sequence[Term]) -> tuple[NumberedTerm, ...]:
        return tuple(
            (self._lexicon.find_term(term.text), term.start, term.end, term.kind) for term in terms
        )

    def _hanja(
        self, text: str, terms: Sequence[NumberedTerm]
    ) -> tuple[tuple[NumberedTerm, str], ...]:
        if text.isascii() or not has_hanja(text):
            return ()
        return tuple(
            (row, text[row[1] : row[2]])
            for row in terms
            if row[3] in _MAIN and has_hanja(text[row[1] : row[2]])
        )

    def _pieces_known(self, text: str) -> bool:
        """Return whether a word of several scripts is made of pieces that articles have."""
        cut = pieces(fold(text))
        return len(cut) > 1 and all(
            self._lexicon.find_term(piece.text) >= 0 or self._lexicon.find_key(piece.text)
            for piece in cut
        )

    # Verbs

    def verbs(self, text: str, read: WordReading) -> Iterator[tuple[int, Ids]]:
        """Yield further terms and eojeols that match a form of a verb or an adjective.

        First come the terms (or -1) of other verbs with this form (걸어서: 걷다 beside 걸다); with
        each irregular verb, the eojeols that may be forms of it though they were read as something
        else (int64, ascending): 지은, 오를, 걸어.
        """
        if not text or not "가" <= text[0] <= "힣":
            return
        noun = self._is_noun(text, read) or (is_dissolved(read) and _ends_in_m(text))
        known = {row[0] for row in read.terms}
        for lemma in lemmas(text):
            long = lemma == text and len(lemma) > _LONG_VERB
            if noun and not long:
                continue
            term = self._lexicon.find_term(lemma)
            shown = (
                text.startswith(lemma[:-1])
                or changes_consonant(lemma)
                or _has_lost_rieul(text, lemma)
            )
            if term < 0 and not long and not (shown and self._is_irregular_verb(lemma)):
                continue
            spelt = long or (lemma == text and term >= 0)
            others = self._forms(lemma, term) if spelt or is_irregular(lemma) else _NONE
            if term in known:
                term = -1
            if term >= 0 or len(others):
                yield term, others

    def _is_irregular_verb(self, lemma: str) -> bool:
        """Return whether a dictionary form is an irregular verb that exists.

        By spelling alone, any word is a form of some verb: 것으려 of “것다”.
        """
        return is_irregular(lemma) and self._runs.is_verb(lemma) is not False

    def _is_noun(self, text: str, read: WordReading) -> bool:
        """Return whether a word was read as a noun, and is long enough to be certain."""
        main = [row for row in read.terms if row[3] in _MAIN and row[0] >= 0]
        if not main:
            return False
        last = main[-1]
        if last[2] == len(text) and self._ends_in_verb(last[0]):
            return len(main) > 1 and last[1] >= _MIN_NOUN_SYLLABLES
        return any(row[2] - row[1] >= _MIN_NOUN_SYLLABLES for row in main)

    def _ends_in_verb(self, term: int) -> bool:
        return self._lexicon.term_text(term).endswith("다")

    def _forms(self, lemma: str, term: int) -> Ids:
        """Return the eojeols spelt like forms of a verb that were read as something else."""
        found: list[int] = []
        plain = [] if is_irregular(lemma) else [plain_forms(lemma)]
        for beginning, tails in (*plain, *forms(lemma)):
            if self._lexicon.begins(beginning):
                found.extend(self._spelt(beginning, tails))
        if not is_irregular(lemma):
            found = [number for number in found if not self._is_no_verb(number)]
        kept = [number for number in found if self._may_be(number, term, len(lemma) - 1)]
        return distinct(np.array(kept, np.int64)) if kept else _NONE

    def _spelt(self, beginning: str, tails: tuple[str, ...]) -> list[int]:
        """Return the eojeols of several syllables made of a beginning and one of some endings."""
        if len(beginning) > 1:
            eojeols = self._lexicon.with_prefix(beginning)
            if len(eojeols) <= _MAX_LOOKED_THROUGH:
                size = len(beginning)
                return [
                    eojeol
                    for eojeol, text in zip(
                        eojeols.tolist(), self._lexicon.texts(eojeols), strict=True
                    )
                    if text[size:] in tails
                ]
        spelt = [beginning + tail for tail in tails]
        numbers = [self._lexicon.find(text) for text in spelt if len(text) > 1]
        return [number for number in numbers if number >= 0]

    def _is_no_verb(self, eojeol: int) -> bool:
        """Return whether an eojeol is known to be no form of a verb (데는), however it is spelt."""
        return settled_kind(self._lexicon.text(eojeol)) is WordKind.NOUN

    def _may_be(self, eojeol: int, term: int, stem: int) -> bool:
        """Return whether an eojeol may be a form of a verb, though it does not have its term.

        An eojeol read as the noun within the verb (보장 of 보장받다) counts as the verb.
        """
        rows = self._lexicon.terms_of(eojeol)
        if any(row[0] == term for row in rows):
            return False
        return not any(
            row[2] - row[1] >= _MIN_NOUN_SYLLABLES
            and row[2] >= stem
            and not self._ends_in_verb(row[0])
            for row in rows
            if row[3] in _MAIN
        )


_NONE = np.zeros(0, np.int64)
#: Least letters of each part of a word that is hyphenated at the end of a line.
_BROKEN = 2


def _ends_in_m(text: str) -> bool:
    """Return whether a word may be a noun derived from a verb (흐름), not a form of that verb."""
    return split_syllable(text[-1])[2] == "ㅁ"


def _has_lost_rieul(text: str, lemma: str) -> bool:
    """Return whether a form begins with a longer stem without its ㄹ: 이끈 of 이끌다."""
    stem = lemma[:-1]
    if (
        len(stem) < _MIN_NOUN_SYLLABLES
        or text[: len(stem) - 1] != stem[:-1]
        or len(text) < len(stem)
    ):
        return False
    initial, vowel, final = split_syllable(stem[-1])
    return final == "ㄹ" and split_syllable(text[len(stem) - 1])[:2] == (initial, vowel)


def _is_not_cut(text: str) -> bool:
    """Return whether a word is one run of Hangul, or a number; these are not split."""
    runs = hangul_runs(text)
    return runs == [text] or (not runs and has_value(fold(text)))


def _is_broken(cut: Segmentation | None) -> bool:
    """Return whether a Latin word may be hyphenated in a text (re-markable).

    Its parts must then be side by side; iPhone is not I and phone.
    """
    return cut is not None and min(map(len, cut.pieces)) >= _BROKEN


def _is_latin(text: str) -> bool:
    return [piece.script for piece in pieces(fold(text))] == ["latin"]


def term_readings(read: WordReading) -> list[tuple[NumberedTerm, ...]]:
    """Return the readings of a word: sets of terms, each of which matches it.

    The first is the morphemes. The others replace morphemes by parts of compounds, or by another
    analysis, which must cover the same characters: the parts of 산업혁명 are 산업 and 혁명, but not
    산업 alone. A reading with a term that no article has is dropped.

    A possible noun is not matched by its other readings: as a verb (보고, 가지), or as syllables
    and particles (차로). What is as likely a verb as a noun with something behind it (뿌리는,
    알립니다) is matched as both.
    """
    main = [row for row in read.terms if row[3] in _MAIN and not _is_unknown_helper(row, read)]
    readings = [] if is_dissolved(read) else [main]
    noun = any(map(read.is_noun, main)) or not readings
    for kind in (TermKind.PART, TermKind.ALTERNATIVE):
        others = [row for row in read.terms if row[3] is kind]
        if kind is TermKind.ALTERNATIVE and noun:
            readings.extend([row] for row in others if row[0] in read.as_likely)
            others = [row for row in others if row[0] not in read.verbs]
        if not others or (
            kind is TermKind.PART and any(row[2] - row[1] < _MIN_NOUN_SYLLABLES for row in others)
        ):
            continue
        replaced = [row for row in main if _overlaps(row, others)]
        whole = len(main) == 1 and main[0][1:3] == (0, read.length) and read.is_noun(main[0])
        if _covers(others, replaced, to_end=whole or kind is TermKind.PART):
            readings.append([*others, *(row for row in main if row not in replaced)])
    distinct = {tuple(row[0] for row in rows): tuple(rows) for rows in reversed(readings)}
    return [
        rows
        for terms, rows in reversed(distinct.items())
        if terms and all(term >= 0 for term in terms)
    ]


def _noun_before_ending(text: str, rows: Sequence[NumberedTerm]) -> str:
    """Return the noun that a word is read as with something behind it, or ""."""
    if not rows or rows[0][3] is not TermKind.MORPHEME or rows[0][1]:
        return ""
    return text[: rows[0][2]] if _MIN_NOUN_SYLLABLES <= rows[0][2] < len(text) else ""


def _is_unknown_helper(row: NumberedTerm, read: WordReading) -> bool:
    """Return whether a term that no article has is only an auxiliary verb (지다 of 지워졌나요)."""
    return row[0] < 0 and any(
        other[0] in read.verbs and other[1] < row[1] and other[2] == row[2] for other in read.terms
    )


def is_dissolved(read: WordReading) -> bool:
    """Return whether a word that articles have as a noun was read as something else."""
    return any(
        row[3] is TermKind.ALTERNATIVE
        and row[0] >= 0
        and row[1:3] == (0, read.length)
        and read.is_noun(row)
        for row in read.terms
    ) and not any(row[3] in _MAIN and read.is_noun(row) for row in read.terms)


def _overlaps(row: NumberedTerm, others: Sequence[NumberedTerm]) -> bool:
    return any(row[1] < other[2] and other[1] < row[2] for other in others)


def _covers(
    others: Sequence[NumberedTerm], replaced: Sequence[NumberedTerm], *, to_end: bool
) -> bool:
    """Return whether terms cover every character of those that they replace.

    Without ``to_end``, characters at the end may be left over, which the other analysis reads as
    particles, if the noun before them is long enough not to match by chance: 태 does not cover
    태광.
    """
    held = {place for row in others for place in range(row[1], row[2])}
    last = max(row[2] for row in others)
    left = [place for row in replaced for place in range(row[1], row[2]) if place not in held]
    if any(place < last for place in left):
        return False
    return not left or (not to_end and len(held) >= _MIN_NOUN_SYLLABLES)


__all__ = ["NumberedTerm", "WordReader", "WordReading", "key_of", "term_readings"]
