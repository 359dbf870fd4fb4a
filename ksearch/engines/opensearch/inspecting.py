"""Looking into an index on a cluster: what it holds, and whether all of it is there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np

from ksearch.arrays import ArrayFile
from ksearch.arrays.types import Counts
from ksearch.engines.embedded.analyser import index_fingerprint
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.searching.clauses import ALL_ARTICLES
from ksearch.engines.opensearch.searching.counting import values_of
from ksearch.engines.opensearch.searching.drift import drift_of, shares_of
from ksearch.engines.opensearch.searching.ranking import RankedState
from ksearch.engines.opensearch.searching.state import READ, SearchHits
from ksearch.engines.opensearch.storage.schema import CLUSTER_FORMAT_VERSION
from ksearch.engines.opensearch.storage.statistics import MOST_UNUSED
from ksearch.engines.opensearch.storage.store import Store
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt
from ksearch.model.reports import CheckReport, ClusterStats, ShareCallback, Stats


def cluster_stats(state: RankedState) -> Stats:
    """Return the statistics of a state."""
    manifest, statistics = state.manifest, state.statistics
    names = ("title", "lead", "body")
    publishers = values_of(state, "publisher")
    first, last = (_dated(state, order) for order in ("asc", "desc"))
    health = _shards(state)
    return Stats(
        articles=manifest.articles,
        deleted=0,
        segments=health.segments,
        terms=state.base.lexicon.term_count,
        eojeols=state.base.lexicon.eojeol_count,
        tokens=round(statistics.average_length * manifest.articles) if manifest.articles else 0,
        bytes_on_disk=health.bytes,
        text_bytes=0,
        format_version=CLUSTER_FORMAT_VERSION,
        analyser=manifest.analyser,
        first_date=first,
        last_date=last,
        publishers=dict(sorted(publishers.items(), key=lambda pair: (-pair[1], pair[0]))),
        average_lengths=dict(zip(names, manifest.scoring.average_lengths, strict=True)),
        boosts=dict(zip(names, manifest.model.boosts, strict=True)),
        user_words=len(state.base.words.user_words.words),
        synonyms=len(state.base.words.synonyms.groups),
        generation=manifest.generation,
        cluster=ClusterStats(
            index=manifest.articles_index,
            shards=health.shards,
            replicas=health.replicas,
            unassigned=health.unassigned,
            drift=dict(zip(names, shares_of(manifest), strict=True)),
            unused_eojeols=statistics.unused_eojeols,
            retired=len(manifest.retired),
        ),
    )


def _dated(state: RankedState, order: str) -> datetime | None:
    """Return the date of the oldest, or the newest, article."""
    dated = {"exists": {"field": "seconds"}}
    body = state.body(ALL_ARTICLES, [dated], size=1, sort=[{"seconds": order}], **READ)
    found = SearchHits(state.search(body)[0])
    return state.candidates(found).snapshot.segments[0].date(0) if len(found.numbers) else None


class _Shards(NamedTuple):
    """The shards of the articles.

    Attributes:
        shards: how many there are.
        replicas: copies of each that are wanted beside the first.
        copies: all copies that are on a node.
        unassigned: copies of shards that no node has.
        segments: segments of the first copies.
        bytes: of all copies, with lexicon and statistics.
    """

    shards: int = 0
    replicas: int = 0
    copies: int = 0
    unassigned: int = 0
    segments: int = 0
    bytes: int = 0


def _shards(state: RankedState) -> _Shards:
    index = state.manifest.articles_index
    if not index:
        return _Shards()
    answer = state.cluster.request("GET", f"/{index},{state.store.meta}/_stats/store,segments")
    health = state.cluster.request("GET", f"/_cluster/health/{index}", params={"level": "indices"})
    wanted = health["indices"][index]
    return _Shards(
        int(wanted["number_of_shards"]),
        int(wanted["number_of_replicas"]),
        int(health["active_shards"]),
        int(health["unassigned_shards"]),
        int(answer["indices"][index]["primaries"]["segments"]["count"]),
        int(answer["_all"]["total"]["store"]["size_in_bytes"]),
    )


def check_index(location: str, report: ShareCallback | None = None) -> CheckReport:
    """Check an index; a cluster repairs its copies itself."""
    return check_state(RankedState(Store(Cluster(parse_location(location)))), report)


def check_state(state: RankedState, report: ShareCallback | None = None) -> CheckReport:
    """Read every file and every article of a state, and compare what they say of each other.

    ``report`` is called with the share that is done, now and then.
    """
    problems: list[str] = []
    warnings: list[str] = []
    manifest = state.manifest
    for file in manifest.files:
        if file.name.endswith(".ksa"):
            problems.extend(ArrayFile(state.base.folder / file.name).problems())
    articles, terms = _read_all(state, problems, report)
    if articles != manifest.articles:
        problems.append(
            Message(
                "{counted} articles are there, and {named} should be",
                counted=articles,
                named=manifest.articles,
            )
        )
    elif not np.array_equal(terms, state.statistics.eojeols):
        problems.append(Message("the statistics are not those of the articles"))
    health = _shards(state)
    if health.unassigned:
        warnings.append(
            Message(
                "{count} copies of shards are on no node; the cluster makes them again when there "
                "are enough nodes",
                count=health.unassigned,
            )
        )
    if drift_of(manifest).is_large:
        warnings.append(
            Message(
                "average lengths of fields are {share} from those in the weights of the postings, "
                "so that searches have to read more articles; `ksearch rebuild` makes the weights "
                "again",
                share=f"{max(map(abs, shares_of(manifest))):.0%}",
            )
        )
    unused = state.statistics.unused_eojeols
    if unused > MOST_UNUSED * state.base.lexicon.eojeol_count:
        warnings.append(
            Message(
                "{unused} of {total} eojeols of the lexicon occur in no article any more; `ksearch "
                "rebuild` drops them",
                unused=f"{unused:,}",
                total=f"{state.base.lexicon.eojeol_count:,}",
            )
        )
    if manifest.articles and manifest.analyser != index_fingerprint():
        warnings.append(
            Message(
                "the index was analysed by another version of ksearch or of Kiwi; it can be "
                "searched, but not added to until `ksearch rebuild`"
            )
        )
    size = health.bytes + sum(file.bytes for file in manifest.files)
    return CheckReport(
        len(manifest.files) + health.copies, size, articles, tuple(problems), tuple(warnings)
    )


def _read_all(
    state: RankedState, problems: list[str], report: ShareCallback | None
) -> tuple[int, Counts]:
    """Read every article; returns how many there are, and how often each eojeol occurs in them."""
    count = 0
    counts = np.zeros(state.base.lexicon.eojeol_count, np.int64)
    for found in state.scan():
        try:
            eojeols = state.candidates(found).snapshot.segments[0].forward.all_eojeols()
            counts += np.bincount(eojeols, minlength=len(counts))
        except (IndexCorrupt, ValueError) as error:
            problems.append(
                Message(
                    "an article between the numbers {first} and {last} is damaged ({error})",
                    first=int(found.numbers[0]),
                    last=int(found.numbers[-1]),
                    error=error,
                )
            )
        count += len(found.numbers)
        if report is not None:
            report(min(count / max(state.manifest.articles, 1), 1.0))
    return count, counts
