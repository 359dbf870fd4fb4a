"""What the quality figures are to reach."""

from collections.abc import Mapping, Sequence

from benchmarks.figures import Target, at_least, at_most
from benchmarks.quality import claims, mistyping
from benchmarks.quality.claims import Claims
from benchmarks.quality.known_item import MAIN, Scored
from benchmarks.quality.samples import Kind
from benchmarks.quality.strings import EXACT_RUN, Share

_RANKING = {"korquad": 0.977, "headlines": 0.930}
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
#: What nouns find must have them, on average, and how many nouns may find less than that.
_CLAIMED = 0.985
_POOR_NOUNS = 3


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


def claim_targets(collection: str, claimed: Sequence[Claims], own: str) -> list[Target]:
    reached: list[Target] = []
    for one in claimed:
        if one.peer == own and one.kind is claims.Kind.NOUN:
            name = f"{collection}: {one.kind} stand in what they find"
            wanted = f"≥ {_CLAIMED}"
            reached.append(at_least(name, one.all_hits, _CLAIMED, "", wanted))
            name = f"{collection}: {one.kind} that stand in less than {claims.POOR:.0%} of it"
            poor = len(one.poor)
            reached.append(at_most(name, poor, _POOR_NOUNS, "", f"≤ {_POOR_NOUNS}"))
    return reached
