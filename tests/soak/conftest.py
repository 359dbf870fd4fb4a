"""Ways to change an index, each from one known state to another, for tests that stop them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

import ksearch
from ksearch import Article
from ksearch.storage import manifest as manifests
from ksearch.storage.writing import leftovers

Content = frozenset[tuple[str, str]]


class Change(NamedTuple):
    """A change of an index; it can be done again, and then completes what it began."""

    name: str
    run: Callable[[Path, Path], object]


def _more(source: Path) -> None:
    text = "산골 장터에 든 손님\n\n장터가 북적였다.\n"
    (source / "장터.txt").write_text(text, encoding="utf-8")
    (source / "등대.txt").unlink(missing_ok=True)


def _update(folder: Path, source: Path) -> None:
    _more(source)
    ksearch.update(folder, source)


def _rebuild(folder: Path, source: Path) -> None:
    _more(source)
    ksearch.rebuild(folder, source)


def _write(folder: Path, source: Path) -> None:
    with ksearch.open(folder) as index, index.writer(memory_mb=1) as writer:
        writer.add(Article(id="새벽", title="새벽 시장", body="손님이 들었다."))
        writer.delete("등대.txt")


def _take_words_over(folder: Path, source: Path) -> None:
    (folder / "userwords.txt").write_text("섬사람들\n", encoding="utf-8")
    with ksearch.open(folder) as index, index.writer() as writer:
        writer.add(Article(id="새벽", title="섬사람들의 시장"))


def _add_word(folder: Path, source: Path) -> None:
    with ksearch.open(folder) as index, suppress(ksearch.InvalidValue):  # it is there already
        index.add_word("섬사람들")


def _merge(folder: Path, source: Path) -> None:
    """Commit one article more: the eighth segment is merged with the seven before."""
    with ksearch.open(folder) as index, index.writer() as writer:
        writer.add(Article(id="마지막", title="여덟째 글"))


CHANGES = [
    Change("index", _update),
    Change("rebuild", _rebuild),
    Change("writer", _write),
    Change("words", _take_words_over),
    Change("add word", _add_word),
    Change("merge", _merge),
]


class Stage:
    """An index to be changed, as often as one likes from the same state.

    Attributes:
        folder, source: of the index and of what it was made from.
        old, new: what it holds before and after the change.
    """

    def __init__(self, place: Path, change: Change) -> None:
        self.change = change
        self.folder, self.source = place / "색인", place / "기사"
        self._kept = place / "처음"
        self.source.mkdir(parents=True)
        lighthouse = "등대에 불이 켜졌다\n\n섬사람들이 반겼다.\n"
        (self.source / "등대.txt").write_text(lighthouse, encoding="utf-8")
        (self.source / "배추.txt").write_text("배추 값이 올랐다\n", encoding="utf-8")
        ksearch.update(self.folder, self.source)
        for number in range(6 if change.name == "merge" else 1):
            with ksearch.open(self.folder) as index, index.writer() as writer:
                writer.add(Article(id=f"글{number}", title=f"{number}째 글", body="봄 여름 가을"))
        shutil.copytree(place, self._kept, ignore=lambda *_: ["처음"])
        self.old = self.content()
        self.run()
        self.new = self.content()
        assert self.old != self.new

    def reset(self) -> None:
        """Go back to the state before the change."""
        for folder in (self.folder, self.source):
            shutil.rmtree(folder)
            shutil.copytree(self._kept / folder.name, folder)

    def run(self) -> None:
        """Make the change."""
        self.change.run(self.folder, self.source)

    def content(self) -> Content:
        """Return what the index holds; it must be sound, and find all that it holds."""
        report = ksearch.check(self.folder)
        assert report.sound, report.problems
        with ksearch.open(self.folder) as index:
            found = index.search("*", limit=1000, group=False)
            held = frozenset((hit.id, hit.title + hit.lead) for hit in found)
            # A word that is added is not in force yet; other changes put into force what is there.
            states = {"in force", "added"} if self.change.name == "add word" else {"in force"}
            words = {entry.entry for entry in index.words() if entry.state in states}
        return held | {("낱말", word) for word in words}

    def complete(self) -> None:
        """Make the change once more: the new state is there, whole, and nothing else is."""
        self.run()
        assert self.content() == self.new
        assert leftovers.find(self.folder, manifests.read(self.folder).files()) == []


@pytest.fixture(params=CHANGES, ids=lambda change: change.name)
def stage(request: pytest.FixtureRequest, tmp_path: Path, without_kiwi: None) -> Stage:
    """An index before each of the changes."""
    return Stage(tmp_path, request.param)
