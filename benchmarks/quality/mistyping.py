"""What ksearch makes of mistyped words: slips of one jamo, initials only, the wrong layout."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.datasets import Question, read_documents
from benchmarks.figures import percentile
from benchmarks.peers.ksearch_itself import KsearchItself, opened, rank_of, search
from benchmarks.peers.protocol import Match
from benchmarks.quality.hangul import initials_of, keys_of, with_one_jamo_wrong
from benchmarks.quality.samples import SEED, Kind, draw, words
from benchmarks.quality.strings import Share, vocabulary

TYPO_FIRST = "one jamo wrong in a word of 3+ syllables: the word is suggestion 1"
TYPO_AMONG = "one jamo wrong in a word of 3+ syllables: the word is among 3 suggestions"
INITIALS = "초성 of a word of 3+ syllables finds its article"
LAYOUT = "a word of 3+ syllables typed on the English layout finds its article"
_SYLLABLES = 3
_TIMED = 500


def mistyping_shares(
    peer: KsearchItself, index_folder: Path, source: Path, samples: int
) -> tuple[list[Share], dict[str, tuple[float, float]]]:
    """Shares that came out right, and milliseconds (p50, p99) of each kind of query, limit 10."""
    documents = list(read_documents(source))
    known = vocabulary(documents)
    chosen = words(documents, samples, _SYLLABLES)
    slips = _slips(chosen, known)
    turned: dict[str, list[Question]] = {
        INITIALS: [_turned(word, initials_of) for word in chosen],
        LAYOUT: [_turned(word, keys_of) for word in chosen],
    }
    shares: list[Share] = []
    with opened(index_folder) as index:
        offered = [suggestions(index, slip.text) for slip, _ in slips]
        for name, places in ((TYPO_FIRST, 1), (TYPO_AMONG, 3)):
            right = [word in seen[:places] for seen, (_, word) in zip(offered, slips, strict=True)]
            failed = [
                f"{slip.text} ({word}): {seen[:1]}"
                for well, seen, (slip, word) in zip(right, offered, slips, strict=True)
                if not well
            ]
            shares.append(Share(name, peer.label, sum(right), len(slips), tuple(failed[:20])))
        for name, questions in turned.items():
            ranks = [rank_of(index, question, Match.DEFAULT) for question in questions]
            missed = [q.text for q, rank in zip(questions, ranks, strict=True) if rank is None]
            right_count = len(ranks) - len(missed)
            shares.append(Share(name, peer.label, right_count, len(ranks), tuple(missed[:20])))
        timed = {str(kind): draw(documents, kind, _TIMED) for kind in Kind}
        timed["one jamo wrong"] = [slip for slip, _ in slips]
        timed |= turned
        times = {name: _times(index, questions[:_TIMED]) for name, questions in timed.items()}
    return shares, times


def suggestions(index: Any, text: str) -> list[str]:
    """What is offered instead of the text, best first."""
    results = search(index, text, limit=10, match=Match.DEFAULT)
    offered = list(getattr(results, "suggestions", ()))
    first = [results.suggestion] if results.suggestion else []
    return list(dict.fromkeys([*first, *offered]))


def _slips(chosen: Sequence[Question], known: frozenset[str]) -> list[tuple[Question, str]]:
    """Each word with one jamo wrong, as a query, beside the word.

    Slips that are words of the collection themselves are left out.
    """
    chance = random.Random(f"{SEED} slips")
    slips = [
        (Question(word.id, with_one_jamo_wrong(word.text, chance), word.only), word.text)
        for word in chosen
    ]
    return [(slip, word) for slip, word in slips if slip.text not in known]


def _turned(word: Question, change: Callable[[str], str]) -> Question:
    return Question(word.id, change(word.text), word.only)


def _times(index: Any, questions: Sequence[Question]) -> tuple[float, float]:
    taken = []
    for question in questions:
        start = perf_counter()
        search(index, question.text, limit=10, match=Match.DEFAULT)
        taken.append((perf_counter() - start) * 1000)
    return percentile(taken, 50), percentile(taken, 99)
