"""Bringing an index on a cluster up to date: word lists put in force, or all of it built anew."""

from __future__ import annotations

from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.rebuilding import rebuild_on_cluster
from ksearch.engines.opensearch.searching.state import ClusterState
from ksearch.engines.opensearch.storage.store import Store
from ksearch.engines.opensearch.storage.word_lists import edited_lists
from ksearch.engines.protocol import UpdateRequest
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable
from ksearch.model.reports import UpdateReport


def update_on_cluster(location: str, request: UpdateRequest) -> UpdateReport:
    """Put the edited word lists in force, or build an index anew of its own articles.

    Lists that differ from those in force are taken over by a rebuild, and nothing is done without.

    Raises:
        EngineUnavailable: articles are to be read from sources, which a cluster does not remember.
    """
    if request.sources:
        raise EngineUnavailable(
            Message(
                "an index on a cluster does not remember sources; update an index in a folder and "
                "`ksearch copy` it to {location}, or add articles with `Index.writer` in Python",
                location=location,
            )
        )
    if not request.anew:
        state = ClusterState(Store(Cluster(parse_location(location))))
        state.close()
        in_force = state.base.words
        wanted = in_force.synonyms.glosses if request.glosses is None else request.glosses
        same = edited_lists(state.store, in_force).says_the_same(in_force)
        if same and wanted == in_force.synonyms.glosses:
            total = state.manifest.articles
            return UpdateReport(unchanged=total, total=total)
    return rebuild_on_cluster(location, request)
