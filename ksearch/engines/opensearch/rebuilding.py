"""Building an index on a cluster anew, beside the old one, of its own articles.

They come to this machine as an index in a folder, where the edited word lists are put in force and
whatever another version has analysed is analysed again, and go back as the next generation: into an
index of their own, with weights of now. The old one answers until the manifest is replaced.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ksearch.engines.embedded.updates.opening import create_empty, writing
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.searching.state import ClusterState
from ksearch.engines.opensearch.storage.generations import compact, drop_retired
from ksearch.engines.opensearch.storage.statistics import MOST_UNUSED
from ksearch.engines.opensearch.storage.store import Lock, SeenManifest, Store
from ksearch.engines.opensearch.storage.word_lists import change_lists, lay_out_edited
from ksearch.engines.opensearch.writing.bulk import ignored
from ksearch.engines.opensearch.writing.folders import write_folder
from ksearch.engines.opensearch.writing.publishing import Publication, clear_left_behind
from ksearch.engines.protocol import ProgressCallback, UpdateRequest
from ksearch.model.reports import Progress, UpdateReport
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.word_lists import use_glosses

#: Seconds that a rebuild waits for readers of what it has replaced; what they still read then is
#: removed by the last of them, or by the next writer.
_WAIT_FOR_READERS = 5.0
_LOOK_AGAIN = 0.5


def rebuild_on_cluster(location: str, request: UpdateRequest) -> UpdateReport:
    """Build an index anew of the articles that it holds.

    Raises:
        IndexNotFound: the cluster has no such index.
        IndexLocked: somebody else is writing.
        WordListError: the user words or the synonyms cannot be read.
        EngineUnavailable: the cluster does not take it; the old one remains.
    """
    begun = time.monotonic()
    store = Store(Cluster(parse_location(location)))
    store.read()
    with store.locked(request.wait_seconds) as lock, tempfile.TemporaryDirectory() as name:
        clear_left_behind(store, lock)
        state = ClusterState(store)
        try:
            if request.glosses is not None:
                glosses = request.glosses
                change_lists(store, state.base.words, lambda path: use_glosses(path, glosses))
            if state.manifest.articles:
                _rebuild(state, lock, Path(name), request)
        finally:
            state.close()
        _drop_replaced(store)
    total = state.manifest.articles
    return UpdateReport(unchanged=total, total=total, seconds=time.monotonic() - begun)


def _rebuild(state: ClusterState, lock: Lock, folder: Path, request: UpdateRequest) -> None:
    report = _Stages(request.progress, state.manifest.articles)
    unused = state.statistics.unused_eojeols > MOST_UNUSED * state.base.lexicon.eojeol_count
    if unused:
        create_empty(folder)
    else:
        write_folder(state, folder, [], report.reading)
    lay_out_edited(state.store, state.base.words, folder)
    with writing(folder, request.memory_mb) as writer:
        if unused:
            for found in state.scan():
                snapshot = state.candidates(found).snapshot
                for number in range(snapshot.size):
                    writer.add(snapshot.article(number))
        # What has been edited, or was analysed by another version, is taken over by the commit.
        report.analysing()
    publish_anew(state, lock, open_snapshot(folder), report.written)


def publish_anew(
    state: ClusterState, lock: Lock, snapshot: Snapshot, done: Callable[[int], None] = ignored
) -> None:
    """Make the articles of a snapshot the next generation, in the place of all that was there."""
    before = SeenManifest(state.manifest, state.seen)
    publication = Publication(state.store, before, lock, anew=True)
    manifest = snapshot.manifest
    try:
        for name in (*(entry.file for entry in manifest.lexicon), manifest.words):
            if name:
                publication.upload(snapshot.folder / name)
        publication.add(snapshot, manifest.model, done, counted=True)
        committed = publication.commit(manifest.lexicon, manifest.words, manifest.analyser)
    except BaseException:
        publication.undo()
        raise
    compact(state.store, committed.articles_index)


def _drop_replaced(store: Store) -> None:
    """Remove what was replaced, as soon as nobody reads it, if that is soon."""
    until = time.monotonic() + _WAIT_FOR_READERS
    while drop_retired(store, store.read().manifest) and time.monotonic() < until:
        time.sleep(_LOOK_AGAIN)


class _Stages:
    """Reports how far a rebuild has come: half of it is reading, half writing."""

    def __init__(self, tell: ProgressCallback | None, articles: int) -> None:
        self._tell = tell
        self._articles = articles
        self._written = 0

    def reading(self, share: float) -> None:
        """Report which share has been read."""
        self._show("reading", round(share * self._articles), 0)

    def analysing(self) -> None:
        """Report that what is new is analysed."""
        self._show("analysing", self._articles, 0)

    def written(self, count: int) -> None:
        """Report that some more articles were written."""
        self._written += count
        self._show("writing", self._articles, self._written)

    def _show(self, stage: str, read: int, written: int) -> None:
        if self._tell is not None:
            self._tell(Progress(stage, read, read + written, 2 * self._articles))
