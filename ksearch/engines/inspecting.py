"""Looking into an index: what it holds, whether it is sound, how a text is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np

from ksearch.arrays import ArrayFile
from ksearch.errors import KSearchError
from ksearch.korean.analyses import RunAnalysis
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.morphemes import MorphemeAnalyser
from ksearch.korean.splitting import split
from ksearch.korean.terms import eojeol_terms, hangul_runs, key_of
from ksearch.reports import AnalysedEojeol, AnalysedTerm, CheckReport, Stats
from ksearch.storage import manifest as manifests
from ksearch.storage.segment import NO_DATE
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.words import read_edited


def stats_of(snapshot: Snapshot, publishers: Mapping[str, int]) -> Stats:
    """Return what a snapshot holds."""
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


def check_of(folder: Path) -> CheckReport:
    """Read every byte of the index in a folder."""
    manifest = manifests.read(folder)
    expected = {entry.file: entry.bytes for entry in manifest.segments}
    expected |= {entry.file: entry.bytes for entry in manifest.lexicon}
    problems: list[str] = []
    warnings = _warnings(folder)
    total = 0
    names = sorted(manifest.files() - {manifests.FILE_NAME})
    for name in names:
        try:
            file = ArrayFile(folder / name)
        except KSearchError as error:
            problems.append(str(error))
            continue
        total += file.size
        problems.extend(file.problems())
        if file.size != expected.get(name, file.size):
            problems.append(f"{name}: has {file.size} bytes, not {expected[name]}")
    if problems:
        return CheckReport(len(names) + 1, total, 0, tuple(problems), warnings)
    snapshot = open_snapshot(folder)
    return CheckReport(len(names) + 1, total, snapshot.live_count, tuple(problems), warnings)


def _warnings(folder: Path) -> tuple[str, ...]:
    try:
        read_edited(folder)
    except KSearchError as error:
        return (str(error),)
    return ()


def analyse_text(
    text: str, lexicon: Lexicon, analyser: MorphemeAnalyser
) -> tuple[AnalysedEojeol, ...]:
    """Return how a text is read, with Kiwi's morphemes for each eojeol."""
    eojeols, separators = split(text)
    runs = sorted({run for eojeol in eojeols for run in hangul_runs(eojeol)})
    analyses: dict[str, RunAnalysis] = dict(analyser.analyse_fully(runs))
    found = []
    start = 0
    for eojeol, before in zip(eojeols, separators, strict=False):
        start += len(before)
        known = lexicon.find_key(key_of(eojeol))
        if known:
            terms = [
                AnalysedTerm(
                    lexicon.term_text(term), kind.name.lower(), start + first, start + last
                )
                for term, first, last, kind in lexicon.terms_of(known[0])
            ]
        else:
            terms = [
                AnalysedTerm(
                    term.text, term.kind.name.lower(), start + term.start, start + term.end
                )
                for term in eojeol_terms(eojeol, analyses.__getitem__)
            ]
        morphemes = tuple(
            (morpheme.form, morpheme.tag)
            for run in hangul_runs(eojeol)
            for morpheme in analyses[run].morphemes
        )
        end = start + len(eojeol)
        found.append(AnalysedEojeol(eojeol, start, end, bool(known), morphemes, tuple(terms)))
        start = end
    return tuple(found)
