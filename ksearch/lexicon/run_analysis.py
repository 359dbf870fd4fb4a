"""Has the Hangul runs of new eojeols analysed: known → sorted → asked → inferred → settled.

Each run goes through these stages:

1. *known*: the base lexicon has the run, or the noun that it begins with (`_look_up`,
`_infer_at_once`);
2. *sorted* by what may explain it later (`_sort`); a run that nothing can explain is sent to Kiwi
now;
3. *asked*: Kiwi works in the background while articles are read (`AskedRuns`);
4. *inferred* from the runs known by then: a name (`_infer_names`), a short noun and a particle
   (`_infer_doubtful`), a compound (`_infer_compounds`), a noun and an ending
   (`_infer_from_nouns`); the rest is sent to Kiwi;
5. *settled*: other forms of the verbs that were asked for (`_settle_forms`).

The first three stages happen as eojeols are added (`feed`), the others at the end of a batch
(`flush`), so that the result depends neither on the order of articles nor on timing. A run that
ends in a user word is never inferred: its last syllables belong to the word, even if they look like
an ending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ksearch.korean.analyses import Analyser, RunAnalysis
from ksearch.korean.grammar.attestation import doubtful_stem, is_attested
from ksearch.korean.grammar.compounds import (
    SHORTEST_COMPOUND,
    Compounds,
    may_be_compound,
    may_be_compounds,
)
from ksearch.korean.grammar.endings import is_sure_particle, noun_lengths, plain_form
from ksearch.korean.grammar.inference import terms_of_noun
from ksearch.korean.grammar.names import FULL_NAME, Names, given_name
from ksearch.korean.terms import hangul_runs
from ksearch.lexicon.asked_runs import AskedRuns
from ksearch.lexicon.base.lexicon import BaseLexicon
from ksearch.lexicon.base.user_words import holding
from ksearch.lexicon.interning import Numbering
from ksearch.lexicon.run_table import KnownTerms, RunTable
from ksearch.lexicon.string_table import all_between

if TYPE_CHECKING:
    from ksearch.korean.word_lists.user_words import UserWords


#: Most runs with a compound that is inferred; more frequent ones, which may be names that the
#: analyser knows (삼성전자), are sent to it. Of 2,500 compounds in 4 to 9 runs it reads 96% alike.
_MAX_COMPOUND_RUNS = 9
_NO_STEPS: Iterator[None] = iter(())


class _Waiting:
    """Runs that are decided later, with the possible lengths of the noun at their beginning."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        # Two lists, because half a million pairs would take five times as much memory.
        self._lengths: list[bytes] = []

    def add(self, run: str, lengths: bytes = b"") -> None:
        """Add a waiting run."""
        self.runs.append(run)
        self._lengths.append(lengths)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return zip(self.runs, self._lengths, strict=True)


class _UnexplainedRuns:
    """The runs of a batch that are neither known nor sent, by what may explain them.

    Attributes:
        ending: a noun of the batch before an ending, or another form of a verb.
        doubtful: a noun of two syllables before a particle, if other runs say so.
        compound: known nouns side by side.
        name: a surname and a given name that other runs also have.
    """

    def __init__(self) -> None:
        self.ending = _Waiting()
        self.doubtful: list[str] = []
        self.compound = _Waiting()
        self.name: list[str] = []


