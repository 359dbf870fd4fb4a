"""Analyses the Hangul of new eojeols: by what is known first, by Kiwi in the background else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

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
from ksearch.lexicon.interning import Numbering
from ksearch.lexicon.run_table import KnownTerms, RunTable
from ksearch.lexicon.string_table import all_between

if TYPE_CHECKING:
    from ksearch.korean.word_lists.user_words import UserWords


#: Compounds in more runs than this are left to the analyser.
_MAX_COMPOUND_RUNS = 3
#: So many runs are asked for at a time while it is found out which are to be.
_RUNS_PER_BATCH = 1024
#: So many batches are waited for, rather than that the analyser should wait for what follows.
_MAX_WAITING_BATCHES = 4


class _Waiting:
    """Runs that wait for others, and how long a noun at the beginning of each may be."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        # Two lists, because half a million pairs would take five times as much memory.
        self._lengths: list[bytes] = []

    def add(self, run: str, lengths: bytes) -> None:
        """Let a run wait."""
        self.runs.append(run)
        self._lengths.append(lengths)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return zip(self.runs, self._lengths, strict=True)

    def taken(self) -> Iterator[tuple[str, bytes]]:
        """Yield all of them; they wait no longer."""
        waited = iter(self)
        self.runs, self._lengths = [], []
        return waited


class RunAnalyses:
    """Collects the runs of new eojeols, and analyses each once.

    Runs that may be a noun and an ending wait until all nouns of the batch are known, and so do
    those that may be a compound, or that others tell about, so that the outcome depends neither on
    the order of articles nor on what was faster. A run that ends in a user word is none of these:
    the user says that what looks like an ending belongs to the word.
    """

    def __init__(
        self,
        lexicon: KnownTerms,
        analyser: Analyser,
        numbering: Numbering,
        user_words: UserWords | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._numbering = numbering
        self._team = WorkerPool(analyser)
        words = user_words.words if user_words else ()
        self._whole = frozenset(word.form for word in words)
        self._whole_lengths = sorted(set(map(len, self._whole)))
        #: How many runs the analyser was asked for, over all batches.
        self.analysed = 0
        self._begin()

    def _begin(self) -> None:
        """Begin a batch."""
        self._seen: set[str] = set()
        #: The runs that went to the analyser when they were met: all short nouns are among them.
        self._early: list[str] = []
        #: Runs that may be read without the analyser: with a noun that is met as well, or may be;
        #: and such as are compounds, if anything.
        self._waiting = _Waiting()
        self._long = _Waiting()
        self._doubtful: list[str] = []
        #: The runs that wait until their stems are known, once all runs are.
        self._late: set[str] | None = None
        self._divided = False
        self._forms: dict[str, str] = {}
        self._asked: set[str] = set()
        #: What is known of the runs of this batch; complete after `finish`.
        self.table = RunTable(self._lexicon, self._numbering)

    def feed(self, eojeols: Sequence[str]) -> None:
        """Take up new eojeols; what surely needs the analyser goes to it at once."""
        seen, now, verbs = self._seen, [], []
        self._late, self._divided = None, False
        for eojeol, plain in zip(eojeols, all_between(eojeols, "가", "힣").tolist(), strict=True):
            for run in (eojeol,) if plain else hangul_runs(eojeol):
                if run in seen:
                    continue
                seen.add(run)
                lengths = self._noun_lengths(run)
                if self._goes_at_once(run, lengths):
                    now.append(run)
                elif lengths:
                    self._waiting.add(run, lengths)
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

    def _goes_at_once(self, run: str, lengths: bytes | None) -> bool:
        """Return whether only the analyser can tell how a run is read."""
        return lengths is None or not (
            lengths or doubtful_stem(run) or plain_form(run) != run or may_be_compound(run)
        )

    def _noun_lengths(self, run: str) -> bytes | None:
        """Return how long a noun at a run's beginning may be; None: the analyser is to read it."""
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
        """No more eojeols come: ask for the verbs, so that the analyser has something to do."""
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
        """Go on as far as it is known by now what is a noun, between other work."""
        self._take(self._team.done(_MAX_WAITING_BATCHES if not self._divided else 0))
        rows = self.table.rows
        self._early = [run for run in self._early if run not in rows]
        if not self._early and not self._divided:
            self._divided = True
            self._resolve()
            self._divide()

    def settle(self, meanwhile: Iterator[None] | None = None) -> None:
        """Read what nouns and verbs explain, and ask for the rest.

        ``meanwhile`` is advanced, step by step, while there is nothing to do but wait.
        """
        if self._late is None:
            self.hasten()
        if not self._divided:
            self._take(self._team.finished(meanwhile))
            self.advance()
        self._take(self._team.finished(meanwhile))
        self._read_as_nouns()

    def _resolve(self) -> None:
        """Read doubtful runs as the others show that they are to be read, and ask for the rest."""
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
        """Read compounds of known nouns, and ask for what is none.

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
        """Return the compound that a run is or begins with, which is in the table then; or ""."""
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
        """Read runs that are a known noun and an ending, and ask for those that are not.

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
        """Ask for runs that are no noun and ending: for one form of each verb."""
        asked: dict[str, None] = {}
        for run in runs:
            form = plain_form(run)
            if form != run:
                self._forms[run] = form
                # What was fed is known in the end, by itself.
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
        """Let go of the processes that helped."""
        self._team.close()
