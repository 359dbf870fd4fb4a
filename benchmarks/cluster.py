"""What an article costs on a cluster: bytes, milliseconds, and searches beside those of a folder.

The cluster is one that runs, such as `scripts/cluster up` starts; the index is copied into it.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import ksearch
from benchmarks import report
from benchmarks.figures import Figures, percentile
from ksearch.engines.opensearch.connection.cluster import Cluster, NotThere
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.copying import copy_to_cluster
from ksearch.storage.snapshot import open_snapshot

#: Headlines whose first two words are searched for.
QUERIES = 200
#: Seconds in which copies of a shard, which talk twice a minute, know that none is behind.
LEASES_SECONDS = 75
OURS, FOLDER = "ksearch", "ksearch in a folder"


@contextmanager
def _own_cache() -> Any:
    """Keep what is read from the cluster apart, so that its size can be told."""
    before = os.environ.get("XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        yield Path(folder)
    os.environ.pop("XDG_CACHE_HOME")
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before


def _sizes(cluster: Cluster, name: str) -> dict[str, tuple[int, int]]:
    """Return the bytes of each index: of the primaries, and of all copies."""
    listed = cluster.request(
        "GET", f"/_cat/indices/{name}*", params={"format": "json", "bytes": "b"}
    )
    return {
        each["index"]: (int(each["pri.store.size"]), int(each["store.size"])) for each in listed
    }


def _remove(cluster: Cluster, name: str) -> None:
    for index in _sizes(cluster, name):
        with suppress(NotThere):
            cluster.request("DELETE", f"/{index}")


def _queries(index: ksearch.Index) -> list[str]:
    titles = [" ".join(each.title.split()[:2]) for each in islice(index, 20 * QUERIES)]
    return random.Random(1).sample([title for title in titles if title], QUERIES)


def _milliseconds(index: ksearch.Index, queries: Sequence[str]) -> list[float]:
    taken = []
    for query in queries:
        begun = time.perf_counter()
        index.search(query, limit=10)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def _answered(index: ksearch.Index, queries: Sequence[str]) -> list[str]:
    """Return the queries that are not refused as too large."""
    found = []
    for query in queries:
        with suppress(ksearch.QueryTooLarge):
            index.search(query, limit=10)
            found.append(query)
    return found


def measure(folder: Path, location: str, rounds: int, name: str) -> report.Result:
    """Copy an index into a cluster, unless it was before, measure it there, and remove it."""
    cluster = Cluster(parse_location(location))
    index_name = cluster.location.index
    figures = Figures()
    count = len(ksearch.open(folder))
    with _own_cache() as cache:
        if not _sizes(cluster, index_name):
            _add_copying(figures, folder, location)
        _add_sizes(figures, cluster, index_name, count)
        with ksearch.open(folder) as embedded, ksearch.open(location) as index:
            _add_searches(figures, embedded, index, rounds)
        read = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
        figures.add("lexicon and statistics beside a client", OURS, "MB", [read / 1e6])
    _remove(cluster, index_name)
    texts = sum(_text_bytes(each) for each in ksearch.open(folder))
    return report.Result(
        name=name,
        settings={"articles": count, "text_bytes": texts, "queries": QUERIES, "rounds": rounds},
        versions={"ksearch": ksearch.__version__, "opensearch-py": version("opensearch-py")},
        skipped=[],
        tables=[report.figure_table(figures)],
        numbers={"figures": [figure.as_dict() for figure in figures.all]},
    )


def _add_copying(figures: Figures, folder: Path, location: str) -> None:
    snapshot = open_snapshot(folder)
    begun, processor = time.monotonic(), time.process_time()
    copy_to_cluster(snapshot, location)
    taken, processor = time.monotonic() - begun, time.process_time() - processor
    count = snapshot.live_count
    figures.add("copying, per article", OURS, "ms", [1000 * taken / count])
    figures.add("the same, processor of the client", OURS, "ms", [1000 * processor / count])
    # What is kept for a copy that falls behind is let go a while after all have caught up.
    time.sleep(LEASES_SECONDS)


def _add_sizes(figures: Figures, cluster: Cluster, name: str, count: int) -> None:
    written = max(copies for _, copies in _sizes(cluster, name).values())
    figures.add("as written, all copies, per article", OURS, "bytes", [written / count])
    [articles] = [each for each in _sizes(cluster, name) if "articles" in each]
    for action in ("_flush", "_forcemerge", "_refresh", "_flush"):
        params = {"max_num_segments": 1} if action == "_forcemerge" else {}
        cluster.request("POST", f"/{articles}/{action}", params=params)
    time.sleep(2)
    for index, (primaries, copies) in _sizes(cluster, name).items():
        what = "merged" if index == articles else "lexicon and statistics"
        figures.add(f"{what}, one copy, per article", OURS, "bytes", [primaries / count])
        figures.add(f"{what}, all copies, per article", OURS, "bytes", [copies / count])


def _add_searches(
    figures: Figures, embedded: ksearch.Index, index: ksearch.Index, rounds: int
) -> None:
    asked = _queries(embedded)
    queries = _answered(index, asked)
    figures.add("queries refused as too large", OURS, "", [len(asked) - len(queries)])
    _milliseconds(embedded, queries)  # what is read once is not timed
    taken = [
        (_milliseconds(embedded, queries), _milliseconds(index, queries)) for _ in range(rounds)
    ]
    for peer, runs in zip((FOLDER, OURS), zip(*taken, strict=True), strict=True):
        figures.add("search(text), p50", peer, "ms", [statistics.median(run) for run in runs])
        figures.add("search(text), p99", peer, "ms", [percentile(run, 99) for run in runs])


def _text_bytes(article: ksearch.Article) -> int:
    return sum(len(text.encode()) for text in (article.title, article.lead, article.body))
