"""Infers the terms of runs of Hangul that no article has as an eojeol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from ksearch.korean.analyses import Analyser, KnownRuns, RunAnalysis, Term, TermKind
from ksearch.korean.grammar.conjugation import lemmas
from ksearch.korean.grammar.endings import noun_lengths, plain_form
from ksearch.korean.grammar.inference import infer
from ksearch.lexicon.base.known import Known
from ksearch.lexicon.lexicon import Lexicon
from ksearch.query.words.cutting import Cutter

_MAIN = (TermKind.MORPHEME, TermKind.SURFACE)
#: Least syllables of a noun that is unlikely to match a verb or a typo by chance.
_MIN_NOUN_SYLLABLES = 2
#: Least syllables of a run that may be two nouns without a space; shorter ones are one word.
_MIN_COMPOUND = 4
#: The auxiliary that makes a verb passive (지워지다).
_PASSIVE = "지다"
#: Forms of 하다 and 되다 that are nouns of their own, or the end of some (북한, 역할).
_FORMS_OF_HADA = ("한", "할", "함", "해", "된", "될", "됨", "돼")


class RunsRead(NamedTuple):
    """The runs of a word as they were read.

    Attributes:
        analyses: one for each run.
        certain: whether the lexicon has all of the runs, or all that they are made of.
        in_a_row: whether the word may be words without spaces; it is a typo unless articles have
            them in a row.
        spaced: whether the terms may be words with a space missing between them.
        ordinary: whether the base lexicon has them, so that the word is not mistyped.
    """

    analyses: dict[str, RunAnalysis]
    certain: bool
    in_a_row: bool
    spaced: bool
    ordinary: bool


class _Reading(NamedTuple):
    """The analysis of one run, and what `RunsRead` says of it."""

    analysis: RunAnalysis
    certain: bool = True
    in_a_row: bool = False
    spaced: bool = False
    ordinary: bool = False


class RunReader:
    """Reads runs by the lexicon of an index, and by the base lexicon that it was analysed with.

    Thanks to the base lexicon Kiwi is not loaded: a run that neither lexicon explains is looked up
    as it is. ``analyser`` reads such runs for indexes that were analysed without a base lexicon, or
    with another one.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        cutter: Cutter,
        analyser: Callable[[], Analyser],
        base: Callable[[], KnownRuns | None],
    ) -> None:
        self._lexicon = lexicon
        self._cutter = cutter
        self._analyser = analyser
        self._open_base = base

    @cached_property
    def _base(self) -> KnownRuns | None:
        return self._open_base()

    def read(self, runs: list[str], *, analysed: bool) -> RunsRead:
        """Read the runs of one word; without ``analysed`` the analyser is not used."""
        readings = {run: self._known(run) or self._guessed(run) for run in runs}
        unread = [run for run, reading in readings.items() if reading.analysis is _UNREAD]
        if unread and analysed and self._base is None:
            for run, analysis in self._analyser().analyse(unread):
                readings[run] = self._judged(readings[run], run, analysis, alone=len(unread) == 1)
        else:
            for run in unread:
                readings[run] = readings[run]._replace(analysis=whole(run))
        found = readings.values()
        return RunsRead(
            {run: reading.analysis for run, reading in readings.items()},
            all(reading.certain for reading in found),
            any(reading.in_a_row for reading in found),
            any(reading.spaced for reading in found),
            bool(runs) and all(reading.ordinary for reading in found),
        )

    def is_verb(self, lemma: str) -> bool | None:
        """Return whether the base lexicon has a verb; None without a base lexicon."""
        if self._base is None:
            return None
        analysis = self._base.analysis(lemma)
        return analysis is not None and any(term.text == lemma for term in analysis.terms)

    def _known(self, run: str) -> _Reading | None:
        """Read a run that the lexicon has, or all of whose parts it has."""
        analysis = self._lexicon.analysis(run)
        if analysis is not None:
            return _Reading(analysis)
        analysis = infer(run, self._lexicon)
        if analysis is not None:
            return _Reading(analysis, spaced=not self._has_known_stem(run, self._lexicon))
        return None

    def _guessed(self, run: str) -> _Reading:
        """Read a run by the base lexicon, by nouns of other eojeols, or as several words.

        A run that may be two words is cut first: articles seldom have it in the spelling of the
        base lexicon.
        """
        ordinary = self._ordinary(run)
        if ordinary and (_is_short(ordinary.analysis) or self._occurs(ordinary.analysis)):
            return ordinary
        noun = self._noun_with_ending(run)
        if noun is not None:
            return _Reading(noun)
        cut = self._cutter.cut(run)
        if cut is not None and cut.certain:
            return _Reading(RunAnalysis(cut.terms, False), False, True, True)
        if ordinary:
            return ordinary
        verb = self._verb(run)
        if verb is not None:
            return _Reading(verb)
        return _Reading(_UNREAD, False, cut is not None)

    def _ordinary(self, run: str) -> _Reading | None:
        """Read a run that the base lexicon has, or nouns of it with or without an ending."""
        if self._base is None:
            return None
        # Articles may also write it with a space (한 번, 검은 색).
        analysis = self._base.analysis(run)
        if analysis is not None:
            return _Reading(analysis, in_a_row=True, ordinary=True)
        known = Known(self._lexicon, self._base)
        analysis = infer(run, known)
        if analysis is None:
            return None
        spaced = not self._has_known_stem(run, known)
        return _Reading(analysis, in_a_row=True, spaced=spaced, ordinary=True)

    def _occurs(self, analysis: RunAnalysis) -> bool:
        """Return whether articles have all terms of the first reading of an analysis."""
        return all(
            self._lexicon.find_term(term.text) >= 0 for term in analysis.terms if term.kind in _MAIN
        )

    def _has_known_stem(self, run: str, known: KnownRuns) -> bool:
        """Return whether a run that was inferred is one noun or one verb that is known."""
        return plain_form(run) != run or any(
            known.analysis(run[:length]) is not None for length in noun_lengths(run)
        )

    def _noun_with_ending(self, run: str) -> RunAnalysis | None:
        """Read a run as a noun that articles have with other endings only."""
        lengths = [*noun_lengths(run), *([len(run) - 1] if run.endswith(_FORMS_OF_HADA) else [])]
        for length in lengths:
            noun = run[:length]
            if length >= _MIN_NOUN_SYLLABLES and self._lexicon.find_term(noun) >= 0:
                return RunAnalysis((Term(noun, 0, length),), False)
        return None

    def _verb(self, run: str) -> RunAnalysis | None:
        """Read a run as a form of a verb or an adjective that articles have."""
        if self._base is None:
            return None
        forms = list(lemmas(run))
        for lemma in (*forms, *(verb for form in forms for verb in self._made_passive(form))):
            if self._lexicon.find_term(lemma) >= 0:
                return RunAnalysis((Term(lemma, 0, len(run)),), False)
        return None

    def _made_passive(self, lemma: str) -> Iterator[str]:
        """Yield the verbs that a passive in -어지다 may be derived from: 지우다 of 지워지다.

        A verb of the base lexicon (떨어지다) is not a passive.
        """
        if lemma.endswith(_PASSIVE) and self._base is not None:
            stem = lemma.removesuffix(_PASSIVE)
            if stem and self._base.analysis(lemma) is None:
                yield from lemmas(stem)

    def _judged(
        self, before: _Reading, run: str, analysis: RunAnalysis, *, alone: bool
    ) -> _Reading:
        """Return the analyser's reading of a run, with its certainty: it may be mistyped."""
        if _doubtful(analysis):
            return before._replace(
                analysis=whole(run), in_a_row=before.in_a_row or self._occurs(analysis)
            )
        certain = alone and _is_predicate(analysis, run)
        return before._replace(analysis=analysis, certain=certain)


