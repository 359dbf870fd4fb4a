"""Analyses the Hangul of new eojeols: by what is known first, by Kiwi in the background else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ksearch.korean.analyses import Analyser, RunAnalysis
from ksearch.korean.analysis_team import Analysed, Team
from ksearch.korean.endings import noun_lengths, past_form
from ksearch.korean.interning import Numbering
from ksearch.korean.run_table import KnownTerms, RunTable
from ksearch.korean.string_table import all_between
from ksearch.korean.terms import hangul_runs

if TYPE_CHECKING:
    from ksearch.korean.userwords import UserWords


class RunAnalyses:
    """Collects the runs of new eojeols, and analyses each once.

    Runs that may be a noun and an ending wait until all nouns of the batch are known, so that the
    outcome depends neither on the order of articles nor on what was faster. A run that ends in a
    user word is none of these: the user says that what looks like an ending belongs to the word.
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
        self._team = Team(analyser)
        words = user_words.words if user_words else ()
        self._whole = frozenset(word.form for word in words)
        self._whole_lengths = sorted(set(map(len, self._whole)))
        self._seen: set[str] = set()
        #: Runs that may be read without the analyser, and the lengths of the nouns that each may
        #: begin with.
        self._waiting: list[str] = []
        self._lengths: list[bytes] = []
        #: The runs that wait until their stems are known, once all runs are.
        self._late: set[str] | None = None
        self._forms: dict[str, str] = {}
        self._asked: set[str] = set()
        #: What is known of the runs of this batch; complete after `finish`.
        self.table = RunTable(lexicon, numbering)
        #: How many runs the analyser was asked for, over all batches.
        self.analysed = 0

    def feed(self, eojeols: Sequence[str]) -> None:
        """Take up new eojeols; what surely needs the analyser goes to it at once."""
        seen, now = self._seen, []
        self._late = None
        for eojeol, plain in zip(eojeols, all_between(eojeols, "가", "힣").tolist(), strict=True):
            for run in (eojeol,) if plain else hangul_runs(eojeol):
                if run in seen:
                    continue
                seen.add(run)
                lengths = self._noun_lengths(run)
                if lengths or (lengths is not None and past_form(run) != run):
                    self._wait(run, lengths)
                else:
                    now.append(run)
        self._send(now)
        self._take(self._team.done())

    def _noun_lengths(self, run: str) -> bytes | None:
        """Return how long a noun at a run's beginning may be; None: the analyser is to read it."""
        if self._whole and any(run[-length:] in self._whole for length in self._whole_lengths):
            return None
        return noun_lengths(run)

    def _wait(self, run: str, lengths: bytes) -> None:
        self._waiting.append(run)
        self._lengths.append(lengths)

    def _waited(self) -> Iterator[tuple[str, bytes]]:
        """Yield the runs that wait, with the lengths of their nouns; they wait no longer."""
        waiting, lengths = self._waiting, self._lengths
        self._waiting, self._lengths = [], []
        return zip(waiting, lengths, strict=True)

    def _send(self, runs: list[str]) -> None:
        self.analysed += len(runs)
        self._team.ask(runs)

    def _take(self, analysed: Iterator[Analysed]) -> None:
        for found in analysed:
            self.table.add_all(found)

    def hasten(self) -> None:
        """No more eojeols come: settle what can be by now, ask for what surely is no noun.

        So the analyser has something to do until it is known of the others.
        """
        unread: list[str] = []
        seen = self._seen
        for run, lengths in self._waited():
            stems = [run[:length] for length in lengths]
            if any(stem in seen or self._is_known(stem) for stem in stems):
                self._wait(run, lengths)
            else:
                unread.append(run)
        self._late = set(self._waiting)
        self._ask_for_forms(unread)
        self._take(self._team.done())
        self._read_as_nouns()

    def settle(self, meanwhile: Iterator[None] | None = None) -> None:
        """Read what nouns and verbs explain, and ask for the rest.

        ``meanwhile`` is advanced, step by step, while there is nothing to do but wait.
        """
        if self._late is None:
            self.hasten()
        self._take(self._team.finished(meanwhile))
        self._read_as_nouns()

    def _read_as_nouns(self) -> None:
        """Read runs that are a known noun and an ending, and ask for those that are not.

        A run waits on while one of its stems is being analysed. Runs that waited themselves are
        no nouns to others: when these are read must not matter.
        """
        noun_row, rows, seen, forms = self.table.noun_row, self.table.rows, self._seen, self._forms
        late = self._late or ()
        nouns: dict[str, int] = {}
        unread: list[str] = []
        for run, lengths in self._waited():
            for length in lengths:
                stem = run[:length]
                if stem in late or stem in forms:
                    continue
                row = noun_row(stem)
                if row >= 0:
                    nouns[run] = row
                    break
                if stem in seen and stem not in rows:
                    self._wait(run, lengths)
                    break
            else:
                unread.append(run)
        self.table.add_nouns_with_endings(nouns)
        self._ask_for_forms(unread)

    def _ask_for_forms(self, runs: list[str]) -> None:
        """Ask for runs that are no noun and ending: for one form of each verb in the past."""
        asked: dict[str, None] = {}
        for run in runs:
            form = past_form(run)
            if form != run:
                self._forms[run] = form
                # What was fed is known in the end, by itself.
                if form in self._seen or form in self._asked or self._is_known(form):
                    continue
            asked[form] = None
        self._asked.update(asked)
        self._send(list(asked))

    def _is_known(self, run: str) -> bool:
        """Tell whether a run is in the table by now, having looked in the lexicon as well."""
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
        self._seen.clear()
        self.table = RunTable(lexicon, self._numbering)

    def close(self) -> None:
        """Let go of the processes that helped."""
        self._team.close()
