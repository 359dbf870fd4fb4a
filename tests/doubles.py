"""Stand-ins for the morphological analyser, which takes seconds and half a gigabyte to load."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from ksearch.korean.analyses import RunAnalysis, Term, TermKind
from ksearch.korean.word_lists.user_words import UserWords

#: At the beginning of a program that another process runs: every run of Hangul is one noun.
WITHOUT_KIWI = """
from ksearch.korean.analyses import RunAnalysis, Term
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser

def analyse(self, runs):
    for run in runs:
        yield run, RunAnalysis((Term(run, 0, len(run)),), nominal=True)

MorphemeAnalyser.analyse = analyse
"""


class ListedRuns:
    """An analyser that knows the terms of some runs; every other run is one noun.

    Args:
        known: the terms of runs.
        nominal: whether a run is a noun to which particles may be added.

    Attributes:
        asked: the runs that were analysed, in order.
    """

    def __init__(
        self, known: Mapping[str, tuple[Term, ...]], nominal: Callable[[str], bool]
    ) -> None:
        self.known = known
        self._nominal = nominal
        self.asked: list[str] = []

    def settings(self) -> None:
        """There is nothing that another process could be started with."""

    def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        """Yield the analysis of each run."""
        for run in runs:
            self.asked.append(run)
            terms = self.known.get(run, (Term(run, 0, len(run)),))
            yield run, RunAnalysis(terms, nominal=self._nominal(run))


class WholeRuns(ListedRuns):
    """Reads every run as one word, to which no particle may be added."""

    def __init__(self, known: Mapping[str, tuple[Term, ...]]) -> None:
        super().__init__(known, lambda run: False)


class FewWords(ListedRuns):
    """Reads two compounds and one verb; every other run of Hangul is one noun."""

    verbs: Collection[str] = frozenset({"올랐다", "오르다", "오른"})

    def __init__(self) -> None:
        known = {
            "반도체공장": (Term("반도체", 0, 3), Term("공장", 3, 5)),
            "해양박물관": (
                Term("해양박물관", 0, 5),
                Term("해양", 0, 2, TermKind.PART),
                Term("박물관", 2, 5, TermKind.PART),
            ),
            "올랐다": (Term("오르다", 0, 3),),
            "오르다": (Term("오르다", 0, 3),),
            "오른": (Term("오르다", 0, 2),),
        }
        super().__init__(known, lambda run: run not in self.verbs)


class LongestWords:
    """Cuts a run into the longest words that it knows; other syllables stand alone.

    As with Kiwi, what a user word changes is only what holds it, and its parts are kept; and a
    noun with a particle is not read quite as it is where it is known.
    """

    nouns = ("전세", "사기", "특별", "법", "대책", "서울", "시", "누리", "호", "도", "기도")
    particles = ("에서", "는", "도", "까지", "으로")

    def __init__(self, user_words: UserWords) -> None:
        self.user_words = {word.form for word in user_words.words}
        self.asked: list[str] = []

    def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        """Yield the analysis of each run."""
        for run in runs:
            self.asked.append(run)
            pieces = list(_cut(run, {*self.nouns, *self.particles, *self.user_words}))
            terms = [Term(run[a:b], a, b) for a, b in pieces if run[a:b] not in self.particles]
            for whole in tuple(terms):
                if whole.text in self.user_words:
                    known = {*self.nouns, *self.user_words} - {whole.text}
                    for a, b in _cut(whole.text, known):
                        part = whole.text[a:b]
                        terms.append(Term(part, whole.start + a, whole.start + b, TermKind.PART))
            if run[pieces[-1][0] :] in self.particles:
                terms.append(Term(run, 0, len(run), TermKind.ALTERNATIVE))
            distinct = {term.text: term for term in reversed(terms)}
            nominal = run[pieces[-1][0] :] not in self.particles
            yield run, RunAnalysis(tuple(reversed(distinct.values())), nominal)


def _cut(run: str, known: set[str]) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(run):
        ends = [end for end in range(len(run), start, -1) if run[start:end] in known]
        end = ends[0] if ends else start + 1
        yield start, end
        start = end


class Failing:
    """An analyser that raises an error instead of analysing."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def settings(self) -> None:
        """There is nothing that another process could be started with."""

    def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        """Raise the error with the first run."""
        for _ in runs:
            raise self._error
        yield from ()
