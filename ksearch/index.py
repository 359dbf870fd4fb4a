"""`Index`, the façade: what scripts and the command line use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from ksearch import checking
from ksearch.engines.registry import engine_of, place_of
from ksearch.messages import Message
from ksearch.model.errors import IndexExists
from ksearch.queries import Queries

if TYPE_CHECKING:
    from ksearch.engines.protocol import (
        EditableWords,
        Engine,
        Inspection,
        RememberedSources,
        Writer,
    )
    from ksearch.model.article import Article
    from ksearch.model.reports import (
        AnalysedEojeol,
        CheckReport,
        Progress,
        SourceEntry,
        Stats,
        UpdateReport,
        WordEntry,
    )
    from ksearch.model.results import Results

Path_: TypeAlias = str | os.PathLike[str]


class Index(Queries):
    """An opened index. It may be shared between threads; it shows one state until `refresh`.

    Use `open` or `create` to get one; as a context manager it closes itself.

    Attributes:
        path: the folder; or the address, if the index is on a cluster.
    """

    def __init__(self, engine: Engine, path: Path | str) -> None:
        super().__init__(engine)
        self.path = path

    @property
    def _word_lists(self) -> EditableWords:
        from ksearch.engines.capabilities import keeping_words

        return keeping_words(self._engine)

    @property
    def _sources(self) -> RememberedSources:
        from ksearch.engines.capabilities import remembering_sources

        return remembering_sources(self._engine)

    @property
    def _inspection(self) -> Inspection:
        from ksearch.engines.capabilities import inspecting

        return inspecting(self._engine)

    def get(self, article_id: str) -> Article:
        """Return an article; raises `ArticleNotFound` when no article has the id."""
        return self._engine.get(checking.text("article_id", article_id))

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        """Return completions of the last word of what has been typed so far.

        The most frequent come first, and nouns before words with particles and endings. Words are
        compared by keystrokes: 코스ㅍ and 코슾 both lead to 코스피. Consonants alone are initials:
        ㅋㅅㅍ.

        Args:
            prefix: what has been typed; words before the last stay as they are.
            limit: the most completions.
        """
        from ksearch.engines.capabilities import completing

        return completing(self._engine).suggest(
            checking.text("prefix", prefix), checking.at_least("limit", limit, 1)
        )

    def similar(self, article_id: str, *, limit: int = 10, group: bool = True) -> Results:
        """Return the articles most similar to one, without itself.

        ``interpreted`` names the most characteristic terms of the article, the best first. With
        ``group``, near-identical articles are one hit, as in a search; of the article's own copies,
        too, only the best is listed.

        Raises:
            ArticleNotFound: no article has the id.
        """
        from ksearch.engines.capabilities import comparing

        return comparing(self._engine).similar(
            checking.text("article_id", article_id),
            checking.at_least("limit", limit, 1),
            group=checking.flag("group", group),
        )

    @contextmanager
    def writer(self, *, memory_mb: int = 512, wait: float = 0.0) -> Iterator[Writer]:
        """Change the index: commits when the block ends, rolls back when it raises.

        Args:
            memory_mb: working memory; when it is full, a segment is written.
            wait: seconds to wait for another writer to be done.

        Raises:
            IndexLocked: another process is writing.
            StorageError: the disk refused; nothing has changed.
        """
        megabytes = checking.at_least("memory_mb", memory_mb, 1)
        with self._engine.writer(megabytes, checking.checked_seconds("wait", wait)) as writer:
            checked = checking.CheckedWriter(writer)
            try:
                yield checked
            finally:
                checked.end()

    def words(self) -> tuple[WordEntry, ...]:
        """Return the words of the user dictionary and the synonyms, with their states.

        In force are those that the last commit read from ``userwords.txt`` and ``synonyms.txt`` in
        the index's folder, which may also be edited by hand.

        Raises:
            WordListError: a line of a file cannot be read (a `ReadError`).
        """
        return self._word_lists.words()

    def add_word(self, entry: str, *, tag: str | None = None, note: str = "") -> WordEntry:
        """Add a word to the user dictionary, or a synonym; the next commit puts it in force.

        Args:
            entry: a word (전세사기), or synonyms: with ``전기차 = 전기 자동차`` each finds the
                other, with ``코로나 > 코로나19`` only the first finds the second.
            tag: a word's part of speech, of the Sejong tags: NNP (a name) if left out, NNG, VV, …
            note: a comment behind a word.

        Raises:
            InvalidValue: the entry cannot be read, or is there already.
            StorageError: the disk refused.
        """
        return self._word_lists.add_word(
            checking.text("entry", entry),
            checking.optional_text("tag", tag),
            checking.text("note", note),
        )

    def remove_word(self, entry: str) -> WordEntry:
        """Remove a word or a synonym, given as in the list; in force until the next commit.

        Raises:
            InvalidValue: there is no such entry.
            StorageError: the disk refused.
        """
        return self._word_lists.remove_word(checking.text("entry", entry))

    def source_paths(self) -> tuple[str, ...]:
        """Return the paths of the sources, without counting anything."""
        return self._sources.source_paths()

    def sources(self) -> tuple[SourceEntry, ...]:
        """Return the sources of the index, with the counts of their files and articles."""
        return self._sources.sources()

    def add_source(
        self, path: Path_, *, options: object | None = None, wait: float = 0.0
    ) -> SourceEntry:
        """Remember a source, or how one is read from now on; the next `update` reads it.

        Args:
            path: a folder or a file.
            options: `ksearch.reading.ReadOptions`.
            wait: seconds to wait for another writer to be done.

        Raises:
            SourceNotFound: there is nothing at the path.
            IndexLocked: another process is writing.
        """
        return self._sources.add_source(
            checking.location(path),
            checking.checked_read_options(options),
            checking.checked_seconds("wait", wait),
        )

    def remove_source(self, path: Path_, *, wait: float = 0.0) -> SourceEntry:
        """Forget a source and drop its articles; returns what it was.

        Raises:
            InvalidValue: the index remembers no such source.
            IndexLocked: another process is writing.
        """
        return self._sources.remove_source(os.fspath(path), checking.checked_seconds("wait", wait))

    def move_source(self, path: Path_, new_path: Path_, *, wait: float = 0.0) -> SourceEntry:
        """Look for a source at another place from now on; its articles and their ids stay.

        Raises:
            SourceNotFound: there is nothing at the new place.
            InvalidValue: the index remembers no such source, or has one at the new place, or none
                of the source's known files is there.
            IndexLocked: another process is writing.
        """
        wait_seconds = checking.checked_seconds("wait", wait)
        return self._sources.move_source(os.fspath(path), os.fspath(new_path), wait_seconds)

    def stats(self) -> Stats:
        """Return statistics of the index."""
        return self._engine.stats()

    def check(self) -> CheckReport:
        """Verify every byte of the index, and its consistency; `ksearch.check` can repair it."""
        return self._inspection.check()

    def analyze(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return the analysis of a text: eojeols, morphemes, terms."""
        return self._inspection.analyse(checking.text("text", text))

    def refresh(self) -> bool:
        """Switch to the newest commit; return whether there was one."""
        return self._engine.refresh()

    @property
    def generation(self) -> str:
        """The name of the state that is shown; it differs between commits and between indexes."""
        return self._engine.generation()

    def newest(self) -> Index:
        """Return the index as of its last commit: this object if nothing was committed since.

        Unlike `refresh`, it leaves this object as it is, so that a sequence of calls (the next
        page, counts beside a list) sees one state.
        """
        engine = self._engine.newest()
        return self if engine is self._engine else Index(engine, self.path)

    def close(self) -> None:
        """Close the index's files."""
        self._engine.close()

    def __len__(self) -> int:
        """Count the articles."""
        return len(self._engine)

    def __iter__(self) -> Iterator[Article]:
        """Iterate over the articles of the state at the beginning."""
        return self._engine.articles()

    def __repr__(self) -> str:
        return f"<ksearch.Index {str(self.path)!r}: {len(self):,} articles>"

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_index(path: Path_ = "index", *, create: bool = False) -> Index:
    """Open the index in a folder.

    Args:
        path: the folder.
        create: make an empty index if there is none.

    Raises:
        IndexNotFound: there is none.
        IndexVersionError: a newer ksearch made it.
        IndexCorrupt: a file of it is missing or damaged.
    """
    location = checking.location(path)
    engine = engine_of(location)
    if create and not engine.exists(location):
        return create_index(location)
    return Index(engine.open(location), place_of(location))


