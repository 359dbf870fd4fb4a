"""Reads a run of Hangul by what is known already, without an analyser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ksearch.korean.analyses import KnownRuns, RunAnalysis, Term, TermKind
from ksearch.korean.grammar.compounds import Compounds, may_be_compounds
from ksearch.korean.grammar.endings import (
    STANDS_FOR_ENDINGS,
    VERBS_OF_NOUNS,
    noun_lengths,
    plain_form,
)


def infer(run: str, known: KnownRuns) -> RunAnalysis | None:
    """Read a run as a known noun and an ending, another form of a known verb, or a compound.

    Returns None if the known runs do not decide it.
    """
    lengths = noun_lengths(run)
    for length in lengths:
        terms = terms_of_noun(run[:length], known)
        if terms is not None:
            if _goes_on(run, length, known):
                return None
            return RunAnalysis(terms, nominal=False)
    form = plain_form(run)
    if form != run:
        analysis = known.analysis(form)
        if analysis is None:
            return None
        return RunAnalysis(tuple(terms_of_form(run, form, analysis.terms)), nominal=False)
    compounds = Compounds(partial(terms_of_noun, known=known))
    for noun in may_be_compounds(run, lengths):
        terms = compounds.read(noun)
        if terms:
            return RunAnalysis(terms, nominal=noun == run)
    return None


def _goes_on(run: str, length: int, known: KnownRuns) -> bool:
    """Return whether a noun before 하다 may be a longer noun: 과부 and 하는, or 과부하 and 는."""
    return run[length] in VERBS_OF_NOUNS and terms_of_noun(run[: length + 1], known) is not None


def terms_of_noun(run: str, known: KnownRuns) -> tuple[Term, ...] | None:
    """Return the terms of a run that is known to be a noun, or None."""
    analysis = known.analysis(run)
    return analysis.terms if analysis is not None and analysis.nominal else None


def terms_of_form(run: str, form: str, terms: Sequence[Term]) -> list[Term]:
    """Return the terms of a form of a verb, by those of another form (see `plain_form`).

    Terms that reach to the end of the one reach to the end of the other. 높이지만 may be of 높이
    (height) as well as of 높이다 (raise); with an ending that only verbs have it is the verb.
    """
    stem = form.removesuffix(STANDS_FOR_ENDINGS)
    verb = stem + "다"
    if stem != form and any(term.text == verb for term in terms):
        terms = [
            term._replace(kind=TermKind.MORPHEME) if term.text == verb else term
            for term in terms
            if term.text != stem
        ]
    return [term._replace(end=len(run)) if term.end == len(form) else term for term in terms]
