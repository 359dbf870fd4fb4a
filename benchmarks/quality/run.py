"""The quality run from beginning to end."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from benchmarks.datasets import Collection, Half
from benchmarks.figures import Target
from benchmarks.peers.ksearch_itself import KsearchItself
from benchmarks.peers.protocol import Match, Peer
from benchmarks.quality import known_item, targets
from benchmarks.quality.claims import NEWEST, POOR, SAMPLES, Claims, claims
from benchmarks.quality.known_item import MAIN, MEASURES, Compared, Scored
from benchmarks.quality.mistyping import mistyping_shares
from benchmarks.quality.shelf import Shelf
from benchmarks.quality.strings import Share, string_shares
from benchmarks.report import table


class Part(StrEnum):
    RANKING = "ranking"
    STRINGS = "strings"
    MISTYPING = "mistyping"
    CLAIMS = "claims"


@dataclass(slots=True)
class Quality:
    """Everything that a run has measured, by collection."""

    runs: dict[str, dict[str, Scored]] = field(default_factory=dict)
    comparisons: dict[str, tuple[str, Compared]] = field(default_factory=dict)
    """ksearch against the best peer: that peer's label, and the test."""
    shares: dict[str, list[Share]] = field(default_factory=dict)
    times: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    claims: dict[str, list[Claims]] = field(default_factory=dict)

    def targets(self) -> list[Target]:
        own = KsearchItself.label
        reached = targets.ranking_targets(self.runs, own)
        for name, shares in self.shares.items():
            reached += targets.share_targets(name, shares, own)
        for name, times in self.times.items():
            reached += targets.time_targets(name, times)
        for name, claimed in self.claims.items():
            reached += targets.claim_targets(name, claimed, own)
        return reached


def rank(
    quality: Quality,
    shelf: Shelf,
    peers: Sequence[Peer],
    collection: Collection,
    half: Half,
    match: Match,
) -> None:
    """Runs every question of the half through every peer, measures, and compares."""
    asked = collection.half(half)
    scored: dict[str, Scored] = {}
    for peer in peers:
        own = peer.name == KsearchItself.name
        questions = asked.questions if own else collection.questions
        mode = match if own else Match.ANY
        answers = shelf.answers(peer, collection, questions, mode, known_item.DEPTH)
        kept = [found for found in answers if half.holds(found.question)]
        scored[peer.label] = known_item.score(asked, kept)
        print(f"{collection.name}: {peer.label}: {scored[peer.label].means}", flush=True)
    quality.runs[collection.name] = scored
    others = {label: one for label, one in scored.items() if label != KsearchItself.label}
    if KsearchItself.label in scored and others:
        best = max(others, key=lambda label: others[label].means[MAIN])
        compared = known_item.compare(scored[KsearchItself.label], others[best])
        quality.comparisons[collection.name] = (best, compared)


def find_strings(
    quality: Quality, shelf: Shelf, peers: Sequence[Peer], collection: Collection, samples: int
) -> None:
    shares = string_shares(shelf, peers, collection, samples)
    quality.shares.setdefault(collection.name, []).extend(shares)
    _show(collection, shares)


def mistype(
    quality: Quality, shelf: Shelf, peers: Sequence[Peer], collection: Collection, samples: int
) -> None:
    for peer in peers:
        if isinstance(peer, KsearchItself):
            index = shelf.index(peer, collection)
            shares, times = mistyping_shares(peer, index, collection.source, samples)
            quality.shares.setdefault(collection.name, []).extend(shares)
            quality.times[collection.name] = times
            _show(collection, shares)


def claim(
    quality: Quality,
    shelf: Shelf,
    peers: Sequence[Peer],
    collection: Collection,
    dates: Mapping[str, str],
) -> None:
    for claimed in claims(shelf, peers, collection, dates, SAMPLES):
        quality.claims.setdefault(collection.name, []).append(claimed)
        print(
            f"{collection.name}: {claimed.kind}: {claimed.peer}: {claimed.all_hits:.4f}, newest "
            f"{claimed.newest:.4f}, {len(claimed.poor)} of {claimed.words} poor",
            flush=True,
        )
        if claimed.peer == KsearchItself.label and claimed.poor:
            print("    poor:", " ".join(f"{word} {share:.2f}" for word, share in claimed.poor))


