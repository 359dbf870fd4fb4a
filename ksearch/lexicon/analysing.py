"""The analysis of a text for display: eojeols, morphemes, terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksearch.korean.analyses import RunAnalysis
from ksearch.korean.splitting import split
from ksearch.korean.terms import eojeol_terms, hangul_runs, key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.reports import AnalysedEojeol, AnalysedTerm

if TYPE_CHECKING:
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser


def analyse_text(
    text: str, lexicon: Lexicon, analyser: MorphemeAnalyser
) -> tuple[AnalysedEojeol, ...]:
    """Return how a text is read, with Kiwi's morphemes for each eojeol."""
    eojeols, separators = split(text)
    runs = sorted({run for eojeol in eojeols for run in hangul_runs(eojeol)})
    analyses: dict[str, RunAnalysis] = dict(analyser.analyse_fully(runs))
    found = []
    start = 0
    for eojeol, before in zip(eojeols, separators, strict=False):
        start += len(before)
        known = lexicon.find_key(key_of(eojeol))
        if known:
            terms = [
                AnalysedTerm(
                    lexicon.term_text(term), kind.name.lower(), start + first, start + last
                )
                for term, first, last, kind in lexicon.terms_of(known[0])
            ]
        else:
            terms = [
                AnalysedTerm(
                    term.text, term.kind.name.lower(), start + term.start, start + term.end
                )
                for term in eojeol_terms(eojeol, analyses.__getitem__)
            ]
        morphemes = tuple(
            (morpheme.form, morpheme.tag)
            for run in hangul_runs(eojeol)
            for morpheme in analyses[run].morphemes
        )
        end = start + len(eojeol)
        found.append(AnalysedEojeol(eojeol, start, end, bool(known), morphemes, tuple(terms)))
        start = end
    return tuple(found)
