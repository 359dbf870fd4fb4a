"""Runs and their analyses → the arrays of a base lexicon; see `lexicon.BaseLexicon`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b

import numpy as np

from ksearch.arrays.types import AnyArray
from ksearch.korean.analyses import RunAnalysis, Term, pack_span
from ksearch.korean.grammar.derivation import BASE_MARK
from ksearch.lexicon.base.lexicon import BASE, EXPLICIT, LONGEST_RUN, SLICE
from ksearch.lexicon.lexicon import NOMINAL
from ksearch.lexicon.string_table import pack

#: A stored analysis: whether it is nominal, and the text (see `_text`) and span of each term.
_PackedAnalysis = tuple[bool, tuple[tuple[int | str, int], ...]]


def pack_base(analyses: Mapping[str, RunAnalysis], analyser: str) -> dict[str, AnyArray]:
    """Return the arrays of a base lexicon.

    Args:
        analyses: runs of up to `LONGEST_RUN` syllables of Hangul, with the analyser's readings.
        analyser: the name of the analyser.
    """
    kept = {run: _packed_analysis(run, analysis) for run, analysis in analyses.items()}
    # The most frequent first: a wheel compresses runs of small numbers best.
    ranked = Counter(kept.values()).most_common()
    numbers = {analysis: number for number, (analysis, _) in enumerate(ranked)}
    spelt = sorted({text for _, terms in numbers for text, _ in terms if isinstance(text, str)})
    places = {text: EXPLICIT + place for place, text in enumerate(spelt)}
    rows = [
        (places[text] if isinstance(text, str) else text, span)
        for _, terms in numbers
        for text, span in terms
    ]
    arrays: dict[str, AnyArray] = {
        "counts": np.array(
            [len(terms) | (NOMINAL if nominal else 0) for nominal, terms in numbers], np.uint8
        ),
        "texts": np.array([text for text, _ in rows], np.uint32),
        "spans": np.array([span for _, span in rows], np.uint16),
        **{f"term_{name}": array for name, array in pack(spelt).items()},
    }
    for length in range(1, LONGEST_RUN + 1):
        runs = sorted(run for run in kept if len(run) == length)
        arrays[f"runs_{length}"] = pack(runs)["chars"]
        arrays[f"analyses_{length}"] = np.array([numbers[kept[run]] for run in runs], np.uint32)
    digest = blake2b(digest_size=6)
    for array in arrays.values():
        digest.update(array.tobytes())
    name = f"{digest.hexdigest()} of {analyser}".encode()
    return {"name": np.frombuffer(name, np.uint8), **arrays}


def _packed_analysis(run: str, analysis: RunAnalysis) -> _PackedAnalysis:
    terms = [
        (_text(run, term), pack_span(term.start, term.end, term.kind)) for term in analysis.terms
    ]
    return analysis.nominal, tuple(terms)


def _text(run: str, term: Term) -> int | str:
    """Return how the text of a term is stored: by the characters of the run if possible.

    Thus most nouns and regular verbs share one analysis.
    """
    mark = BASE if term.text.startswith(BASE_MARK) else 0
    text = term.text.removeprefix(BASE_MARK)
    if text == run[term.start : term.end]:
        return mark | SLICE
    stem = text[:-1]
    if text.endswith("다") and stem and run.startswith(stem, term.start):
        return mark | len(stem)
    return term.text