def _show(collection: Collection, shares: Sequence[Share]) -> None:
    for share in shares:
        print(f"{collection.name}: {share.name}: {share.peer}: {share.value:.4f}", flush=True)
        if share.peer == KsearchItself.label and share.failed:
            print("    not:", " | ".join(share.failed), flush=True)


def ranking_table(name: str, quality: Quality) -> str:
    rows = [
        (label, *(f"{scored.means[measure]:.4f}" for measure in MEASURES))
        for label, scored in quality.runs[name].items()
    ]
    lines = [
        f"## {name}",
        table((f"{len(_questions(quality.runs[name]))} questions", *MEASURES), rows),
    ]
    if name in quality.comparisons:
        best, compared = quality.comparisons[name]
        lines.append(
            f"ksearch − {best} on {MAIN}: {compared.difference:+.4f} "
            f"(randomisation p = {compared.randomisation_p:.4f}, paired t p = {compared.t_p:.2g})"
        )
    return "\n\n".join(lines)


def _questions(runs: Mapping[str, Scored]) -> Sequence[float]:
    return list(next(iter(runs.values())).per_question)


def share_table(name: str, shares: Sequence[Share]) -> str:
    peers = list(dict.fromkeys(share.peer for share in shares))
    values = {(share.name, share.peer): f"{share.value:.4f}" for share in shares}
    samples = {share.name: share.samples for share in shares}
    rows = [
        (what, number, *(values.get((what, peer), "–") for peer in peers))
        for what, number in samples.items()
    ]
    return f"## {name}: finding what is there\n\n" + table(("", "samples", *peers), rows)


def time_table(name: str, times: Mapping[str, tuple[float, float]]) -> str:
    rows = [(what, f"{p50:.2f}", f"{p99:.2f}") for what, (p50, p99) in times.items()]
    head = f"## {name}: ksearch's time by kind of query, top 10, ms"
    return f"{head}\n\n" + table(("", "p50", "p99"), rows)


def claim_table(name: str, claimed: Sequence[Claims]) -> str:
    rows = [
        (
            one.kind,
            one.peer,
            one.words,
            f"{one.all_hits:.4f}",
            f"{one.newest:.4f}",
            len(one.poor),
        )
        for one in claimed
    ]
    head = ("", "", "words", "of all hits", f"of the {NEWEST} newest", f"words below {POOR:.2f}")
    return f"## {name}: articles found by a word that have it\n\n" + table(head, rows)


def tables(quality: Quality) -> list[str]:
    return [
        *(ranking_table(name, quality) for name in quality.runs),
        *(share_table(name, shares) for name, shares in quality.shares.items()),
        *(time_table(name, times) for name, times in quality.times.items()),
        *(claim_table(name, claimed) for name, claimed in quality.claims.items()),
    ]


def numbers(quality: Quality) -> dict[str, Any]:
    """All figures for the JSON result; no text of a query is among them."""
    return {
        "ranking": {
            name: {label: dict(scored.means) for label, scored in runs.items()}
            for name, runs in quality.runs.items()
        },
        "comparisons": {
            name: {"best_peer": best, **asdict(compared)}
            for name, (best, compared) in quality.comparisons.items()
        },
        "shares": {
            name: [
                {"what": s.name, "peer": s.peer, "right": s.right, "samples": s.samples}
                for s in shares
            ]
            for name, shares in quality.shares.items()
        },
        "milliseconds": {
            name: {what: {"p50": p50, "p99": p99} for what, (p50, p99) in times.items()}
            for name, times in quality.times.items()
        },
        "claims": {
            name: [
                {
                    "kind": one.kind,
                    "peer": one.peer,
                    "words": one.words,
                    "all_hits": one.all_hits,
                    "newest": one.newest,
                    "poor": len(one.poor),
                }
                for one in claimed
            ]
            for name, claimed in quality.claims.items()
        },
    }
