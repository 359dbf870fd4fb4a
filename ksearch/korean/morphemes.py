"""Kiwi: the only module that imports kiwipiepy, and only when something is to be analysed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from ksearch.korean.analyses import Kind, Morpheme, RunAnalysis, Term

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

#: Runs up to this many syllables are analysed two ways where they can be: short words are the
#: ambiguous ones, and a second analysis of a long one mostly differs in its ending alone.
AMBIGUOUS_LENGTH = 4
#: A second analysis counts when its log probability is at most this far below the first. Over
#: 15,000 words of news, beyond it most second readings cut a name in two.
MARGIN = 6.0
#: Nouns of this many syllables that Kiwi keeps whole are cut into parts as well.
COMPOUND_LENGTH = 4
#: … at a greater distance, because Kiwi prefers the whole by a wide margin (국민건강보험공단).
COMPOUND_MARGIN = 12.0
#: Kiwi's beam and the longest unknown form. Kiwi's own (8.0 and 6) cost a third more time; on
#: 20,000 words of news 99.5% of the analyses stay the same.
_BEAM = 5.0
_LONGEST_UNKNOWN = 4
_BATCH = 4096

_NOUNS = frozenset({"NNG", "NNP", "NR", "NP", "XR", "NNB"})
_PREDICATES = ("VV", "VA", "VCN", "VX")
_MODIFIERS = frozenset({"MAG", "MAJ", "MM", "IC"})
_OTHER = frozenset({"SL", "SH", "SN", "UN"})


class Tagged(Protocol):
    """What is used of kiwipiepy.Token."""

    form: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word that the user wants kept whole, with its part of speech (NNP: a name)."""

    form: str
    tag: str = "NNP"


class MorphemeAnalyser:
    """Analyses runs of Hangul with Kiwi, each by itself, so that a run always reads the same."""

    def __init__(self, user_words: Sequence[UserWord] = (), *, workers: int = 0) -> None:
        self._user_words = tuple(user_words)
        self._workers = workers
        self._known_parts: dict[str, list[Morpheme]] = {}

    @cached_property
    def _kiwi(self) -> Kiwi:
        from kiwipiepy import Kiwi

        # The typo and multi-word dictionaries do nothing for single, correctly spelt words.
        kiwi = Kiwi(num_workers=self._workers or None, load_typo_dict=False, load_multi_dict=False)
        for word in self._user_words:
            kiwi.add_user_word(word.form, word.tag)
        return kiwi

    @cached_property
    def _config(self) -> Any:
        config = copy.copy(self._kiwi.global_config)
        config.cutoff_threshold = _BEAM
        config.max_unk_form_size = _LONGEST_UNKNOWN
        return config

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
        while batch := list(islice(pending, _BATCH)):
            yield from self._analyse_batch(batch, morphemes)

    def _analyse_batch(
        self, batch: list[str], morphemes: bool
    ) -> Iterator[tuple[str, RunAnalysis]]:
        short = [run for run in batch if len(run) <= AMBIGUOUS_LENGTH]
        long = [run for run in batch if len(run) > AMBIGUOUS_LENGTH]
        readings = dict(zip(short, self._readings(short, 2), strict=True))
        readings.update(zip(long, self._readings(long, 1), strict=True))
        parts = self._parts({run: alternatives[0][0] for run, alternatives in readings.items()})
        for run in batch:
            yield run, _run_analysis(run, readings[run], parts, morphemes)

    def _readings(self, runs: list[str], count: int) -> Iterator[list[tuple[list[Tagged], float]]]:
        return iter(self._kiwi.analyze(runs, top_n=count, override_config=self._config))

    def _parts(self, best: dict[str, list[Tagged]]) -> dict[str, list[Morpheme]]:
        """Cut the long nouns of a batch's analyses that Kiwi kept whole; each is cut once."""
        known = self._known_parts
        whole = sorted(
            {
                token.form
                for tokens in best.values()
                for token in tokens
                if len(token.form) >= COMPOUND_LENGTH
                and token.tag in _NOUNS
                and token.form not in known
            }
        )
        for form, alternatives in zip(whole, self._readings(whole, 3), strict=True):
            known[form] = _best_parts(form, alternatives)
        return known


def _best_parts(form: str, alternatives: list[tuple[list[Tagged], float]]) -> list[Morpheme]:
    best_score = alternatives[0][1]
    for tokens, score in alternatives:
        nouns = all(token.tag in _NOUNS or token.tag == "XSN" for token in tokens)
        if (
            nouns
            and len(tokens) >= 2
            and best_score - score <= COMPOUND_MARGIN
            and any(len(token.form) >= 2 for token in tokens)
            and "".join(token.form for token in tokens) == form
        ):
            return [_morpheme(token) for token in tokens]
    return []


def _morpheme(token: Tagged) -> Morpheme:
    return Morpheme(token.form, str(token.tag), token.start, token.end)


def _run_analysis(
    run: str,
    alternatives: list[tuple[list[Tagged], float]],
    parts: dict[str, list[Morpheme]],
    keep_morphemes: bool,
) -> RunAnalysis:
    best, best_score = alternatives[0]
    terms = _terms(run, best, Kind.MORPHEME)
    for term in tuple(terms):
        terms.extend(_part_terms(term, parts.get(term.text, [])))
    for tokens, score in alternatives[1:]:
        if best_score - score <= MARGIN:
            terms.extend(_terms(run, tokens, Kind.ALTERNATIVE))
    last = best[-1].tag if best else ""
    nominal = (last in _NOUNS or last == "XSN") and all(
        token.tag in _NOUNS or token.tag in ("XSN", "XPN") for token in best
    )
    kept = tuple(map(_morpheme, best)) if keep_morphemes else ()
    return RunAnalysis(_distinct(terms), nominal, kept)


def _part_terms(whole: Term, parts: list[Morpheme]) -> Iterator[Term]:
    for part in parts:
        if len(part.form) >= 2 and part.form != whole.text:
            yield Term(part.form, whole.start + part.start, whole.start + part.end, Kind.PART)


def _terms(run: str, tokens: Sequence[Tagged], kind: Kind) -> list[Term]:
    """Choose the content morphemes of an analysis.

    Predicates bear 다, as in a dictionary, so that 사다 (buy) and 사 (four, history) differ, and
    stand for the whole word with its endings. 하다 and 되다 after a noun say nothing by themselves.
    """
    terms = []
    for token in tokens:
        tag = token.tag.partition("-")[0]
        if tag in _NOUNS or tag in _MODIFIERS or tag in _OTHER:
            terms.append(Term(token.form, token.start, token.end, kind))
        elif tag in _PREDICATES:
            terms.append(Term(token.form + "다", token.start, len(run), kind))
    return terms


def _distinct(terms: Iterable[Term]) -> tuple[Term, ...]:
    seen: dict[str, Term] = {}
    for term in terms:
        seen.setdefault(term.text, term)
    return tuple(seen.values())


def fingerprint() -> str:
    """Name everything outside the user dictionary that decides how a run is analysed.

    Reads package metadata only: Kiwi is not loaded.
    """
    import importlib.metadata

    versions = [importlib.metadata.version(name) for name in ("kiwipiepy", "kiwipiepy_model")]
    options = (AMBIGUOUS_LENGTH, MARGIN, COMPOUND_LENGTH, COMPOUND_MARGIN, _BEAM, _LONGEST_UNKNOWN)
    return f"kiwi {versions[0]}, model {versions[1]}, options {'/'.join(map(str, options))}, v1"
