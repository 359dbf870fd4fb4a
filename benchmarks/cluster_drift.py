"""What changed average lengths cost a search, and what an order by weights alone would miss."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

from benchmarks.figures import Figures
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.engine import OpenSearchEngine
from ksearch.engines.opensearch.searching.drift import Drift
from ksearch.engines.opensearch.searching.ranking import RankedState
from ksearch.engines.opensearch.storage.store import SeenManifest, Store
from ksearch.engines.request import SearchRequest

#: Changes of the average lengths that searches are timed with, and queries of each.
DRIFTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)
DRIFT_QUERIES = 60
_OURS = "ksearch"


class _Drifted(Store):
    """An index whose averages seem to have changed since its weights were made."""

    share = 0.0

    def read(self) -> SeenManifest:
        """Return the manifest with other averages."""
        seen = super().read()
        averages = [each * (1 + self.share) for each in seen.manifest.model.average_lengths]
        return SeenManifest(seen.manifest.changed(averages=tuple(averages)), seen.seen)


def add_drift(figures: Figures, location: str, queries: Sequence[str]) -> None:
    """Time searches with averages that have changed, and count what weights alone would miss."""
    for share in DRIFTS:
        store = _Drifted(Cluster(parse_location(location)))
        store.share = share
        states = [RankedState(store) for _ in range(2)]
        states[1].drift = Drift(1.0, 1.0)
        engine, careless = (OpenSearchEngine(location, state) for state in states)
        taken, other = [], 0
        for query in queries[:DRIFT_QUERIES]:
            request = SearchRequest(query, limit=10, group=False)
            begun = time.perf_counter()
            best = [hit.id for hit in engine.search(request)]
            taken.append(1000 * (time.perf_counter() - begun))
            other += best != [hit.id for hit in careless.search(request)]
        name = f"averages changed by {share:+.0%}"
        figures.add(f"{name}: search, p50", _OURS, "ms", [statistics.median(taken)])
        figures.add(f"{name}: first ten that weights alone would miss", _OURS, "", [other])
        engine.close()
        careless.close()
