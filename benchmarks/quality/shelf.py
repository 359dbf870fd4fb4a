"""Indexes and answers of the quality runs, kept on disk until what made them changes."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from inspect import getfile
from pathlib import Path
from typing import Any

from benchmarks import kiwi_terms
from benchmarks.datasets import Collection, Question
from benchmarks.peers import jvm
from benchmarks.peers.protocol import Found, Match, Peer
from benchmarks.processes import run

_DONE = "built"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Keeps the peers' indexes and answers between runs.

    ksearch's index is built once a run, or kept as well where `reuse` is set; its answers never.
    """

    folder: Path
    reuse: bool
    built_now: set[Path] = field(default_factory=set)

    def index(self, peer: Peer, collection: Collection) -> Path:
        """The peer's index, built when it is not on the shelf.

        ksearch is given titles as titles; to the peers they are the first line of the text.
        """
        source = collection.source if peer.name == "ksearch" else collection.joined
        place = self.folder / f"{collection.name}-{peer.name}-{_made_from(peer, source)}"
        finished = place / _DONE
        stale = peer.name == "ksearch" and not self.reuse and place not in self.built_now
        if stale or not finished.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            run(peer.build_command([source], place / "index"))
            finished.touch()
            self.built_now.add(place)
        return place / "index"

    def answers(
        self,
        peer: Peer,
        collection: Collection,
        questions: Sequence[Question],
        match: Match,
        limit: int,
    ) -> list[Found]:
        """What each question brings."""
        index = self.index(peer, collection)

        def ask() -> list[list[Any]]:
            found = peer.search(index, questions, match, limit)
            return [[one.question, one.total, one.hits] for one in found]

        rows = self._kept(peer, index, ("answers", match, limit), questions, ask)
        return [Found(q, total, tuple((hit[0], hit[1]) for hit in hits)) for q, total, hits in rows]

    def finds(
        self, peer: Peer, collection: Collection, questions: Sequence[Question]
    ) -> list[bool]:
        """Whether each question, with all its terms required, finds the article it names."""
        index = self.index(peer, collection)
        return [
            bool(found)
            for found in self._kept(
                peer, index, ("finds",), questions, lambda: list(peer.finds(index, questions))
            )
        ]

    def _kept(
        self,
        peer: Peer,
        index: Path,
        what: tuple[object, ...],
        questions: Sequence[Question],
        make: Callable[[], list[Any]],
    ) -> list[Any]:
        if peer.name == "ksearch":
            return make()
        asked = json.dumps([*map(str, what), *((q.id, q.text, q.only) for q in questions)])
        place = index.parent / f"{what[0]}-{_digest(asked.encode())}.json"
        if not place.exists():
            place.write_text(json.dumps(make()), encoding="utf-8")
        rows: list[Any] = json.loads(place.read_text(encoding="utf-8"))
        return rows


def _made_from(peer: Peer, source: Path) -> str:
    """Digest of the articles, the libraries' versions and the code that sets the peer up."""
    if peer.name == "ksearch":
        return "now"
    code = [Path(getfile(type(peer)))]
    if peer.uses_kiwi:
        code.append(Path(kiwi_terms.__file__))
    if peer.name == "lucene_nori":
        code.append(jvm.PROGRAM)
    parts = [source.read_bytes(), json.dumps(peer.versions()).encode()]
    return _digest(*parts, *(file.read_bytes() for file in code))


def _digest(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
