"""Inspection of an index: statistics, checks, analysis of texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import numpy as np

from ksearch.arrays import CONFUSED, ArrayFile
from ksearch.engines.embedded.analyser import index_fingerprint
from ksearch.engines.embedded.state import check_engine
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt, KSearchError
from ksearch.model.reports import CheckReport, ShareCallback, Stats
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import Manifest
from ksearch.storage.segments.segment import NO_DATE
from ksearch.storage.snapshot import Snapshot
from ksearch.storage.word_lists import read_edited
from ksearch.storage.writing import leftovers

#: Share of a check's time that comparing checksums takes.
_OF_COMPARING = 0.03


def stats_of(snapshot: Snapshot, publishers: Mapping[str, int]) -> Stats:
    """Return the statistics of a snapshot."""
    manifest = snapshot.manifest
    names = ("title", "lead", "body")
    files = [snapshot.folder / name for name in manifest.files()]
    first, last = _dates(snapshot)
    return Stats(
        articles=snapshot.live_count,
        deleted=snapshot.size - snapshot.live_count,
        segments=len(snapshot.segments),
        terms=snapshot.lexicon.term_count,
        eojeols=snapshot.lexicon.eojeol_count,
        tokens=sum(entry.tokens for entry in manifest.segments),
        bytes_on_disk=sum(path.stat().st_size for path in files if path.exists()),
        text_bytes=sum(segment.forward.text_bytes() for segment in snapshot.segments),
        format_version=manifest.format_version,
        analyser=manifest.analyser,
        first_date=first,
        last_date=last,
        publishers=publishers,
        average_lengths=dict(zip(names, manifest.model.average_lengths, strict=True)),
        boosts=dict(zip(names, manifest.model.boosts, strict=True)),
        generation=manifest.generation,
        user_words=len(snapshot.words.user_words.words),
        synonyms=len(snapshot.words.synonyms.groups),
    )


def _dates(snapshot: Snapshot) -> tuple[datetime | None, datetime | None]:
    found: list[tuple[int, datetime | None]] = []
    for segment in snapshot.segments:
        dated = np.flatnonzero(segment.seconds != NO_DATE)
        if segment.deleted is not None:
            dated = dated[~segment.deleted[dated]]
        if len(dated):
            seconds = segment.seconds[dated]
            for article in (dated[seconds.argmin()], dated[seconds.argmax()]):
                found.append((int(segment.seconds[article]), segment.date(int(article))))
    if not found:
        return None, None
    return min(found, key=lambda pair: pair[0])[1], max(found, key=lambda pair: pair[0])[1]


def check_of(folder: Path, report: ShareCallback | None = None) -> CheckReport:
    """Verify every byte of the index in a folder, and its consistency.

    Writers may commit meanwhile; the state at the beginning is checked.

    Args:
        folder: of the index.
        report: called with the share that is done, from 0 to 1, each time that it has grown.

    Raises:
        IndexNotFound, IndexVersionError: there is none, or it is of a newer version.
        EngineUnavailable: another engine has made it.
        StorageError: the disk refuses to read it.
    """
    try:
        manifest, files, problems = _opened(folder)
    except IndexCorrupt as error:  # without a manifest, nothing can be checked
        return CheckReport(1, 0, 0, (str(error),), _warnings(folder, None))
    check_engine(folder, manifest)
    expected = {entry.file: entry.bytes for entry in manifest.segments}
    expected |= {entry.file: entry.bytes for entry in manifest.lexicon}
    total = sum(file.size for file in files.values())
    compared = 0
    for name, file in files.items():
        problems.extend(file.problems())
        compared += file.size
        if report is not None:
            report(_OF_COMPARING * compared / total)
        if file.size != expected.get(name, file.size):
            problems.append(
                Message(
                    "{name}: has {size} bytes, not {expected}",
                    name=name,
                    size=file.size,
                    expected=expected[name],
                )
            )
    articles = 0
    if not problems:
        articles = sum(entry.articles - entry.deleted for entry in manifest.segments)
        problems.extend(_contradictions(folder, manifest, files, report))
    warnings = _warnings(folder, manifest)
    return CheckReport(len(manifest.files()), total, articles, tuple(problems), warnings)


def _opened(folder: Path) -> tuple[Manifest, dict[str, ArrayFile], list[str]]:
    """Open all files of one generation of an index; return the problems of those that fail.

    They stay readable if a writer commits and removes them.
    """
    manifest = manifests.read(folder)
    while True:
        files: dict[str, ArrayFile] = {}
        problems = []
        for name in sorted(manifest.files() - {manifests.MANIFEST_FILE_NAME}):
            try:
                files[name] = ArrayFile(folder / name)
            except IndexCorrupt as error:
                problems.append(str(error))
        newer = manifests.read(folder) if problems else manifest
        if newer == manifest:
            return manifest, files, problems
        manifest = newer


def _contradictions(
    folder: Path, manifest: Manifest, files: Mapping[str, ArrayFile], report: ShareCallback | None
) -> Iterator[str]:
    """Yield the inconsistencies of an index's files."""
    from ksearch.storage.checking import snapshot_problems
    from ksearch.storage.sources import sources_in
    from ksearch.storage.word_lists import read_kept

    try:
        snapshot = Snapshot(folder, manifest, opened=files)
        if manifest.words:
            read_kept(files[manifest.words])
        if manifest.sources:
            sources_in(files[manifest.sources])
    except IndexCorrupt as error:
        yield str(error)
        return
    except CONFUSED as error:
        yield Message(
            "its files are inconsistent ({kind}: {error})", kind=type(error).__name__, error=error
        )
        return

    def report_rest(share: float) -> None:
        if report is not None:
            report(_OF_COMPARING + (1 - _OF_COMPARING) * share)

    same_analyser = manifest.analyser == index_fingerprint()
    yield from snapshot_problems(snapshot, same_analyser=same_analyser, report=report_rest)


def _warnings(folder: Path, manifest: Manifest | None) -> tuple[str, ...]:
    found = []
    try:
        read_edited(folder)
    except KSearchError as error:
        found.append(str(error))
    left = leftovers.find(folder, manifest.files()) if manifest is not None else []
    if left:
        found.append(
            Message(
                "{count} files of writers belong to no state of the index ({name}, …): "
                "one is at work, or was killed; `ksearch index` removes what it left",
                count=len(left),
                name=left[0].name,
            )
        )
    return tuple(found)
