"""What an article costs on a cluster: bytes, milliseconds, and searches beside those of a folder.

The cluster is one that runs, such as `scripts/cluster up` starts; the index is copied into it.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import ksearch
from benchmarks import report
from benchmarks.cluster_bulk import bulk_rate
from benchmarks.cluster_drift import add_drift
from benchmarks.cluster_quality import Quality, add_quality
from benchmarks.cluster_requests import Requests
from benchmarks.figures import Figures, percentile
from ksearch.engines.opensearch.connection.cluster import Cluster, NotThere
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.copying import copy_to_cluster
from ksearch.storage.snapshot import open_snapshot

#: Headlines that are searched for: a quarter of them whole, of the others one to three words.
QUERIES = 240
#: Seconds in which copies of a shard, which talk twice a minute, know that none is behind.
LEASES_SECONDS = 75
OURS, FOLDER = "ksearch", "ksearch in a folder"
#: What a search is held against: its first request as it was sent, and the best articles by BM25F
#: alone, without their rows and without what is looked for beside them.
FIRST, BARE = "first request", "raw request by BM25F"


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
    """Return headlines, and the first word, the first two and the first three words of others."""
    titles = [each.title for each in islice(index, 20 * QUERIES) if each.title]
    chosen = random.Random(1).sample(titles, QUERIES)
    lengths = (1, 2, 3, None)
    return [
        " ".join(title.split()[: lengths[place % len(lengths)]])
        for place, title in enumerate(chosen)
    ]


def _answered(index: ksearch.Index, queries: Sequence[str]) -> list[str]:
    """Return the queries that are not refused as too large."""
    found = []
    for query in queries:
        with suppress(ksearch.QueryTooLarge):
            index.search(query, limit=10)
            found.append(query)
    return found


def measure(
    folder: Path, location: str, rounds: int, name: str, quality: Quality | None = None
) -> report.Result:
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
            add_drift(figures, location, _queries(embedded))
        read = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
        figures.add("lexicon and statistics beside a client", OURS, "MB", [read / 1e6])
        if quality is not None:
            add_quality(figures, quality, location)
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
    bulk = bulk_rate(folder, Cluster(parse_location(location)))
    begun, processor = time.monotonic(), time.process_time()
    copy_to_cluster(snapshot, location)
    taken, processor = time.monotonic() - begun, time.process_time() - processor
    count = snapshot.live_count
    figures.add("copying, per article", OURS, "ms", [1000 * taken / count])
    figures.add("the same, processor of the client", OURS, "ms", [1000 * processor / count])
    figures.add("articles a second", "bulk of ready-made documents", "", [bulk])
    figures.add("articles a second", OURS, "", [count / taken])
    figures.add("copying, as a share of the rate of that bulk", OURS, "", [count / taken / bulk])
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
    differing = sum(_answer(embedded, query) != _answer(index, query) for query in queries)
    figures.add("queries answered otherwise than in a folder", OURS, "", [differing])
    requests = Requests(index, queries)
    figures.add("round trips of a search, mean", OURS, "", [statistics.mean(requests.trips)])
    once = [("once", 1), ("twice", 2)]
    for name, most in once:
        share = sum(trips <= most for trips in requests.trips) / len(queries)
        figures.add(f"searches that ask the cluster {name} at the most", OURS, "", [share])
    timed = {
        FOLDER: lambda number: embedded.search(queries[number], limit=10),
        OURS: lambda number: index.search(queries[number], limit=10),
        FIRST: requests.send_first,
        BARE: requests.send_bare,
    }
    for _ in range(rounds):
        taken = _interleaved(timed, len(queries))
        for peer, run in taken.items():
            figures.add("search(text), p50", peer, "ms", [statistics.median(run)])
            figures.add("search(text), p99", peer, "ms", [percentile(run, 99)])
        for peer in (FIRST, BARE):
            ratio = statistics.median(taken[OURS]) / statistics.median(taken[peer])
            figures.add(f"p50 of a search in that of its {peer}", OURS, "", [ratio])


def _answer(index: ksearch.Index, query: str) -> tuple[int, list[str]]:
    results = index.search(query, limit=10)
    return results.total, [hit.id for hit in results]


def _interleaved(
    timed: Mapping[str, Callable[[int], object]], count: int
) -> dict[str, list[float]]:
    """Time several things for each query, in an order that changes; returns milliseconds."""
    taken: dict[str, list[float]] = {peer: [] for peer in timed}
    shuffled = random.Random(2)
    for number in range(count):
        for peer in shuffled.sample(list(timed), len(timed)):
            begun = time.perf_counter()
            timed[peer](number)
            taken[peer].append(1000 * (time.perf_counter() - begun))
    return taken


def _text_bytes(article: ksearch.Article) -> int:
    return sum(len(text.encode()) for text in (article.title, article.lead, article.body))
