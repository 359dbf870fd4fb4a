"""Searches and changes of an index on a cluster, while something happens to the cluster.

Every article holds one word, so that a search for it is right only if it finds as many articles as
the generation has that it shows: batches are committed whole, so their number is a multiple of a
batch at any time, and never smaller than what was acknowledged before the search began.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clusters import remove_indexes

import ksearch
from ksearch import EngineUnavailable, IndexLocked

if TYPE_CHECKING:
    from opensearch_cluster.cluster import Cluster

#: The word that every article holds.
WORD = "등대"
#: Articles of a batch.
BATCH = 20


def article(number: int) -> ksearch.Article:
    """Return an article by its number."""
    return ksearch.Article(
        id=f"{number:06d}", title=f"섬 소식 {number}", body="등대에 불이 켜졌다.\n파도가 높았다."
    )


def write_batch(location: str, number: int) -> None:
    """Add the articles of a batch in one change."""
    with ksearch.open(location) as index, index.writer(wait=90) as writer:
        for each in range(number * BATCH, (number + 1) * BATCH):
            writer.add(article(each))


def make_index(location: str, batches: int) -> None:
    """Make an index of some batches, committed at once."""
    with ksearch.open(location, create=True) as index, index.writer() as writer:
        for each in range(batches * BATCH):
            writer.add(article(each))


@dataclass
class Record:
    """What traffic has met.

    Attributes:
        answers: the total of each search, with the number of articles acknowledged before it.
        refused: the sentence of each search that was refused, with the seconds that it took.
        acknowledged: batches whose change ended without an error.
        failed: batches whose change ended with an error, with its sentence.
        wrong: what must not happen.
    """

    acknowledged: set[int] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)
    answers: list[tuple[int, int]] = field(default_factory=list)
    refused: list[tuple[str, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def at_least(self) -> int:
        """The number of articles that have been acknowledged."""
        return len(self.acknowledged) * BATCH


class Traffic:
    """Searches and writes in threads of its own until it is stopped.

    Args:
        location: of an index that has one batch at least, the batches from 0 on.
        batches: how many it has.
        seconds: within which a search answers or is refused.
    """

    def __init__(self, location: str, batches: int, seconds: float) -> None:
        self.record = Record(acknowledged=set(range(batches)))
        self._location = location
        self._seconds = seconds
        self._stopped = threading.Event()

    def search_once(self, index: ksearch.Index, *, newest: bool = True) -> bool:
        """Search; returns whether it was answered."""
        record, least = self.record, self.record.at_least
        begun = time.monotonic()
        try:
            if newest:
                index.refresh()
            total = index.search(WORD, limit=1).total
        except EngineUnavailable as error:
            took = time.monotonic() - begun
            record.refused.append((str(error), took))
            # A refresh and a search have the time of several requests, each of which is bounded.
            if took > 4 * self._seconds + 2:
                record.wrong.append(f"refused after {took:.1f} seconds: {error}")
            return False
        except Exception as error:
            record.wrong.append(f"{type(error).__name__}: {error}")
            return False
        record.answers.append((total, least))
        if newest and (total % BATCH or total < least):
            record.wrong.append(f"{total} articles, although {least} were acknowledged")
        return True

    def _search(self) -> None:
        index = None
        while not self._stopped.is_set():
            try:
                index = index or ksearch.open(self._location)
            except EngineUnavailable as error:
                self.record.refused.append((str(error), 0.0))
                continue
            self.search_once(index)
        if index is not None:
            index.close()

    def _write(self) -> None:
        number = len(self.record.acknowledged)
        while not self._stopped.is_set():
            try:
                write_batch(self._location, number)
            except (EngineUnavailable, IndexLocked) as error:
                self.record.failed[number] = str(error)
            except Exception as error:
                self.record.wrong.append(f"writing: {type(error).__name__}: {error}")
            else:
                self.record.acknowledged.add(number)
            number += 1

    @contextmanager
    def running(self, *, searching: bool = True, writing: bool = False) -> Iterator[Record]:
        """Search, or write, or both, while the block runs."""
        wanted: list[Callable[[], None]] = [self._search] * searching + [self._write] * writing
        threads = [threading.Thread(target=each) for each in wanted]
        for thread in threads:
            thread.start()
        try:
            yield self.record
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join(300)
            assert not any(thread.is_alive() for thread in threads)


def missing(location: str, record: Record) -> list[str]:
    """Return what is missing in an index, or too much, after all that was recorded.

    Every acknowledged batch is there, one that failed is there whole or not at all, and what is
    counted, listed and found is the same.
    """
    with ksearch.open(location) as index:
        ids = sorted(each.id for each in index)
        faults = [f"{len(index)} articles are counted"] if len(index) != len(ids) else []
        total = index.search(WORD, limit=1).total
        faults += [f"{total} are found"] if total != len(ids) else []
    faults += ["some are there twice"] if len(set(ids)) != len(ids) else []
    for number in sorted({*record.acknowledged, *record.failed}):
        here = {f"{each:06d}" for each in range(number * BATCH, (number + 1) * BATCH)} & set(ids)
        if number in record.acknowledged and len(here) != BATCH:
            faults.append(f"batch {number} was acknowledged; {len(here)} of it are there")
        if number in record.failed and len(here) not in (0, BATCH):
            faults.append(f"batch {number} failed; {len(here)} of it are there")
    return faults


@contextmanager
def index_on_every_node(cluster: Cluster, name: str, timeout: float, batches: int) -> Iterator[str]:
    """Make an index that is reached by way of every node; returns its address."""
    hosts = ",".join(f"127.0.0.1:{node.http_port}" for node in cluster.nodes.values())
    unique = f"{name}-{secrets.token_hex(4)}"
    location = f"opensearch://{hosts}/{unique}?timeout={timeout:g}"
    make_index(location, batches)
    cluster.wait()
    yield location
    cluster.start()
    cluster.wait("yellow")
    remove_indexes(cluster, unique)
