"""Analyses the Hangul runs of new eojeols: by inference, or by Kiwi in the background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
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
from ksearch.korean.kiwi.worker_pool import AnalysisColumns, WorkerPool
from ksearch.korean.terms import hangul_runs
from ksearch.lexicon.base.lexicon import BaseLexicon
from ksearch.lexicon.base.user_words import holding
from ksearch.lexicon.interning import Numbering
from ksearch.lexicon.run_table import KnownTerms, RunTable
from ksearch.lexicon.string_table import all_between

if TYPE_CHECKING:
    from ksearch.korean.word_lists.user_words import UserWords


#: Compounds that stand in more runs than this are left to the analyser.
_MAX_COMPOUND_RUNS = 3
#: Runs that are sent to the analyser at a time while others are still being decided on.
_RUNS_PER_BATCH = 1024
#: Outstanding batches below which results are waited for, so that the analyser does not run out of
#: work.
_MAX_WAITING_BATCHES = 4


class _Waiting:
    """Runs that wait for others, with the possible lengths of the noun at their beginning."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        # Two lists, because half a million pairs would take five times as much memory.
        self._lengths: list[bytes] = []

    def add(self, run: str, lengths: bytes) -> None:
        """Add a waiting run."""
        self.runs.append(run)
        self._lengths.append(lengths)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return zip(self.runs, self._lengths, strict=True)

    def taken(self) -> Iterator[tuple[str, bytes]]:
        """Yield and remove all waiting runs."""
        waited = iter(self)
        self.runs, self._lengths = [], []
        return waited