def create_index(path: Path_ = "index") -> Index:
    """Make an empty index in a folder, and open it; raises `IndexExists` if there is one."""
    location = checking.location(path)
    engine = engine_of(location)
    if engine.exists(location):
        raise IndexExists(
            Message(
                "there is an index in “{location}” already; open it, or choose another folder",
                location=location,
            )
        )
    engine.create(location)
    return Index(engine.open(location), place_of(location))


def check(
    path: Path_ = "index",
    *,
    repair: bool = False,
    progress: Callable[[float], None] | None = None,
) -> CheckReport:
    """Verify every byte of the index in a folder, and its consistency.

    Unlike `Index.check`, it also works on an index that cannot be opened.

    Args:
        path: the index's folder.
        repair: build a damaged index again from those of its own articles that can be read. In the
            report, ``repaired`` has the problems, ``lost`` the articles that could not be saved.
        progress: called with the share that is done, from 0 to 1, each time that it has grown.

    Raises:
        IndexNotFound, IndexVersionError: there is none, or a newer ksearch made it.
        IndexCorrupt: nothing of it could be saved.
        IndexLocked, StorageError: it cannot be written to, or read.
    """
    location = checking.location(path)
    return engine_of(location).check(location, repair, progress)


def copy(
    source: Path_,
    target: Path_,
    *,
    progress: Callable[[float], None] | None = None,
    wait: float = 0.0,
) -> int:
    """Copy an index from a folder to a cluster, or back, with its analyses.

    Nothing is analysed again. At the end some titles are searched for in both, and the results
    compared. An interrupted copy to a cluster is resumed when it is run again.

    Args:
        source: the folder, or the address (``opensearch://host:9200/name``), to copy from.
        target: the other one, without an index.
        progress: called with the share that is done, from 0 to 1, each time that it has grown.
        wait: how many seconds to wait for another writer.

    Returns:
        How many articles were copied.

    Raises:
        IndexNotFound: there is none to copy.
        IndexExists: there is one already where it is to be copied.
        EngineUnavailable: the cluster does not answer, or does not accept it.
        IndexCorrupt: the copy does not answer as the original does.
    """
    from ksearch.engines.opensearch.copying import copy_index

    places = checking.location(source), checking.location(target)
    return copy_index(*places, progress, checking.checked_seconds("wait", wait))


