"""Ranking measures of whole collections, and whether a difference could be chance.

Measures are those of `ir-measures`. Pairs of runs are compared question by question on nDCG@10
with a randomisation test (Smucker, Allan & Carterette 2007) and Student's paired t.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import Collection
from benchmarks.peers.protocol import Found

DEPTH = 100
MEASURES = ("nDCG@10", "RR@10", "R@1", "R@10", "R@100")
MAIN = "nDCG@10"
_RESAMPLES = 9999
_SEED = 10


@dataclass(frozen=True, slots=True)
class Scored:
    """Means over all questions, and each question's nDCG@10 in the collection's order."""

    means: Mapping[str, float]
    per_question: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compared:
    """How much better the first run is than the second, and two-sided p values."""

    difference: float
    randomisation_p: float
    t_p: float


def score(collection: Collection, answers: Sequence[Found]) -> Scored:
    """Measures a run; a question without an answer counts as 0."""
    import ir_measures

    measures = {name: ir_measures.parse_measure(name) for name in MEASURES}
    run = {found.question: dict(_strictly_falling(found)) for found in answers}
    ordered = {question.id: number for number, question in enumerate(collection.questions)}
    values = {name: np.zeros(len(ordered)) for name in MEASURES}
    names = {measure: name for name, measure in measures.items()}
    for metric in ir_measures.iter_calc(list(measures.values()), collection.judgements, run):
        values[names[metric.measure]][ordered[metric.query_id]] = metric.value
    means = {name: float(of_all.mean()) for name, of_all in values.items()}
    return Scored(means, values[MAIN])


def _strictly_falling(found: Found) -> list[tuple[str, float]]:
    """Hits with scores that keep the engine's order, whatever its scores say about ties."""
    return [(article, -float(rank)) for rank, (article, _) in enumerate(found.hits)]


def compare(one: Scored, other: Scored) -> Compared:
    from scipy import stats

    differences = one.per_question - other.per_question
    if not differences.any():
        return Compared(0.0, 1.0, 1.0)
    randomised = stats.permutation_test(
        (one.per_question, other.per_question),
        lambda first, second, axis: np.mean(first - second, axis=axis),
        permutation_type="samples",
        n_resamples=_RESAMPLES,
        vectorized=True,
        batch=500,
        rng=_SEED,
    )
    paired = stats.ttest_rel(one.per_question, other.per_question)
    return Compared(float(differences.mean()), float(randomised.pvalue), float(paired.pvalue))
