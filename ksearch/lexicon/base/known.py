"""Analyses of runs that two lexicons know, without an analyser."""

from __future__ import annotations

from ksearch.korean.analyses import KnownRuns, RunAnalysis


class Known:
    """Looks runs up in one lexicon, and then in another."""

    def __init__(self, first: KnownRuns, second: KnownRuns) -> None:
        self._first = first
        self._second = second

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return the analysis of a run, or None."""
        return self._first.analysis(run) or self._second.analysis(run)
