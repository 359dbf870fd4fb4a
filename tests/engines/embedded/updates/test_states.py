"""Random edits of files and random commands, against a model that is a dictionary.

Whatever is named, in whatever order and from wherever: the articles of the index are those that
the files held when they were last looked at, each once, and none ever gets another id.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import ksearch
from ksearch.storage.snapshot import open_snapshot

FOLDERS = ("", "가", "가/나", "다", "다/라")
NAMES = ("a.txt", "b.txt", "c.jsonl", "d.jsonl")
#: What may be named: folders, and some files.
NAMED = (*FOLDERS, "가/c.jsonl", "다/a.txt", "가/나/d.jsonl")

folders = st.sampled_from(FOLDERS)
files = st.builds(
    lambda folder, name: f"{folder}/{name}".strip("/"), folders, st.sampled_from(NAMES)
)
named = st.sampled_from(NAMED)
rows = st.sets(st.sampled_from("123"), min_size=1)
EDITS = ("write", "write", "write", "rename", "delete", "remove folder")
COMMANDS = (
    *("update", "update", "update", "update all", "update all"),
    *("rebuild", "add source", "remove source", "move source"),
)


class Place(NamedTuple):
    """An article: its file (relative to the world), and the id that its file gives it."""

    file: str
    row: str


def is_within(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(folder + "/")


class Commands(RuleBasedStateMachine):
    """Edits a small world of files, and tells the index of some of it."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp(prefix="ksearch-states-"))
        self.world = self.top / "글"
        self.index = self.top / "색인"
        self.start = Path.cwd()
        self.clock = 1_700_000_000
        #: What the disk holds: the articles of each file.
        self.disk: dict[str, dict[str, str]] = {}
        #: What the index should hold, and whose each file is.
        self.held: dict[Place, str] = {}
        self.owner: dict[str, str] = {}
        self.sources: list[str] = []
        self.ids: dict[Place, str] = {}

    def teardown(self) -> None:
        os.chdir(self.start)
        shutil.rmtree(self.top)

    # The disk

    @initialize()
    def begin(self) -> None:
        for folder in FOLDERS:
            (self.world / folder).mkdir(parents=True, exist_ok=True)
        (self.top / "별명").symlink_to(self.world)
        for file in ("a.txt", "가/a.txt", "가/나/d.jsonl", "다/a.txt", "다/c.jsonl"):
            self._write(file, {"1", "2"})

    def _text(self) -> str:
        self.clock += 1
        return f"{self.clock}째 소식"

    def _stamp(self, path: Path) -> None:
        os.utime(path, (self.clock, self.clock))

    @rule(edits=st.lists(st.tuples(st.sampled_from(EDITS), files, files, rows), min_size=1))
    def edit(self, edits: list[tuple[str, str, str, set[str]]]) -> None:
        for kind, file, other, rows in edits:
            match kind:
                case "write":
                    self._write(file, rows)
                case "delete":
                    self._delete(file)
                case "rename":
                    self._rename(file, other)
                case "remove folder":
                    self._remove_folder(file.rpartition("/")[0])

    def _write(self, file: str, rows: set[str]) -> None:
        path = self.world / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.endswith(".txt"):
            text = self._text()
            path.write_text(f"{text}\n\n등대에 불이 켜졌다.\n", "utf-8")
            self.disk[file] = {"": text}
        else:
            self.disk[file] = {row: self._text() for row in sorted(rows)}
            lines = ({"id": row, "title": text} for row, text in self.disk[file].items())
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        self._stamp(path)

    def _delete(self, file: str) -> None:
        (self.world / file).unlink(missing_ok=True)
        self.disk.pop(file, None)

    def _rename(self, old: str, new: str) -> None:
        if old in self.disk and Path(old).suffix == Path(new).suffix and old != new:
            (self.world / new).parent.mkdir(parents=True, exist_ok=True)
            (self.world / old).replace(self.world / new)
            self.disk[new] = self.disk.pop(old)

    def _remove_folder(self, folder: str) -> None:
        if folder:
            shutil.rmtree(self.world / folder, ignore_errors=True)
            self.disk = {f: rows for f, rows in self.disk.items() if not is_within(f, folder)}

    # Commands

    def _spelled(self, name: str, how: str) -> str:
        path = self.world / name
        match how:
            case "relative":
                return os.path.relpath(path)
            case "link":
                return str(self.top / "별명" / name)
            case "slash" if path.is_dir():
                return f"{path}/"
        return str(path)

    @rule(
        command=st.sampled_from(COMMANDS),
        names=st.lists(named, min_size=1, max_size=3, unique=True),
        how=st.sampled_from(["plain", "relative", "link", "slash"]),
        where=st.sampled_from(["..", "색인", "글"]),
    )
    def command(self, command: str, names: list[str], how: str, where: str) -> None:
        if (self.top / where).is_dir():
            os.chdir(self.top / where)
        there = [name for name in names if (self.world / name).exists()]
        match command:
            case "update" if there:
                self._update(there, how)
            case "update all" if self.sources:
                self._update_all()
            case "rebuild" if self.sources:
                self._rebuild()
            case "add source" if there:
                self._add_source(there[0])
            case "remove source" if self.sources:
                self._remove_source(self.sources[len(names[0]) % len(self.sources)])
            case "move source" if self.sources:
                self._move_source(self.sources[len(names[0]) % len(self.sources)])

    def _update(self, names: list[str], how: str) -> None:
        paths = [self._spelled(name, how) for name in names]
        before = (list(self.sources), dict(self.owner))
        scopes = [self._resolve(name) for name in sorted(names, key=len)]
        self._look(lambda: ksearch.update(self.index, paths), scopes, before)

    def _resolve(self, name: str) -> str:
        """Return the part of the world that naming something is about; new sources are noted."""
        around = [root for root in self.sources if is_within(name, root)]
        known = any(is_within(file, name) for file in (*self.owner, *self.disk))
        if name not in self.sources and not (around and known):
            self.sources.append(name)
        return name

    def _update_all(self) -> None:
        there = [root for root in self.sources if (self.world / root).exists()]
        before = (list(self.sources), dict(self.owner))
        if there:
            self._look(lambda: ksearch.update(self.index), there, before)
        else:
            with pytest.raises(ksearch.SourceNotFound):
                ksearch.update(self.index)

    def _rebuild(self) -> None:
        there = [root for root in self.sources if (self.world / root).exists()]
        if there and any(is_within(file, root) for file in self.disk for root in there):
            before = (list(self.sources), dict(self.owner))
            self._look(lambda: ksearch.rebuild(self.index), there, before)

    def _remove_source(self, root: str) -> None:
        with ksearch.open(self.index) as opened:
            opened.remove_source(self.world / root)
        self.sources.remove(root)
        self._forget(lambda file: self.owner[file] == root)

    def _add_source(self, name: str) -> None:
        with ksearch.open(self.index, create=True) as opened:
            opened.add_source(self.world / name)
        if name not in self.sources:
            self.sources.append(name)

    def _move_source(self, root: str) -> None:
        """Move a source away, look for it there, and move it back."""
        alone = not any(
            is_within(root, other) or is_within(other, root)
            for other in self.sources
            if other != root
        )
        known = any(self.owner.get(file) == root for file in self.disk)
        if not (alone and root and known):
            return
        away = self.top / f"딴 곳{Path(root).suffix}"
        with ksearch.open(self.index) as opened:
            for old, new in ((self.world / root, away), (away, self.world / root)):
                old.rename(new)
                opened.move_source(old, new)

    def _look(
        self,
        command: Callable[[], ksearch.UpdateReport],
        scopes: list[str],
        before: tuple[list[str], dict[str, str]],
    ) -> None:
        """Run a command that looks at parts of the world, and let the model look at them, too."""
        seen = {f: rows for f, rows in self.disk.items() if any(is_within(f, s) for s in scopes)}
        if not seen:
            try:
                command()
            except ksearch.NothingToIndex:
                self.sources, self.owner = before
                return
        else:
            report = command()
            assert report.refused == ()
        # A missing root keeps what it has.
        missing = [root for root in self.sources if not (self.world / root).exists()]
        self._forget(
            lambda file: (
                any(is_within(file, scope) for scope in scopes)
                and file not in seen
                and self.owner[file] not in missing
            )
        )
        for file, rows in seen.items():
            roots = [root for root in self.sources if is_within(file, root)]
            self.owner[file] = max(roots, key=len)
            self._forget_rows(lambda place, f=file, r=rows: place.file == f and place.row not in r)
            self.held |= {Place(file, row): text for row, text in rows.items()}

    def _forget(self, gone: Callable[[str], bool]) -> None:
        files = {file for file in self.owner if gone(file)}
        self.owner = {file: root for file, root in self.owner.items() if file not in files}
        self._forget_rows(lambda place: place.file in files)

    def _forget_rows(self, gone: Callable[[Place], bool]) -> None:
        self.held = {place: text for place, text in self.held.items() if not gone(place)}

    # What holds always

    @invariant()
    def the_index_holds_what_the_model_holds(self) -> None:
        if not (self.index / "manifest.json").exists():
            assert not self.held
            return
        snapshot = open_snapshot(self.index)
        articles = [
            segment.article(number)
            for segment in snapshot.segments
            for number in range(len(segment))
            if segment.is_live(number)
        ]
        assert sorted(article.title for article in articles) == sorted(self.held.values())
        ids_borne = {article.id for article in articles}
        assert len(ids_borne) == len(articles), "an id is borne by two articles"
        # A file that has moved out of a folder that is gone is in both.
        times = Counter(self.held.values())
        by_text = {article.title: article.id for article in articles}
        ids = {place: by_text[text] for place, text in self.held.items() if times[text] == 1}
        changed = {place for place in ids if self.ids.get(place, ids[place]) != ids[place]}
        assert not changed, "an article got another id"
        self.ids = ids
        with ksearch.open(self.index) as opened:
            entries = opened.sources()
        roots = {os.path.relpath(os.path.realpath(e.path), self.world) for e in entries}
        assert roots == {root or "." for root in self.sources}
        assert sum(entry.articles for entry in entries) == len(articles)


def test_any_edits_and_any_commands(without_kiwi: None) -> None:
    """Nothing is shrunk: what fails is short enough, and shrinking it would take minutes."""
    examples = int(os.environ.get("KSEARCH_EXAMPLES", "50"))
    run_state_machine_as_test(
        Commands,
        settings=settings(
            max_examples=examples,
            stateful_step_count=15,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