class _UserWordForms:
    """The spellings of user words without spaces."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = frozenset(forms)
        self._lengths = sorted(set(map(len, self._forms)))

    def end(self, run: str) -> bool:
        """Return whether a run ends in a user word."""
        return any(run[-length:] in self._forms for length in self._lengths)

    def occur_in(self, run: str) -> bool:
        """Return whether a run contains a user word."""
        return any(
            run[start : start + length] in self._forms
            for length in self._lengths
            for start in range(len(run) - length + 1)
        )


class RunAnalyses:
    """Collects the runs of new eojeols in batches; each is analysed once."""

    def __init__(
        self,
        lexicon: KnownTerms,
        analyser: Analyser,
        numbering: Numbering,
        user_words: UserWords | None = None,
        base: BaseLexicon | None = None,
    ) -> None:
        """Prepare the first batch; ``base`` has the words that need not be analysed."""
        self._numbering = numbering
        self._asked = AskedRuns(analyser)
        words = user_words.words if user_words else ()
        self._user_words = _UserWordForms(word.form for word in words)
        self._base = base
        #: Matches runs that may contain a user word, which are not looked up in the base lexicon.
        self._touched = holding(words)
        self.begin(lexicon)

    def begin(self, lexicon: KnownTerms) -> None:
        """Begin a batch; ``lexicon`` has the analyses of those before."""
        self._lexicon = lexicon
        self._met: set[str] = set()
        self._unexplained = _UnexplainedRuns()
        #: For each form of a verb: the form that was sent, whose terms it gets.
        self._forms: dict[str, str] = {}
        #: Analyses of the runs of this batch; complete after `flush`.
        self.table = RunTable(lexicon, self._numbering)
        self._asked.begin(self.table)

    @property
    def analysed(self) -> int:
        """Number of runs that were sent to the analyser, over all batches."""
        return self._asked.count

    def feed(self, eojeols: Sequence[str]) -> None:
        """Add new eojeols; runs that certainly need the analyser are sent to it at once."""
        unknown = self._look_up(self._not_met(eojeols))
        lengths = list(map(self._noun_lengths, unknown))
        self._look_up(_stems(unknown, lengths))
        left = self._infer_at_once(zip(unknown, lengths, strict=True))
        self._sort(left)
        self._asked.receive()

    def flush(
        self, meanwhile: Iterator[None] = _NO_STEPS, last: Iterator[None] = _NO_STEPS
    ) -> RunTable:
        """Return the table with every run of the batch.

        Args:
            meanwhile: other work, done step by step while the analyser works.
            last: further such work, when most runs are in the table.
        """
        asked_while_fed = self._asked.count
        unexplained, self._unexplained = self._unexplained, _UnexplainedRuns()
        names = self._names()
        self._infer_names(unexplained.name, names)
        waiting = self._with_nouns_of_batch(unexplained, names)
        self._asked.wait(meanwhile, first=asked_while_fed)
        self._infer_doubtful(unexplained.doubtful)
        self._infer_compounds(unexplained.compound, waiting)
        # Runs that are decided later do not count as nouns: the order of inference must not matter.
        no_nouns = {*waiting.runs, *self._forms}
        waiting = self._infer_from_nouns(waiting, no_nouns)
        rest = chain(meanwhile, last)
        self._asked.wait(rest)
        self._infer_from_nouns(waiting, no_nouns)
        self._asked.wait(rest)
        self._settle_forms()
        return self.table

    # Known

    def _not_met(self, eojeols: Sequence[str]) -> list[str]:
        """Return the runs that are new in this batch, each once."""
        met = self._met
        found: list[str] = []
        for eojeol, plain in zip(eojeols, all_between(eojeols, "가", "힣").tolist(), strict=True):
            for run in (eojeol,) if plain else hangul_runs(eojeol):
                if run not in met:
                    met.add(run)
                    found.append(run)
        return found

    def _look_up(self, runs: Iterable[str]) -> list[str]:
        """Add the runs that the base lexicon has to the table; return the others."""
        rows = self.table.rows
        unknown = [run for run in runs if run not in rows]
        if self._base is None:
            return unknown
        numbers = self._base.numbers(unknown)
        places = np.flatnonzero(numbers >= 0).tolist()
        if self._touched is not None:
            places = [place for place in places if not self._touched.search(unknown[place])]
        known = [unknown[place] for place in places]
        self.table.add_all(self._base.columns(known, numbers[places].tolist()))
        return [run for run in unknown if run not in rows]

    def _noun_lengths(self, run: str) -> bytes | None:
        """Return the possible lengths of a noun at a run's beginning, or None for the analyser."""
        return None if self._user_words.end(run) else noun_lengths(run)

    def _infer_at_once(
        self, runs: Iterable[tuple[str, bytes | None]]
    ) -> list[tuple[str, bytes | None]]:
        """Infer the runs whose likeliest noun is known already; return the others."""
        noun_row = self.table.noun_row
        nouns: dict[str, int] = {}
        left = []
        for run, lengths in runs:
            row = noun_row(run[: lengths[0]]) if lengths else -1
            if row >= 0:
                nouns[run] = row
            else:
                left.append((run, lengths))
        self.table.add_nouns_with_endings(nouns)
        return left

    # Sorted

    def _sort(self, runs: Iterable[tuple[str, bytes | None]]) -> None:
        """Sort runs by what may explain them; send those that nothing can explain."""
        unexplained = self._unexplained
        now: list[str] = []
        verbs: list[str] = []
        for run, lengths in runs:
            if lengths is None:
                now.append(run)
            elif lengths:
                unexplained.ending.add(run, lengths)
            elif (form := plain_form(run)) != run:
                if self._goes_at_once(form):
                    verbs.append(run)
                else:
                    unexplained.ending.add(run)
            elif doubtful_stem(run):
                unexplained.doubtful.append(run)
            elif may_be_compound(run):
                unexplained.compound.add(run)
            elif given_name(run):
                unexplained.name.append(run)
            else:
                now.append(run)
        self._asked.ask(now)
        self._ask_for_forms(verbs)

    def _goes_at_once(self, run: str) -> bool:
        """Return whether a run is sent to the analyser at once."""
        lengths = self._noun_lengths(run)
        return lengths is None or not (
            lengths
            or doubtful_stem(run)
            or plain_form(run) != run
            or may_be_compound(run)
            or given_name(run)
        )

    # Asked

    def _with_nouns_of_batch(self, unexplained: _UnexplainedRuns, names: Names) -> _Waiting:
        """Return the runs with an ending behind what is a noun by now.

        Of the others, verbs are sent to the analyser, so that it does not idle; the rest may be
        compounds.
        """
        waiting = _Waiting()
        verbs: list[str] = []
        for run, lengths in unexplained.ending:
            if any(self._will_be_known(run[:length]) for length in lengths) or (
                FULL_NAME in lengths and self._add_name(run[:FULL_NAME], names)
            ):
                waiting.add(run, lengths)
            elif plain_form(run) != run:
                verbs.append(run)
            else:
                unexplained.compound.add(run, lengths)
        self._ask_for_forms(verbs)
        return waiting

    def _will_be_known(self, run: str) -> bool:
        return run in self._met or run in self._asked or self._is_known(run)

    def _is_known(self, run: str) -> bool:
        """Return whether a run is in the table, or in the lexicon."""
        if run in self.table:
            return True
        analysis = self._lexicon.analysis(run)
        if analysis is None:
            return False
        self.table.add(run, analysis.terms, nominal=analysis.nominal)
        return True

    def _ask_for_forms(self, runs: Iterable[str]) -> None:
        """Send runs that are not a noun and an ending: one form of each verb."""
        whole: list[str] = []
        forms: dict[str, None] = {}
        for run in runs:
            form = plain_form(run)
            if form == run:
                whole.append(run)
            else:
                self._forms[run] = form
                forms[form] = None
        self._asked.ask(whole)
        # Forms that were met become known by themselves.
        self._asked.ask(self._look_up(form for form in forms if not self._will_be_known(form)))

    # Inferred

    def _names(self) -> Names:
        """Return what says of this batch's runs whether they are names."""
        lexicon, base = self._lexicon, self._base

        def is_noun(run: str) -> bool:
            return base is not None and terms_of_noun(run, base) is not None

        return Names(self._met, lambda run: lexicon.analysis(run) is not None, is_noun)

    def _infer_names(self, runs: Iterable[str], names: Names) -> None:
        """Infer names whose given name other runs have, too; ask for the rest."""
        self._asked.ask([run for run in runs if not self._add_name(run, names)])

    def _add_name(self, run: str, names: Names) -> bool:
        """Add a run to the table if it is a name; return whether it is."""
        terms = () if self._user_words.occur_in(run) else names.read(run)
        if terms:
            self.table.add(run, terms, nominal=True)
        return bool(terms)

    def _infer_doubtful(self, runs: Iterable[str]) -> None:
        """Infer short nouns with a particle from the other runs; send the rest."""
        nouns: dict[str, int] = {}
        asked: list[str] = []
        for run in runs:
            stem = doubtful_stem(run)
            if self._is_known(stem) and self.table.nominal(stem) and is_attested(run, self._met):
                nouns[run] = self.table.noun_row(stem)
            else:
                asked.append(run)
        self.table.add_nouns_with_endings(nouns)
        self._asked.ask(asked)

    def _infer_compounds(self, candidates: _Waiting, waiting: _Waiting) -> None:
        """Infer compounds of known nouns; send the rest, each with or without its particle.

        If a run is certainly a noun and a particle, only the noun is sent: without context, the
        analyser takes a foreign name and its particle for one name. The run is then inferred from
        its noun.
        """
        self._asked.ask(self._no_compounds(candidates, waiting))

    def _no_compounds(self, candidates: _Waiting, waiting: _Waiting) -> Iterator[str]:
        compounds = Compounds(self.table.terms_of_noun)
        runs_of = _runs_of_stems(chain(waiting, candidates))
        for run, lengths in candidates:
            noun = self._compound(run, lengths, runs_of, compounds)
            if not noun:
                stems = (run[:length] for length in lengths if is_sure_particle(run[length:]))
                noun = next(stems, run)
                yield noun
            if noun != run:
                waiting.add(run, lengths)

    def _compound(
        self, run: str, lengths: bytes, runs_of: Counter[str], compounds: Compounds
    ) -> str:
        """Add the compound at the beginning of a run to the table, and return it, or "".

        Compounds in several runs are sent to the analyser, which knows names (삼성전자) as a whole.
        """
        for noun in may_be_compounds(run, lengths):
            if runs_of[noun] <= _MAX_COMPOUND_RUNS and not self._user_words.occur_in(noun):
                terms = compounds.read(noun)
                if terms:
                    self.table.add(noun, terms, nominal=True)
                    return noun
        return ""

    def _infer_from_nouns(self, waiting: _Waiting, no_nouns: set[str]) -> _Waiting:
        """Infer runs of a known noun and an ending; send the rest.

        Return the runs with a stem that is still being analysed.
        """
        noun_row, rows = self.table.noun_row, self.table.rows
        nouns: dict[str, int] = {}
        unread: list[str] = []
        left = _Waiting()
        for run, lengths in waiting:
            for length in lengths:
                stem = run[:length]
                if stem in no_nouns:
                    continue
                row = noun_row(stem)
                if row >= 0:
                    nouns[run] = row
                    break
                if stem not in rows and (stem in self._met or stem in self._asked):
                    left.add(run, lengths)
                    break
            else:
                unread.append(run)
        self.table.add_nouns_with_endings(nouns)
        self._ask_for_forms(unread)
        return left

    # Settled

    def _settle_forms(self) -> None:
        """Give the other forms of verbs the terms of the form that was sent."""
        for run, form in self._forms.items():
            self.table.add_form(run, form)
        self._forms.clear()

    def lookup(self, run: str) -> RunAnalysis:
        """Return the analysis of a run of the batch, after `flush`."""
        return self.table.analysis(run)

    def close(self) -> None:
        """Release the worker processes."""
        self._asked.close()


def _stems(runs: Sequence[str], lengths: Sequence[bytes | None]) -> Iterator[str]:
    """Yield what runs may be inferred from: nouns before an ending, another form of a verb."""
    stems: dict[str, None] = {}
    for run, nouns in zip(runs, lengths, strict=True):
        if nouns:
            stems.update((run[:length], None) for length in nouns)
        else:
            stems[plain_form(run)] = None
            stems[doubtful_stem(run)] = None
    stems.pop("", None)
    return iter(stems)


def _runs_of_stems(waiting: Iterable[tuple[str, bytes]]) -> Counter[str]:
    """Count the runs that may be a long noun with or without an ending, by noun."""
    return Counter(
        run[:length]
        for run, lengths in waiting
        for length in lengths or (len(run),)
        if length >= SHORTEST_COMPOUND
    )
