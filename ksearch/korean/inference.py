"""Reads a run of Hangul by what is known already, without an analyser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from ksearch.korean.analyses import RunAnalysis, Term
from ksearch.korean.endings import noun_stems, past_form


class KnownRuns(Protocol):
    """What knows runs already (`lexicon.Lexicon`)."""

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return what is known of a run, or None."""


def infer(run: str, known: KnownRuns) -> RunAnalysis | None:
    """Read a run as a known noun and an ending, or as another form of a known verb, or not at all.

    Returns None where what is known does not tell.
    """
    for stem in noun_stems(run):
        analysis = known.analysis(stem)
        if analysis is not None and analysis.nominal:
            return replace(analysis, nominal=False, morphemes=())
    form = past_form(run)
    analysis = known.analysis(form) if form != run else None
    if analysis is None:
        return None
    return RunAnalysis(tuple(stretched(analysis.terms, len(form), len(run))), nominal=False)


def stretched(terms: Iterable[Term], old: int, new: int) -> list[Term]:
    """Let the terms that reach to the end of a form of a verb reach to the end of another."""
    return [term._replace(end=new) if term.end == old else term for term in terms]
