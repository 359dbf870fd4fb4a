"""An index of a cluster as a folder: its rows as segments, lexicon and word lists as they are."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ksearch.arrays import write_arrays
from ksearch.engines.opensearch.searching.state import ClusterState
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import Manifest, SegmentEntry
from ksearch.storage.segments.gloss_rows import pack_glosses, read_glosses
from ksearch.storage.segments.pair_counts import pack_pair_counts
from ksearch.storage.segments.segment import MAX_ARTICLES, Segment, pack_segment
from ksearch.storage.writing.merging import merge_segments


def write_folder(
    state: ClusterState, folder: Path, written: list[Path], report: Callable[[float], None]
) -> None:
    """Write the articles of a state as an index into a folder without an index.

    Args:
        state: what is written.
        folder: where to.
        written: takes the paths of the files that are written, before each of them is.
        report: called with the share that is done.
    """
    base = state.base.manifest
    for name in (*(entry.file for entry in base.lexicon), base.words):
        if name:
            written.append(folder / name)
            shutil.copyfile(state.base.folder / name, folder / name)
    entries: list[SegmentEntry] = []
    for number, segments in enumerate(_segments(state), 1):
        written.append(folder / f"segment-000001-{time.time_ns():x}-{number}.ksa")
        entries.append(_write_segment(state, written[-1], segments))
        report(sum(entry.articles for entry in entries) / max(state.manifest.articles, 1))
    manifests.write(
        folder,
        Manifest(
            generation=1,
            analyser=base.analyser,
            model=base.model,
            segments=tuple(entries),
            lexicon=base.lexicon,
            words=base.words,
        ),
    )


def _segments(state: ClusterState) -> Iterator[list[Segment]]:
    """Yield all articles in their order, as many as a segment may hold at a time."""
    together: list[Segment] = []
    for found in state.scan():
        segment = state.candidates(found).snapshot.segments[0]
        if sum(map(len, together)) + len(segment) > MAX_ARTICLES:
            yield together
            together = []
        together.append(segment)
    if together:
        yield together


def _write_segment(state: ClusterState, path: Path, segments: list[Segment]) -> SegmentEntry:
    details, laid, postings = merge_segments(segments)
    lexicon = state.base.lexicon
    arrays = pack_segment(details, laid, postings)
    arrays.update(pack_glosses(read_glosses(laid, lexicon)))
    arrays.update(pack_pair_counts(lexicon, laid.eojeols))
    size = write_arrays(path, arrays)
    return SegmentEntry(path.name, len(details), len(laid.eojeols), size)