class RunAnalyses:
    """Collects the runs of new eojeols, and analyses each once.

    Runs that may be a noun and an ending wait until all nouns of the batch are known, and so do
    those that may be a compound, or that other runs decide, so that the outcome depends neither on
    the order of articles nor on what was faster. A run that ends in a user word is none of these:
    the user says that what looks like an ending belongs to the word.
    """

    def __init__(
        self,
        lexicon: KnownTerms,
        analyser: Analyser,
        numbering: Numbering,
        user_words: UserWords | None = None,
        base: BaseLexicon | None = None,
    ) -> None:
        """Prepare; ``base`` has the words that need not be analysed."""
        self._lexicon = lexicon
        self._numbering = numbering
        self._team = WorkerPool(analyser)
        words = user_words.words if user_words else ()
        self._whole = frozenset(word.form for word in words)
        self._whole_lengths = sorted(set(map(len, self._whole)))
        self._base = base
        #: Runs that are not looked up in the base lexicon, because a user word may stand in them.
        self._touched = holding(words)
        #: Number of runs sent to the analyser, over all batches.
        self.analysed = 0
        self._begin()

    def _begin(self) -> None:
        """Begin a batch."""
        self._seen: set[str] = set()
        #: Runs that went to the analyser as they were met; all short nouns are among them.
        self._early: list[str] = []
        #: Runs that may be inferred: from a noun that is met in the batch, or as a compound.
        self._waiting = _Waiting()
        self._long = _Waiting()
        self._doubtful: list[str] = []
        #: Runs that wait until their stems are known; None before all runs have been fed.
        self._late: set[str] | None = None
        self._divided = False
        self._forms: dict[str, str] = {}
        self._asked: set[str] = set()
        #: Analyses of the runs of this batch; complete after `finish`.
        self.table = RunTable(self._lexicon, self._numbering)

    def feed(self, eojeols: Sequence[str]) -> None:
        """Add new eojeols; runs that surely need the analyser are sent to it at once."""
        self._late, self._divided = None, False
        runs = self._unseen(eojeols)
        lengths = list(map(self._noun_lengths, runs))
        self._look_up(runs, lengths)
        now, verbs, known = [], [], self.table.rows
        for run, nouns in zip(runs, lengths, strict=True):
            if run in known:
                continue
            if self._goes_at_once(run, nouns):
                now.append(run)
            elif nouns:
                self._waiting.add(run, nouns)
            elif (form := plain_form(run)) != run:
                if self._goes_at_once(form, self._noun_lengths(form)):
                    verbs.append(run)
                else:
                    self._waiting.add(run, b"")
            elif doubtful_stem(run):
                self._doubtful.append(run)
            else:
                self._long.add(run, b"")
        self._early += now
        self._send([run for run in now if run not in self._asked])
        self._ask_for_forms(verbs)
        self._take(self._team.done())

    def _unseen(self, eojeols: Sequence[str]) -> list[str]:
        """Return the runs that have not been met before in this batch, each once."""
        seen = self._seen
        found: list[str] = []
        for eojeol, plain in zip(eojeols, all_between(eojeols, "가", "힣").tolist(), strict=True):
            for run in (eojeol,) if plain else hangul_runs(eojeol):
                if run not in seen:
                    seen.add(run)
                    found.append(run)
        return found

    def _look_up(self, runs: Sequence[str], lengths: Sequence[bytes | None]) -> None:
        """Add to the table what the base lexicon has of runs, of their nouns and of their verbs."""
        if self._base is None:
            return
        asked = dict.fromkeys(runs)
        for run, nouns in zip(runs, lengths, strict=True):
            if nouns:
                asked.update((run[:length], None) for length in nouns)
            else:
                asked[plain_form(run)] = None
                asked[doubtful_stem(run)] = None
        table = self.table
        texts = [text for text in asked if text and text not in table]
        numbers = self._base.numbers(texts)
        for place in np.flatnonzero(numbers >= 0).tolist():
            text = texts[place]
            if self._touched is None or not self._touched.search(text):
                analysis = self._base.read_as(int(numbers[place]), text)
                table.add(text, analysis.terms, nominal=analysis.nominal)

    def _goes_at_once(self, run: str, lengths: bytes | None) -> bool:
        """Return whether a run needs the analyser in any case."""
        return lengths is None or not (
            lengths or doubtful_stem(run) or plain_form(run) != run or may_be_compound(run)
        )

    def _noun_lengths(self, run: str) -> bytes | None:
        """Return the possible lengths of a noun at a run's beginning; None: ask the analyser."""
        if self._whole and any(run[-length:] in self._whole for length in self._whole_lengths):
            return None
        return noun_lengths(run)

    def _send(self, runs: list[str]) -> None:
        self.analysed += len(runs)
        self._team.ask(runs)

    def _take(self, analysed: Iterator[AnalysisColumns]) -> None:
        for found in analysed:
            self.table.add_all(found)

    def hasten(self) -> None:
        """Send the verbs to the analyser, after the last eojeol, so that it does not idle."""
        verbs: list[str] = []
        seen, asked = self._seen, self._asked
        for run, lengths in self._waiting.taken():
            stems = [run[:length] for length in lengths]
            if any(stem in seen or stem in asked or self._is_known(stem) for stem in stems):
                self._waiting.add(run, lengths)
            elif plain_form(run) != run:
                verbs.append(run)
            else:
                self._long.add(run, lengths)
        self._late = set(self._waiting.runs)
        self._ask_for_forms(verbs)
        self.advance()

    def advance(self) -> None:
        """Decide on runs whose nouns are known by now; called between other work."""
        self._take(self._team.done(_MAX_WAITING_BATCHES if not self._divided else 0))
        rows = self.table.rows
        self._early = [run for run in self._early if run not in rows]
        if not self._early and not self._divided:
            self._divided = True
            self._resolve()
            self._divide()

    def settle(self, meanwhile: Iterator[None] | None = None) -> None:
        """Infer runs from nouns and verbs, and send the rest to the analyser.

        ``meanwhile`` is advanced step by step during waiting.
        """
        if self._late is None:
            self.hasten()
        if not self._divided:
            self._take(self._team.finished(meanwhile))
            self.advance()
        self._take(self._team.finished(meanwhile))
        self._read_as_nouns()

    def _resolve(self) -> None:
        """Infer doubtful runs from the other runs, and send the rest to the analyser."""
        nouns: dict[str, int] = {}
        asked: list[str] = []
        for run in self._doubtful:
            stem = doubtful_stem(run)
            if self._is_known(stem) and self.table.nominal(stem) and is_attested(run, self._seen):
                nouns[run] = self.table.noun_row(stem)
            else:
                asked.append(run)
        self._doubtful.clear()
        self.table.add_nouns_with_endings(nouns)
        self._send(asked)

    def _divide(self) -> None:
        """Infer compounds of known nouns, and send the rest to the analyser.

        Of what surely is a noun and a particle only the noun is asked for: out of context, the
        analyser takes a foreign name and its particle for one name. Compounds in several runs are
        worth the analyser, which knows names (삼성전자) as a whole, too.
        """
        compounds = Compounds(self.table.terms_of_noun)
        runs_of = self._runs_of_stems()
        asked: list[str] = []
        for run, lengths in self._long.taken():
            noun = self._compound(run, lengths, runs_of, compounds)
            if not noun:
                stems = (run[:length] for length in lengths if is_sure_particle(run[length:]))
                noun = next(stems, run)
                if noun not in self._asked:
                    self._asked.add(noun)
                    asked.append(noun)
            if noun != run:
                self._waiting.add(run, lengths)
            if len(asked) >= _RUNS_PER_BATCH:
                self._send(asked)
                asked = []
        self._late = {*(self._late or ()), *self._waiting.runs}
        self._send(asked)
        self._read_as_nouns()

    def _compound(
        self, run: str, lengths: bytes, runs_of: Counter[str], compounds: Compounds
    ) -> str:
        """Add the compound that a run is or begins with to the table, and return it; "" if none."""
        for noun in may_be_compounds(run, lengths):
            if runs_of[noun] <= _MAX_COMPOUND_RUNS and not self._holds_user_word(noun):
                terms = compounds.read(noun)
                if terms:
                    self.table.add(noun, terms, nominal=True)
                    return noun
        return ""

    def _runs_of_stems(self) -> Counter[str]:
        """Count the runs that may be each long noun, with or without an ending."""
        waiting = chain(self._waiting, self._long)
        return Counter(
            run[:length]
            for run, lengths in waiting
            for length in lengths or (len(run),)
            if length >= SHORTEST_COMPOUND
        )

    def _holds_user_word(self, run: str) -> bool:
        return any(
            run[start : start + length] in self._whole
            for length in self._whole_lengths
            for start in range(len(run) - length + 1)
        )

    def _read_as_nouns(self) -> None:
        """Infer runs of a known noun and an ending, and send the rest to the analyser.

        A run waits on while one of its stems is being analysed. Runs that waited themselves are
        no nouns to others: when these are read must not matter.
        """
        noun_row, rows, forms = self.table.noun_row, self.table.rows, self._forms
        seen, asked = self._seen, self._asked
        late = self._late or ()
        nouns: dict[str, int] = {}
        unread: list[str] = []
        for run, lengths in self._waiting.taken():
            for length in lengths:
                stem = run[:length]
                if stem in late or stem in forms:
                    continue
                row = noun_row(stem)
                if row >= 0:
                    nouns[run] = row
                    break
                if (stem in seen or stem in asked) and stem not in rows:
                    self._waiting.add(run, lengths)
                    break
            else:
                unread.append(run)
        self.table.add_nouns_with_endings(nouns)
        self._ask_for_forms(unread)

    def _ask_for_forms(self, runs: list[str]) -> None:
        """Send runs that are not noun and ending to the analyser: one form of each verb."""
        asked: dict[str, None] = {}
        for run in runs:
            form = plain_form(run)
            if form != run:
                self._forms[run] = form
                # Runs that were fed become known by themselves.
                if form in self._seen or form in self._asked or self._is_known(form):
                    continue
            asked[form] = None
        self._asked.update(asked)
        self._send(list(asked))

    def _is_known(self, run: str) -> bool:
        """Return whether a run is in the table by now, having looked in the lexicon as well."""
        if run in self.table:
            return True
        analysis = self._lexicon.analysis(run)
        if analysis is None:
            return False
        self.table.add(run, analysis.terms, nominal=analysis.nominal)
        return True

    def finish(self, meanwhile: Iterator[None] | None = None) -> None:
        """Wait until the table knows every run that was fed."""
        self.settle(meanwhile)
        self._take(self._team.finished(meanwhile))
        self._late = None
        for run, form in self._forms.items():
            self.table.add_form(run, form)
        self._forms.clear()
        self._asked.clear()

    def lookup(self, run: str) -> RunAnalysis:
        """Return the analysis of a run that was fed."""
        return self.table.analysis(run)

    def forget(self, lexicon: KnownTerms) -> None:
        """Begin a new batch; what was analysed is in ``lexicon`` now."""
        self._lexicon = lexicon
        self._begin()

    def close(self) -> None:
        """Release the worker processes."""
        self._team.close()
