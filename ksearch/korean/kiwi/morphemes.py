"""Kiwi: the only module that imports kiwipiepy, and only when something is to be analysed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ksearch.korean.analyses import Morpheme, RunAnalysis, Term, TermKind
from ksearch.korean.grammar.derivation import (
    MARGIN,
    NOUNS,
    SHORTEST_PART,
    VERB_MARGIN,
    DerivedTerms,
    KiwiToken,
    Reading,
    base,
    choose,
    has_unwritten_copula,
)
from ksearch.korean.grammar.settled_words import settled_kind

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

    from ksearch.korean.word_lists.user_words import UserWord, UserWords

#: Runs up to this many syllables are analysed two ways where they can be: short words are the
#: ambiguous ones, and a second analysis of a long one mostly differs in its ending alone.
AMBIGUOUS_LENGTH = 3
#: … and single syllables, which are few, this many ways: three of 알 are nouns. So are words of
#: which it is known that they are no verbs, or no nouns, as the likeliest two may both be wrong.
_READINGS_OF_SYLLABLES = 5
#: Nouns of this many syllables that Kiwi keeps whole are cut into parts as well.
COMPOUND_LENGTH = 4
#: … at a greater distance, because Kiwi prefers the whole by a wide margin (국민건강보험공단).
COMPOUND_MARGIN = 12.0
#: Kiwi's beam and the longest unknown form. Kiwi's own (8.0 and 6) cost a third more time; on
#: 20,000 words of news 99.5% of the analyses stay the same.
_BEAM = 5.0
_LONGEST_UNKNOWN = 4
_TEXTS_PER_BATCH = 4096


class _Parts(NamedTuple):
    """The parts of what a token may be.

    ``nouns_only`` is for words such as 하나하나, which read as an adverb has no parts.
    """

    morphemes: list[Morpheme]
    nouns_only: bool


class MorphemeAnalyser:
    """Analyses runs of Hangul with Kiwi, each by itself, so that a run always reads the same."""

    def __init__(self, user_words: UserWords | None = None) -> None:
        words = user_words.words if user_words else ()
        self._user_words = {word.form: word for word in words}
        self._known_parts: dict[str, _Parts] = {}

    @cached_property
    def _kiwi(self) -> Kiwi:
        from kiwipiepy import Kiwi

        # The typo and multi-word dictionaries do nothing for single, correctly spelt words. Kiwi's
        # threads (-1: none) cost a run two thirds more, and hold up Python's others.
        kiwi = Kiwi(num_workers=-1, load_typo_dict=False, load_multi_dict=False)
        for word in self._user_words.values():
            kiwi.add_user_word(word.form, word.tag)
        return kiwi

    @cached_property
    def _config(self) -> Any:
        config = copy.copy(self._kiwi.global_config)
        config.cutoff_threshold = _BEAM
        config.max_unk_form_size = _LONGEST_UNKNOWN
        return config

    def load(self) -> None:
        """Load Kiwi now, and not with the first run."""
        next(self._readings(["가"], 1))

    def settings(self) -> list[tuple[str, str]]:
        """Return what another process needs to analyse alike: text and tag of each user word."""
        return [(word.text, word.tag) for word in self._user_words.values()]

    def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        """Yield each run with its analysis, as an index needs it; streams in batches."""
        return self._analyse(runs, morphemes=False)

    def analyse_fully(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        """Yield each run with its analysis and its morphemes, for people to look at."""
        return self._analyse(runs, morphemes=True)

    def _analyse(
        self, runs: Iterable[str], *, morphemes: bool
    ) -> Iterator[tuple[str, RunAnalysis]]:
        pending = iter(runs)
        while batch := list(islice(pending, _TEXTS_PER_BATCH)):
            yield from self._analyse_batch(batch, morphemes)

    def _analyse_batch(
        self, batch: list[str], morphemes: bool
    ) -> Iterator[tuple[str, RunAnalysis]]:
        readings = self.readings(batch)
        chosen = {run: choose(run, alternatives) for run, alternatives in readings.items()}
        parts = self._parts([found.morphemes for found in chosen.values()])
        for run in batch:
            yield run, _run_analysis(chosen[run], parts, morphemes)

    def readings(self, runs: list[str]) -> dict[str, list[Reading]]:
        """Return the readings of runs, the likeliest first: as many as there may be right ones."""
        doubtful = [run for run in runs if len(run) == 1 or settled_kind(run)]
        others = [run for run in runs if len(run) > 1 and not settled_kind(run)]
        short = [run for run in others if len(run) <= AMBIGUOUS_LENGTH]
        long = [run for run in others if len(run) > AMBIGUOUS_LENGTH]
        found = dict(zip(doubtful, self._readings(doubtful, _READINGS_OF_SYLLABLES), strict=True))
        found.update(zip(short, self._readings(short, 2), strict=True))
        found.update(zip(long, self._readings(long, 1), strict=True))
        copulas = [run for run in long if has_unwritten_copula(run, found[run][0][0])]
        for run, readings in zip(copulas, self._readings(copulas, 2), strict=True):
            least = readings[0][1] - VERB_MARGIN
            found[run] = [reading for reading in readings if reading[1] >= least]
        return found

    def _readings(self, runs: list[str], count: int) -> Iterator[list[Reading]]:
        from kiwipiepy import Match

        analyse, config = self._kiwi.analyze, self._config
        # Kiwi's default options; combined once, as every call would do it again.
        options = Match.ALL | Match.Z_CODA
        return (analyse(run, count, options, z_coda=False, override_config=config) for run in runs)

    def _parts(self, best: Iterable[list[KiwiToken]]) -> dict[str, _Parts]:
        """Cut what the analyses of a batch kept whole: long nouns and user words; each once."""
        known = self._known_parts
        whole: set[str] = set()
        for tokens in best:
            for token in tokens:
                form = token.form
                if form in self._user_words and form not in known:
                    word = self._user_words[form]
                    known[form] = _Parts(self._with_inner(self._parts_of(word)), nouns_only=False)
                if len(form) >= COMPOUND_LENGTH and token.tag in NOUNS and form not in known:
                    whole.add(form)
        forms = sorted(whole)
        for form, alternatives in zip(forms, self._readings(forms, 3), strict=True):
            parts = self._with_inner(_best_parts(form, alternatives))
            known[form] = _Parts(parts, nouns_only=True)
        return known

    def _parts_of(self, word: UserWord) -> list[Morpheme]:
        """Cut a user word at its spaces, or without spaces as it would be read without the word."""
        if word.form != word.text:
            ends = list(accumulate(map(len, word.text.split())))
            cuts = zip([0, *ends], ends, strict=False)
            return [Morpheme(word.form[start:end], "NNG", start, end) for start, end in cuts]
        alternatives = self._kiwi.analyze(
            word.form, top_n=3, blocklist=[f"{word.form}/{word.tag}"], override_config=self._config
        )
        nouns = [_morpheme(token) for token in alternatives[0][0] if token.tag in NOUNS]
        parts = _best_parts(word.form, alternatives) or nouns
        return [part for part in parts if len(part.form) < len(word.form)]

    def _with_inner(self, parts: list[Morpheme]) -> list[Morpheme]:
        """Cut the parts that are user words themselves, too."""
        found = []
        for part in parts:
            found.append(part)
            word = self._user_words.get(part.form)
            for form, tag, start, end in self._with_inner(self._parts_of(word)) if word else ():
                found.append(Morpheme(form, tag, part.start + start, part.start + end))
        return found


def _best_parts(form: str, alternatives: list[Reading]) -> list[Morpheme]:
    best_score = alternatives[0][1]
    for tokens, score in alternatives:
        nouns = all(token.tag in NOUNS or token.tag == "XSN" for token in tokens)
        if (
            nouns
            and len(tokens) >= 2
            and best_score - score <= COMPOUND_MARGIN
            and any(len(token.form) >= 2 for token in tokens)
            and "".join(token.form for token in tokens) == form
        ):
            return [_morpheme(token) for token in tokens]
    return []


def _morpheme(token: KiwiToken) -> Morpheme:
    return Morpheme(token.form, str(token.tag), token.start, token.end)


def _run_analysis(
    chosen: DerivedTerms, parts: dict[str, _Parts], keep_morphemes: bool
) -> RunAnalysis:
    terms = chosen.terms
    for token in chosen.morphemes:
        known = parts.get(token.form) if len(token.form) > 1 else None
        if known and (token.tag in NOUNS or not known.nouns_only):
            terms.extend(_part_terms(token, known))
    kept = tuple(map(_morpheme, chosen.morphemes)) if keep_morphemes else ()
    return RunAnalysis(_distinct(terms), chosen.nominal, kept)


def _part_terms(whole: KiwiToken, parts: _Parts) -> Iterator[Term]:
    """Yield the parts of a noun; one beside a single syllable is its base (위원 of 위원회)."""
    pieces = parts.morphemes
    single = {place for part in pieces if len(part.form) < SHORTEST_PART for place in part[2:]}
    for part in pieces:
        if len(part.form) >= SHORTEST_PART and part.form != whole.form:
            affixed = parts.nouns_only and (part.start in single or part.end in single)
            text = base(part.form) if affixed else part.form
            yield Term(text, whole.start + part.start, whole.start + part.end, TermKind.PART)


def _distinct(terms: Iterable[Term]) -> tuple[Term, ...]:
    seen: dict[str, Term] = {}
    for term in terms:
        seen.setdefault(term.text, term)
    return tuple(seen.values())


def kiwi_name() -> str:
    """Name the versions of Kiwi and its model, and the options that runs are read with.

    Reads package metadata only: Kiwi is not loaded.
    """
    import importlib.metadata

    versions = [importlib.metadata.version(name) for name in ("kiwipiepy", "kiwipiepy_model")]
    options = (AMBIGUOUS_LENGTH, MARGIN, COMPOUND_LENGTH, COMPOUND_MARGIN, _BEAM, _LONGEST_UNKNOWN)
    return f"kiwi {versions[0]}, model {versions[1]}, options {'/'.join(map(str, options))}"


def fingerprint() -> str:
    """Name everything outside the word lists that decides how a text is analysed."""
    return f"{kiwi_name()}, v12"
