"""Bringing an index up to date with its sources, or building it anew from them."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

import ksearch
from ksearch.arrays import contained
from ksearch.engines.embedded.damage import damage_named
from ksearch.engines.embedded.updates.gathering import FileOnDisk, gather
from ksearch.engines.embedded.updates.interrupting import Interrupt, between_articles
from ksearch.engines.embedded.updates.naming import ArticleIds, name_files, under_key
from ksearch.engines.embedded.updates.opening import (
    OpenedForWriting,
    make_folder,
    open_for_writing,
    remembered_sources,
    salvaged,
)
from ksearch.engines.embedded.updates.options import options_of
from ksearch.engines.embedded.updates.progress import Checkpoints, Meter
from ksearch.engines.embedded.updates.refusals import Refusals
from ksearch.engines.embedded.updates.taking_over import doubled_keys, reread_overwritten
from ksearch.engines.protocol import UpdateRequest
from ksearch.messages import Message
from ksearch.model.article import Article
from ksearch.model.errors import KSearchError, NothingToIndex, UpdateInterrupted
from ksearch.model.reports import Refused, UpdateReport
from ksearch.reading import Listing, Read, ReadOptions, Refusal, walk
from ksearch.reading.sources.walking import spelled_as_on_disk
from ksearch.reading.workers.ahead import read_files
from ksearch.storage import manifest as manifests
from ksearch.storage.locking import HeldLock, write_lock
from ksearch.storage.segments.segment import hash_ids
from ksearch.storage.snapshot import Snapshot
from ksearch.storage.sources import UNREAD, SourceFile, SourceTable
from ksearch.storage.word_lists import use_glosses


def update_index(folder: Path, request: UpdateRequest) -> UpdateReport:
    """Bring an index up to date with sources, or build it anew beside the old one.

    Raises:
        SourceNotFound: a source does not exist.
        NothingToIndex: no article could be read from any.
        WordListError: the user words or the synonyms in the folder cannot be read.
        IndexLocked, StorageError: see `storage`.
    """
    begin = time.monotonic()
    if not manifests.exists(folder):
        _check_all_there(request.sources or ())
    make_folder(folder)
    # Files are listed while the lock is held, so that files that another writer has just committed
    # are not taken for vanished.
    with write_lock(folder, request.wait_seconds) as lock:
        if request.glosses is not None:
            use_glosses(folder, request.glosses)
        with damage_named(folder):
            table = (salvaged if request.anew else remembered_sources)(folder)
            opened = open_for_writing(folder, request.memory_mb, anew=request.anew)
        try:
            with between_articles(wanted=opened.is_first) as interrupt:
                run = _Update(folder, opened, table, request, lock, interrupt)
                report = _finished(folder, run)
        except KeyboardInterrupt:
            opened.writer.rollback()
            raise _stopped(folder, opened) from None
        except BaseException:
            opened.writer.rollback()
            raise
    return replace(report, seconds=time.monotonic() - begin)


def _finished(folder: Path, run: _Update) -> UpdateReport:
    try:
        with damage_named(folder):
            return run.run()
    except KeyboardInterrupt:
        run.keep_what_is_done()
        raise


def _stopped(folder: Path, opened: OpenedForWriting) -> UpdateInterrupted:
    """Return the interrupt whose message says how much is kept."""
    if opened.writer.has_committed():
        return UpdateInterrupted(
            Message("stopped; all that was read is in the index in “{folder}”", folder=folder)
        )
    if not opened.is_first:
        return UpdateInterrupted(
            Message("stopped; the index in “{folder}” is as it was before", folder=folder)
        )
    kept = opened.writer.kept
    if not kept:
        return UpdateInterrupted(
            Message("stopped before anything could be kept; the next run begins anew")
        )
    return UpdateInterrupted(
        Message(
            "stopped; {kept:,} articles are kept, and `ksearch index --index "
            "{folder}` goes on from there",
            kept=kept,
            folder=folder,
        ),
        kept,
    )


def _check_all_there(sources: Sequence[str]) -> None:
    """Raise `SourceNotFound` for a missing source, before the index folder is made."""
    for source in sources:
        if not Path(spelled_as_on_disk(source)).exists():
            walk([source])


class _Update:
    """One run of bringing an index up to date."""

    def __init__(
        self,
        folder: Path,
        opened: OpenedForWriting,
        table: SourceTable,
        request: UpdateRequest,
        lock: HeldLock,
        interrupt: Interrupt,
    ) -> None:
        self._folder = folder
        self._interrupt = interrupt
        self._writer = opened.writer
        self._base = opened.base
        self._before = opened.before
        self._taken = opened.taken
        self._table = table
        self._doubled: set[str] = set()
        if opened.before is not None and table.is_of_an_earlier_version():
            self._doubled = doubled_keys(table, opened.before)
            table = reread_overwritten(table, opened.before)
        options = request.options if isinstance(request.options, ReadOptions) else None
        # An interrupted build is finished with all of its sources.
        everything = request.anew or opened.is_first
        gathered = gather(folder, table, request.sources, options, everything=everything)
        if not gathered.sources:
            raise NothingToIndex(
                Message(
                    "the index in “{folder}” remembers no source yet; name one: `ksearch "
                    "index SOURCE`",
                    folder=folder,
                )
            )
        self._gathered = gathered
        self._anew = request.anew
        self._ids = ArticleIds(table.aliases, self._holder, self._source_of)
        self._counts = {"added": 0, "changed": 0, "unchanged": 0}
        self._removed = 0
        self._articles = 0
        self._refusals = Refusals(SourceTable() if request.anew else table, gathered)
        self._rows: dict[str, SourceFile] = {}
        #: Keys of files whose articles may still come.
        self._expected: set[str] = set()
        #: Keys of files that are to be read and have not been read completely.
        self._unread: set[str] = set()
        self._is_first = opened.is_first
        self._checkpoints = Checkpoints(opened)
        self._meter = Meter(request.progress, lock if opened.is_first else None)

    def run(self) -> UpdateReport:
        """Read new and changed files, drop vanished ones, commit."""
        gathered = self._gathered
        empty = not any(gathered.listings[number].files for number in gathered.named)
        if empty and (self._anew or not gathered.vanished):
            raise NothingToIndex(self._nothing())
        keys = self._named()
        self._rows = {row.key: row for row in gathered.others}
        changed = []
        for found in gathered.found:
            key = keys[found.source.number, found.file.key]
            row = _row(found, key)
            self._rows[key] = row
            if self._anew or found.row != row or self._refusals.are_worth_a_try(key):
                changed.append((found, key))
        self._expected = set(self._rows)
        before = self._base.live_count if self._base else 0
        self._read_all(changed)
        if not self._articles and len(changed) == len(gathered.found):
            raise NothingToIndex(self._nothing())
        if self._anew:
            self._carry_over()
        table = self._next_table(self._rows)
        has_changes = self._has_changes(table)
        if has_changes:
            self._meter.show("analysing", self._articles, force=True)
            self._writer.finish_segments()
        self._meter.show("writing", self._articles, force=True)
        if has_changes:
            self._writer.commit(table)
        changed_count = self._counts["changed"]
        total = before + self._counts["added"] - self._removed
        if self._is_first:
            # Articles of the interrupted build count as added.
            self._counts["added"], changed_count, self._removed = total, 0, 0
        return UpdateReport(
            added=self._counts["added"],
            changed=changed_count,
            removed=self._removed,
            unchanged=total - self._counts["added"] - changed_count,
            refused=tuple(self._refusals.new),
            notes=tuple(self._refusals.notes),
            unreadable=tuple(self._refusals.still(self._rows)),
            missing=tuple(source.root for source in gathered.missing),
            skipped_files=sum(each.skipped for each in gathered.listings.values()),
            skipped_kinds=_skipped_kinds(gathered.listings.values()),
            total=total,
            resumed=before if self._is_first else 0,
            analysed=self._writer.analysed,
            reanalysed=self._taken.eojeols,
        )

    # Names

    def _named(self) -> dict[tuple[int, str], str]:
        """Return the key of each file, and give new sources their prefixes."""
        gathered = self._gathered
        keys = {
            (found.source.number, found.file.key): found.row.key
            for found in gathered.found
            if found.row is not None
        }
        new = [found for found in gathered.found if found.row is None]
        if not new:
            return keys
        known = [
            *(found.row for found in gathered.found if found.row is not None),
            *gathered.others,
            *gathered.vanished,
        ]
        named, prefixes = name_files(new, known, self._taken_ids)
        gathered.sources = tuple(
            source._replace(prefix=prefixes.get(source.number, source.prefix))
            for source in gathered.sources
        )
        return keys | named

    def _taken_ids(self, ids: Sequence[str]) -> set[str]:
        """Return which ids belong to articles of other files than those with these keys."""
        if self._base is None:
            return set()
        hashes = hash_ids(ids)
        taken = set()
        for segment in self._base.segments:
            for place in contained(hashes, segment.file["id_hashes"]).nonzero()[0].tolist():
                article = segment.find(ids[place])
                if article >= 0 and segment.column("path")[article] != ids[place]:
                    taken.add(ids[place])
        return taken

    def _holder(self, article_id: str) -> str | None:
        """Return the key of the file whose article has an id; see `ArticleIds`."""
        if self._before is None:
            return None
        number = self._before.find(article_id)
        if number < 0:
            return None
        segment, article = self._before.locate(number)
        key = segment.column("path")[article] or ""
        if self._base is None:
            return key if key in self._expected else None
        return None if self._writer.is_deleted(number) else key

    def _source_of(self, key: str) -> int | None:
        row = self._rows.get(key)
        return row.source if row else None

    # Reading

    def _read_all(self, changed: list[tuple[FileOnDisk, str]]) -> None:
        """Read files; known files come first, because they may free ids."""
        known = {found.row.key for found, _ in changed if found.row is not None}
        vanished = {row.key for row in self._gathered.vanished} | self._doubled
        owned = self._owned(known | vanished)
        self._delete(chain.from_iterable(owned.get(key, ()) for key in sorted(vanished)))
        self._unread = {key for _, key in changed}
        self._meter.begin(sum(found.file.size for found, _ in changed))
        changed = sorted(changed, key=lambda each: each[0].row is None)
        options = {source.number: options_of(source) for source in self._gathered.sources}
        jobs = [(found.file, options[found.source.number]) for found, _ in changed]
        with closing(read_files(jobs, self._meter.opened)) as files:
            for (found, key), items in zip(changed, files, strict=True):
                if self._refusals.is_hopeless(key) or self._take(found, key, items):
                    self._rows[key] = self._rows[key]._replace(size=UNREAD)
                else:
                    self._expected.discard(key)
                    ids = owned.get(key, ())
                    self._delete(each for each in ids if self._ids.claimed.get(each) != key)
                self._unread.discard(key)
                self._meter.end_file(found.file.size)

    def _owned(self, keys: set[str]) -> dict[str, list[str]]:
        """Return the ids of the articles that the index has of some files."""
        owned: dict[str, list[str]] = {}
        if self._base is None or not keys:
            return owned
        for segment in self._base.segments:
            paths, ids = segment.column("path"), segment.column("id")
            for number in paths.places_of(keys).tolist():
                if segment.is_live(number):
                    owned.setdefault(paths[number] or "", []).append(ids[number] or "")
        return owned

    def _delete(self, ids: Iterator[str]) -> None:
        for article_id in ids:
            self._removed += self._writer.delete(article_id)

    def _take(self, found: FileOnDisk, key: str, items: Iterator[Read]) -> bool:
        """Add what was read of a file; return whether a failure was temporary."""
        passing = False
        replaced = 0
        refusals: list[Refusal] = []
        for item in items:
            if isinstance(item, Refusal):
                where = under_key(found.file.key, key, item.where)
                refusals.append(replace(item, where=where))
                passing = passing or bool(item.hope)
                continue
            replaced += self._add(item, found, key)
            self._articles += 1
            if self._checkpoints.is_due():
                self._checkpoint()
            self._meter.show("reading", self._articles)
            self._interrupt.raise_if_pending()
        if replaced:
            reason = Message(
                "{replaced} of its articles have the id of an earlier one, and replaced it",
                replaced=replaced,
            )
            refusals.append(Refusal(key, reason, note=True))
        self._refusals.take(found.source.number, key, refusals)
        return passing

    def _add(self, article: Article, found: FileOnDisk, key: str) -> bool:
        """Add an article; return whether it replaced another one of the same file."""
        article_id, again = self._ids.claim(found, key, article.id)
        if article_id != article.id or article.path != key:
            article = replace(article, id=article_id, path=key)
        outcome = self._writer.add(article)
        if again and outcome != "added":
            return outcome == "changed"
        self._counts[outcome] += 1
        return False

    def _checkpoint(self) -> None:
        """Make a checkpoint from which the next run can resume."""
        rows = {
            key: row._replace(size=UNREAD) if key in self._unread else row
            for key, row in self._rows.items()
        }
        self._writer.checkpoint(self._next_table(rows))
        self._checkpoints.done()

    def keep_what_is_done(self) -> None:
        """Make a checkpoint of a first build that is interrupted."""
        if self._is_first and self._articles and self._writer.is_between_articles:
            self._meter.show("stopping", self._articles, force=True)
            with suppress(KSearchError):  # the previous checkpoint remains
                self._checkpoint()

    def _carry_over(self) -> None:
        """Keep the articles of files that cannot be read now, from the previous index."""
        keys = {row.key for row in self._gathered.others}
        keys |= {key for key, row in self._rows.items() if row.size == UNREAD}
        if not keys:
            return
        if self._before is None:
            self._give_up(keys)
            return
        for article in _articles_of(self._before, keys):
            if self._ids.claimed.get(article.id) is None:
                self._counts[self._writer.add(article)] += 1

    def _give_up(self, keys: set[str]) -> None:
        """Report the articles lost with a damaged index, and mark their files as unread."""
        numbers = {self._rows[key].source for key in keys}
        for source in self._gathered.sources:
            if source.number in numbers:
                reason = Message(
                    "is not all there, and the index is too damaged to keep its articles"
                )
                self._refusals.new.append(Refused(source.root, reason))
        for key in keys:
            self._rows[key] = self._rows[key]._replace(size=UNREAD)

    # Results

    def _next_table(self, rows: dict[str, SourceFile]) -> SourceTable:
        return SourceTable(
            self._gathered.sources,
            list(rows.values()),
            self._ids.aliases(rows),
            self._refusals.kept(rows),
            os.path.abspath(self._folder),
            ksearch.__version__,
            self._refusals.kept_notes(rows),
        )

    def _has_changes(self, table: SourceTable) -> bool:
        if self._anew or self._base is None or self._taken.changed:
            return True
        counts = self._counts
        return bool(counts["added"] or counts["changed"] or self._removed) or not (
            table.says_the_same(self._table)
        )

    def _nothing(self) -> str:
        gathered = self._gathered
        walked = [source.root for source in gathered.sources if source.number in gathered.listings]
        where = ", ".join(f"“{root}”" for root in walked)
        if self._refusals.new:
            first = self._refusals.new[0]
            nothing = Message(
                "no article could be read from {where}; {place}: {reason}",
                where=where,
                place=first.where,
                reason=first.reason,
            )
        else:
            nothing = Message(
                "no article could be read from {where}: no file of a known kind is in it",
                where=where,
            )
        if not gathered.vanished:
            return nothing
        return Message(
            "{nothing}; its articles are kept until `ksearch sources remove` drops them",
            nothing=nothing,
        )


def _skipped_kinds(listings: Iterable[Listing]) -> Mapping[str, int]:
    """Return the number of files of unknown formats by suffix, over all sources."""
    kinds: Counter[str] = Counter()
    for listing in listings:
        kinds.update(listing.skipped_kinds)
    return dict(kinds.most_common())


def _row(found: FileOnDisk, key: str) -> SourceFile:
    file = found.file
    return SourceFile(found.source.number, file.key, key, file.size, file.mtime_ns)


def _articles_of(snapshot: Snapshot, keys: set[str]) -> Iterator[Article]:
    for segment in snapshot.segments:
        for number in segment.column("path").places_of(keys).tolist():
            if segment.is_live(number):
                yield segment.article(number)
