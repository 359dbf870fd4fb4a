"""The protocol of everything that is measured."""

import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter_ns
from typing import Any, ClassVar

from benchmarks.datasets import Question


class Match(StrEnum):
    """How many of a query's terms an article must hold."""

    DEFAULT = "default"
    """As the peer does by itself: `any` for those that leave the choice to their user."""
    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Found:
    """What one question brought back: ids with scores, best first, and how many matched in all."""

    question: str
    total: int
    hits: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a peer may keep things between runs (`cache`) and how many threads it may use."""

    cache: Path
    threads: int = 2


class Peer(ABC):
    """A search engine set up as a sensible user of Korean text would set it up.

    Questions come in batches, so that an engine outside of Python answers them in one process.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    packages: ClassVar[tuple[str, ...]] = ()
    uses_kiwi: ClassVar[bool] = False
    """Its terms are contextual Kiwi's, kept on disk: building is timed without the analysis."""
    can_require_all: ClassVar[bool] = True
    """It can be told that an article must hold every term."""
    can_add: ClassVar[bool] = True
    can_highlight: ClassVar[bool] = False
    """It can answer a text with titles and highlighted passages."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace

    def obstacle(self) -> str | None:
        """One sentence on why this peer cannot be measured here, or None."""
        missing = [name for name in self.packages if not _installed(name)]
        if missing:
            return f"{self.label} is skipped: install {', '.join(missing)} (extra 'bench')."
        return None

    def versions(self) -> dict[str, str]:
        return {name: version(name) for name in self.packages if _installed(name)}

    @abstractmethod
    def build_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        """The process that makes an index of JSON-lines files in the empty folder `index`."""

    @abstractmethod
    def add_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        """The process that adds articles to an index, analysing them afresh."""

    @abstractmethod
    def search(
        self, index: Path, questions: Sequence[Question], match: Match, limit: int
    ) -> Iterator[Found]:
        """Answers every question, in order."""

    @abstractmethod
    def time_resolved(
        self, index: Path, questions: Sequence[Question], limit: int, warm: int, rounds: int
    ) -> list[list[float]]:
        """Milliseconds of each question in each round.

        Terms are ready-made and all optional; the total is exact.
        """

    def highlighting_command(self, sources: Sequence[Path], index: Path) -> list[str] | None:
        """The process that makes an index to highlight from, if `build_command`'s will not do."""
        del sources, index
        return None

    def time_answers(
        self, index: Path, questions: Sequence[Question], limit: int, rounds: int
    ) -> list[list[float]]:
        """Milliseconds of each question in each round, the first in a fresh process.

        From the text of the query to the exact total and the best `limit`, each with its title and
        a passage, both with their matches.
        """
        raise NotImplementedError(f"{self.label} does not highlight.")

    def finds(self, index: Path, questions: Sequence[Question]) -> Iterator[bool]:
        """Whether each question, every term of it required, finds the article that it names."""
        for found in self.search(index, questions, Match.ALL, limit=1):
            yield found.total > 0


def worker_command(peer: Peer, step: str, index: Path, **arguments: Any) -> list[str]:
    """A process of its own for one step of a peer, so that neither times nor memory mix."""
    job = {
        "peer": peer.name,
        "step": step,
        "cache": str(peer.workplace.cache),
        "threads": peer.workplace.threads,
        "index": str(index),
        "arguments": arguments,
    }
    return [sys.executable, "-m", "benchmarks.worker", json.dumps(job)]


class Session(ABC):
    """An opened index of an engine that runs inside Python."""

    @abstractmethod
    def resolve(self, question: Question, match: Match) -> Any:
        """The question as the engine's own query object."""

    @abstractmethod
    def evaluate(self, resolved: Any, limit: int) -> Any:
        """The engine's search call: the best `limit` and the exact total. This is what is timed."""

    @abstractmethod
    def found(self, question: Question, evaluated: Any) -> Found:
        """What `evaluate` brought, with the articles' ids."""

    def answer(self, text: str, limit: int) -> tuple[int, list[tuple[str, str]]]:
        """The whole answer: the exact total, and the best titles and passages, highlighted."""
        raise NotImplementedError


class InProcessPeer(Peer):
    """A peer whose sessions answer one question at a time."""

    def build_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        return worker_command(self, "build", index, sources=[str(source) for source in sources])

    def add_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        return worker_command(self, "add", index, sources=[str(source) for source in sources])

    @abstractmethod
    def build(self, sources: Sequence[Path], index: Path) -> None: ...

    def add(self, sources: Sequence[Path], index: Path) -> None:
        raise NotImplementedError(f"{self.label} cannot add to an index.")

    @abstractmethod
    def open(self, index: Path) -> AbstractContextManager[Session]: ...

    def search(
        self, index: Path, questions: Sequence[Question], match: Match, limit: int
    ) -> Iterator[Found]:
        with self.open(index) as session:
            for question in questions:
                resolved = session.resolve(question, match)
                yield session.found(question, session.evaluate(resolved, limit))

    def time_resolved(
        self, index: Path, questions: Sequence[Question], limit: int, warm: int, rounds: int
    ) -> list[list[float]]:
        with self.open(index) as session:
            resolved = [session.resolve(question, Match.ANY) for question in questions]
            measured = [
                [_milliseconds(session, query, limit) for query in resolved]
                for _ in range(warm + rounds)
            ]
        return measured[warm:]

    def time_answers(
        self, index: Path, questions: Sequence[Question], limit: int, rounds: int
    ) -> list[list[float]]:
        with self.open(index) as session:
            return [
                [
                    _milliseconds_of(partial(session.answer, question.text, limit))
                    for question in questions
                ]
                for _ in range(rounds)
            ]


def _milliseconds_of(call: Callable[[], object]) -> float:
    start = perf_counter_ns()
    call()
    return (perf_counter_ns() - start) / 1e6


def _milliseconds(session: Session, resolved: Any, limit: int) -> float:
    return _milliseconds_of(partial(session.evaluate, resolved, limit))


def _installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True