#: Placeholder of an analysis that has not been made.
_UNREAD = RunAnalysis((), False)


def whole(run: str) -> RunAnalysis:
    """Return the analysis of a run as one term, without its parts."""
    return RunAnalysis((Term(run, 0, len(run), TermKind.SURFACE),), False)


def _is_short(analysis: RunAnalysis) -> bool:
    """Return whether an analysis is one word, too short to be two without a space."""
    main = [term for term in analysis.terms if term.kind in _MAIN]
    return len(main) == 1 and main[0].end - main[0].start < _MIN_COMPOUND


def _doubtful(analysis: RunAnalysis) -> bool:
    """Return whether an analysis has a noun of one syllable: any unknown run can be read so."""
    return any(
        term.end - term.start < _MIN_NOUN_SYLLABLES and not term.text.endswith("다")
        for term in analysis.terms
        if term.kind in _MAIN
    )


def _is_predicate(analysis: RunAnalysis, run: str) -> bool:
    """Return whether a run can only be a form of one verb or adjective.

    The analyser reads a mistyped ending as some ending, too, so the form must be one that
    conjugation makes.
    """
    main = [term for term in analysis.terms if term.kind in _MAIN]
    return (
        len(main) == 1
        and not analysis.nominal
        and main[0].text in lemmas(run)
        and (main[0].start, main[0].end) == (0, len(run))
    )
