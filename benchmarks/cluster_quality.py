"""Whether an index on a cluster ranks as the same one in a folder: nDCG@10 and hits of both."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import ksearch
from benchmarks import datasets
from benchmarks.datasets import Collection, Question
from benchmarks.figures import Figures
from benchmarks.peers.protocol import Found
from benchmarks.processes import run
from benchmarks.quality.known_item import MAIN, score
from ksearch.engines.opensearch.copying import copy_to_cluster
from ksearch.storage.snapshot import open_snapshot

OURS, FOLDER = "ksearch", "ksearch in a folder"
_READERS = {"korquad": datasets.korquad, "headlines": datasets.headlines}
_DEPTH = 10
_SEED = 19


class Quality(NamedTuple):
    """The questions for an index in a folder and for its copy.

    Attributes:
        data: the folder of the data sets.
        cache: where indexes are made, and kept.
        names: of the collections.
        count: how many questions are drawn from each, the same ones every time.
    """

    data: Path
    cache: Path
    names: Sequence[str]
    count: int


def add_quality(figures: Figures, quality: Quality, location: str) -> None:
    """Rank questions of some collections in a folder and on a cluster.

    Args:
        figures: take nDCG@10 of both, and how many questions have other hits.
        quality: what is asked.
        location: the name of a collection is put behind it.
    """
    for name in quality.names:
        collection = _sample(_READERS[name](quality.data, quality.cache), quality.count)
        folder = _index(collection, quality.cache)
        there = f"{location}-{name}"
        copy_to_cluster(open_snapshot(folder), there)
        answers = [_answers(place, collection.questions) for place in (str(folder), there)]
        for peer, found in zip((FOLDER, OURS), answers, strict=True):
            value = score(collection, found).means[MAIN]
            note = f"{len(collection.questions)} questions"
            figures.add(f"{MAIN} of {name}", peer, "", [value], note)
        ids = [[[name for name, _ in one.hits] for one in found] for found in answers]
        other = sum(one != two for one, two in zip(*ids, strict=True))
        figures.add(f"questions of {name} with other hits", OURS, "", [other])


def _sample(collection: Collection, count: int) -> Collection:
    drawn = min(count, len(collection.questions))
    kept = tuple(random.Random(_SEED).sample(collection.questions, drawn))
    judged = {one.id: collection.judgements[one.id] for one in kept}
    return Collection(collection.name, collection.source, kept, judged)


def _index(collection: Collection, cache: Path) -> Path:
    folder = cache / f"{collection.name}-index"
    if not (folder / "manifest.json").exists():
        program = [sys.executable, "-m", "ksearch", "index", "--index", str(folder)]
        run([*program, str(collection.source)])
    return folder


def _answers(place: str, questions: Sequence[Question]) -> list[Found]:
    found = []
    with ksearch.open(place) as index:
        for question in questions:
            try:
                results = index.search(question.text, limit=_DEPTH, group=False)
            except ksearch.QueryTooLarge:
                # A refused question counts as one that found nothing.
                found.append(Found(question.id, 0, ()))
                continue
            hits = tuple((hit.id.rpartition("#")[2], float(hit.score)) for hit in results)
            found.append(Found(question.id, results.total, hits))
    return found
