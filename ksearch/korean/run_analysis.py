"""Analyses the Hangul of new eojeols: by what is known first, by Kiwi in the background else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ksearch.korean.analyses import Analyser, RunAnalysis
from ksearch.korean.analysis_team import Row, Team
from ksearch.korean.endings import noun_stems, past_form
from ksearch.korean.interning import Numbering
from ksearch.korean.run_table import KnownTerms, RunTable
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
        self._waiting: list[str] = []
        self._forms: dict[str, str] = {}
        #: What is known of the runs of this batch; complete after `finish`.
        self.table = RunTable(lexicon, numbering)
        #: How many runs the analyser was asked for, over all batches.
        self.analysed = 0

    def feed(self, eojeols: Iterable[str]) -> None:
        """Take up new eojeols; what surely needs the analyser goes to it at once."""
        seen, now = self._seen, []
        for eojeol in eojeols:
            for run in hangul_runs(eojeol):
                if run in seen:
                    continue
                seen.add(run)
                if self._may_be_inferred(run):
                    self._waiting.append(run)
                else:
                    now.append(run)
        self._send(now)
        self._take(self._team.done())

    def _may_be_inferred(self, run: str) -> bool:
        if any(run[-length:] in self._whole for length in self._whole_lengths):
            return False
        return next(noun_stems(run), None) is not None or past_form(run) != run

    def _send(self, runs: list[str]) -> None:
        self.analysed += len(runs)
        self._team.ask(runs)

    def _take(self, rows: Iterator[Row]) -> None:
        for run, texts, spans, nominal in rows:
            self.table.add_packed(run, texts, spans, nominal=nominal)

    def settle(self) -> None:
        """No more eojeols come: read what nouns and verbs explain, ask for the rest."""
        if not self._waiting:
            return
        self._take(self._team.finished())
        unread = []
        # Shorter first: a stem may itself be a noun and a particle (서울에서 in 서울에서만).
        for run in sorted(self._waiting, key=lambda run: (len(run), run)):
            if not self._read_as_noun(run):
                unread.append(run)
        self._waiting.clear()
        forms = {run: past_form(run) for run in unread}
        self._forms = {run: form for run, form in forms.items() if form != run}
        asked = dict.fromkeys(forms.values())
        self._send([form for form in asked if not self._is_known(form)])

    def _read_as_noun(self, run: str) -> bool:
        for stem in noun_stems(run):
            if self._is_known(stem) and self.table.nominal(stem):
                self.table.add_noun_with_ending(run, stem)
                return True
        return False

    def _is_known(self, run: str) -> bool:
        """Tell whether a run is in the table by now, having looked in the lexicon as well."""
        if run in self.table:
            return True
        analysis = self._lexicon.analysis(run)
        if analysis is None:
            return False
        self.table.add(run, analysis.terms, nominal=analysis.nominal)
        return True

    def finish(self) -> None:
        """Wait until the table knows every run that was fed."""
        self.settle()
        self._take(self._team.finished())
        for run, form in self._forms.items():
            self.table.add_form(run, form)
        self._forms.clear()

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
