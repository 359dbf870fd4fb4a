"""The indexes of articles that an index on a cluster has had: the one in force, and others.

The manifest names the one in force, and replacing the manifest is the switch for whoever reads by
ksearch. An alias, the name in the address, shows it to everybody else, and is moved in one request.
An index that was replaced is kept as long as somebody reads a point in time of it.
"""

from __future__ import annotations

import time
from contextlib import suppress

from ksearch.engines.opensearch.connection.cluster import NotThere, Rejected
from ksearch.engines.opensearch.storage.store import ClusterManifest, RetiredIndex, Store
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable

#: Seconds after which a replaced index goes, whoever still reads it.
KEPT_SECONDS = 3600.0
#: Bytes of the largest segments: OpenSearch merges no larger ones by itself.
_SEGMENT_BYTES = 5 << 30


def articles_name(store: Store, identity: str, attempt: int) -> str:
    """Return the name of the index of articles that an attempt to write makes."""
    return f"{_beginning(store, identity)}{attempt}"


def _beginning(store: Store, identity: str) -> str:
    return f"{store.name}-articles-{identity[:8]}-"


def _made(store: Store, manifest: ClusterManifest) -> dict[str, list[str]]:
    """Return every index of articles that was made for an index, with the aliases of each."""
    pattern = f"{_beginning(store, manifest.identity)}*"
    try:
        found = store.cluster.request("GET", f"/{pattern}/_alias")
    except NotThere:
        return {}
    return {name: list(each["aliases"]) for name, each in found.items()}


def check_name_is_free(store: Store) -> None:
    """Refuse an index whose name is that of one that is not ksearch's: no alias can have it.

    Raises:
        EngineUnavailable: there is one.
    """
    try:
        found = store.cluster.request("GET", f"/{store.name}/_alias")
    except NotThere:
        return
    if store.name in found:
        raise EngineUnavailable(
            Message(
                "the cluster has an index “{name}” that is not of ksearch; choose another name "
                "than {location}",
                name=store.name,
                location=store.cluster.location,
            )
        )


def point_alias(store: Store, manifest: ClusterManifest) -> None:
    """Let the alias name the index in force, and no other; in one request, if it does not yet."""
    if not manifest.articles_index:
        return
    made = _made(store, manifest)
    wrong = [
        name
        for name, aliases in made.items()
        if store.name in aliases and name != manifest.articles_index
    ]
    if store.name in made.get(manifest.articles_index, ()) and not wrong:
        return
    actions = [{"remove": {"index": name, "alias": store.name}} for name in wrong]
    added = {"add": {"index": manifest.articles_index, "alias": store.name}}
    store.cluster.request("POST", "/_aliases", {"actions": [*actions, added]})


def drop_unnamed(store: Store, manifest: ClusterManifest, kept: str = "") -> None:
    """Remove what interrupted rebuilds have left: indexes that no manifest names, except one."""
    named = {manifest.articles_index, kept, *(each.name for each in manifest.retired)}
    for name in _made(store, manifest).keys() - named:
        with suppress(NotThere):
            store.cluster.request("DELETE", f"/{name}")


def retire(manifest: ClusterManifest, name: str) -> ClusterManifest:
    """Return a manifest that keeps an index for those who still read it."""
    if not name:
        return manifest
    return manifest.changed(retired=(*manifest.retired, RetiredIndex(name, time.time())))


def drop_retired(store: Store, manifest: ClusterManifest) -> tuple[RetiredIndex, ...]:
    """Remove replaced indexes that nobody reads any more; return those that are left.

    Whoever may not remove them leaves that to others.
    """
    left = []
    for each in manifest.retired:
        try:
            if readers(store, each.name) and time.time() - each.since < KEPT_SECONDS:
                left.append(each)
            else:
                store.cluster.request("DELETE", f"/{each.name}")
        except NotThere:
            continue
        except (EngineUnavailable, Rejected):
            left.append(each)
    return tuple(left)


def compact(store: Store, name: str) -> None:
    """Have the nodes merge the segments of a whole index that was just written, in their own time.

    Beside what is searched, every document is kept as it was sent until all copies of its shard are
    known to have it, which the nodes exchange twice a minute, and until its segment is merged then.
    An index that is written in one go would keep half of its bytes for that.
    """
    try:
        store.cluster.request("POST", f"/{name}/_flush")
        store.cluster.request(
            "POST",
            f"/{name}/_forcemerge",
            params={"max_num_segments": _segments_of(store, name), "wait_for_completion": "false"},
        )
    except (EngineUnavailable, NotThere, Rejected):
        return  # it takes more disk until it is merged by and by


def _segments_of(store: Store, name: str) -> int:
    """Return into how many segments a shard is merged."""
    stats = store.cluster.request("GET", f"/{name}/_stats/store")
    size = int(stats["_all"]["primaries"]["store"]["size_in_bytes"])
    shards = max(int(stats["_shards"]["successful"]) // (1 + store.cluster.location.replicas), 1)
    return size // shards // _SEGMENT_BYTES + 1


def readers(store: Store, name: str) -> int:
    """Return how many points in time of an index the nodes keep, a shard each.

    Raises:
        NotThere: the index is gone.
    """
    found = store.cluster.request("GET", f"/{name}/_stats/search")
    return int(found["_all"]["total"]["search"]["point_in_time_current"])
