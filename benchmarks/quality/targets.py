"""What the quality figures are to reach."""

from collections.abc import Mapping, Sequence

from benchmarks.figures import Target, at_least, at_most
from benchmarks.quality import mistyping
from benchmarks.quality.known_item import MAIN, Scored
from benchmarks.quality.samples import Kind
from benchmarks.quality.strings import EXACT_RUN, Share

_RANKING = {"korquad": 0.975, "headlines": 0.930}
_SHARES: dict[str, float] = {
    Kind.EOJEOL: 1.0,
    Kind.PAIR: 1.0,
    Kind.JOINED: 0.995,
    Kind.SPLIT: 0.99,
    Kind.INSIDE: 0.99,
    EXACT_RUN: 0.99,
    mistyping.TYPO_FIRST: 0.90,
    mistyping.TYPO_AMONG: 0.97,
    mistyping.INITIALS: 1.0,
    mistyping.LAYOUT: 1.0,
}
_SLOWEST_MS = 20.0


def ranking_targets(runs: Mapping[str, Mapping[str, Scored]], own: str) -> list[Target]:
    return [
        at_least(
            f"{collection}: {MAIN}", runs[collection][own].means[MAIN], least, "", f"≥ {least}"
        )
        for collection, least in _RANKING.items()
        if own in runs.get(collection, {})
    ]


def share_targets(collection: str, shares: Sequence[Share], own: str) -> list[Target]:
    return [
        at_least(
            f"{collection}: {share.name}",
            share.value,
            _SHARES[share.name],
            "",
            f"≥ {_SHARES[share.name]}",
        )
        for share in shares
        if share.peer == own
    ]


def time_targets(collection: str, times: Mapping[str, tuple[float, float]]) -> list[Target]:
    return [
        at_most(f"{collection}: {name}, p99", p99, _SLOWEST_MS, "ms", f"≤ {_SLOWEST_MS:g} ms")
        for name, (_, p99) in times.items()
    ]