def update(
    path: Path_,
    sources: Sequence[Path_] | Path_ | None = None,
    *,
    options: object | None = None,
    progress: Callable[[Progress], None] | None = None,
    memory_mb: int = 512,
    wait: float = 0.0,
    glosses: bool | None = None,
) -> UpdateReport:
    """Bring the index in a folder up to date with its sources; makes it if there is none.

    In one commit, new articles are added, changed ones replaced, and those of files that have
    vanished from an existing source dropped. Files are compared by size and time, articles by
    content. The index remembers its sources and how they are read.

    Args:
        path: the index's folder.
        sources: files and folders (one, or several), which may also be in a source that the index
            remembers; None for all that it remembers.
        options: `ksearch.reading.ReadOptions` for the sources named here; None for those that the
            index remembers of each.
        progress: called a few times a second.
        memory_mb: working memory; when it is full, a segment is written.
        wait: seconds to wait for another writer to be done.
        glosses: whether abbreviations that the articles explain, 한국은행(한은), are synonyms; the
            index remembers it; initially they are.

    Raises:
        SourceNotFound: a source does not exist.
        NothingToIndex: no article could be read, or the index remembers no source.
        IndexLocked: another process is writing.
        StorageError: the disk refused; the index is as it was.
    """
    return _update(path, sources, False, options, progress, memory_mb, wait, glosses)


def rebuild(
    path: Path_,
    sources: Sequence[Path_] | Path_ | None = None,
    *,
    options: object | None = None,
    progress: Callable[[Progress], None] | None = None,
    memory_mb: int = 512,
    wait: float = 0.0,
    glosses: bool | None = None,
) -> UpdateReport:
    """Build an index anew beside the old one, and put it in its place; see `update`.

    It is built from all sources that the index remembers, and those given here. Articles of files
    that do not exist now are kept; articles without a file are not.
    """
    return _update(path, sources, True, options, progress, memory_mb, wait, glosses)


def _update(
    path: Path_,
    sources: Sequence[Path_] | Path_ | None,
    anew: bool,
    options: object | None,
    progress: Callable[[Progress], None] | None,
    memory_mb: int,
    wait: float,
    glosses: bool | None,
) -> UpdateReport:
    from ksearch.engines.protocol import UpdateRequest

    location = checking.location(path)
    request = UpdateRequest(
        sources=checking.paths("sources", sources),
        anew=anew,
        memory_mb=checking.at_least("memory_mb", memory_mb, 1),
        options=checking.checked_read_options(options),
        progress=progress,
        wait_seconds=checking.checked_seconds("wait", wait),
        glosses=None if glosses is None else checking.flag("glosses", glosses),
    )
    return engine_of(location).update(location, request)
