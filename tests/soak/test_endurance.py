"""Long lives: commits, readers beside a writer, and queries without end.

The ordinary run takes a sample; ``python -m pytest -m soak`` takes all.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import ksearch
from ksearch import Article

pytestmark = pytest.mark.usefixtures("without_kiwi")

QUERIES = ("소식", '"째 소식"', "title:등대 OR 소식", "소시*", "소슥", "ㅅㅅ", "등대 NOT 시장")


#: Files that a fresh Python has not open yet under `ulimit -n 64`.
_FREE_FILES = 52


def mapped() -> int:
    """Count the files of indexes that this process has mapped."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    return sum(".ksa" in line for line in maps.splitlines())


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Do without the garbage collector for cycles: what is closed late would never be closed."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


needs_maps = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc")


@needs_maps
@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("commits", [60, pytest.param(10_000, marks=pytest.mark.soak)])
def test_an_index_that_goes_on_committing_keeps_few_files_open(
    commits: int, tmp_path: Path
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    index = ksearch.create(tmp_path / "색인")
    already, most_files = mapped(), 0
    # As `ulimit -n 64` in a process of its own, beside what other tests hold open in this one.
    others = len(list(Path("/proc/self/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (others + _FREE_FILES, limits[1]))
    try:
        for number in range(commits):
            with index.writer() as writer:
                writer.add(Article(id=str(number), title=f"{number}째 등대 소식"))
            if number % 10 == 0:
                for query in QUERIES:
                    for hit in index.search(query):
                        assert hit.snippet is not None
                assert index.suggest("등")
                assert index.similar(str(number)) is not None
            most_files = max(most_files, len(list(index.path.glob("*.ksa"))))
            # A writer that still has a name holds what it began with.
            assert mapped() - already <= 2 * most_files + 4, number
        assert len(index) == commits
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@needs_maps
@pytest.mark.usefixtures("no_collector")
def test_a_hit_of_before_a_commit_is_read_after_it_and_then_lets_go(tmp_path: Path) -> None:
    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        writer.add(Article(id="1", title="등대 소식", body="섬사람들이 반겼다."))
    results = index.search("섬사람들이")
    hit = results.hits[0]
    for _ in range(3):
        with index.writer() as writer:
            writer.add(Article(id="1", title="새 소식"))
    held = mapped()
    assert (hit.title, hit.snippet.text) == ("등대 소식", "섬사람들이 반겼다.")
    del hit, results
    assert mapped() < held


class Sample(NamedTuple):
    """What a process takes: open files, mapped files of indexes, and bytes of memory."""

    files: int
    mapped: int
    memory: int


def sampled() -> Sample:
    """Measure this process."""
    files = len(list(Path("/proc/self/fd").iterdir()))
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Sample(files, mapped(), pages * resource.getpagesize())


def check_flat(samples: list[Sample]) -> None:
    """The last quarter takes no more than the second did, once caches are filled.

    Open files go up with the segments and down when these are merged.
    """
    quarter = len(samples) // 4
    before, after = samples[quarter : 2 * quarter], samples[-quarter:]
    for name, share, slack in (("files", 1.0, 16), ("mapped", 1.0, 16), ("memory", 1.1, 4 << 20)):
        most = max(getattr(each, name) for each in before)
        last = sorted(getattr(each, name) for each in after)[len(after) // 2]
        assert last <= share * most + slack, (name, samples)


class Reader(NamedTuple):
    """What a process that reads tells: errors, searches, and what it took now and then."""

    errors: list[str]
    searches: int
    samples: list[Sample]


def _read(
    folder: Path, seconds: float, threads: int, reports: multiprocessing.Queue[Reader]
) -> None:
    errors: list[str] = []
    searches = [0] * threads
    end = time.monotonic() + seconds

    def run(number: int) -> None:
        try:
            index = ksearch.open(folder)
            while time.monotonic() < end:
                found = index.search("소식", limit=500, group=False)
                rounds = {hit.title.split("째")[0] for hit in found}
                # A commit replaces all articles: a state is of one round, or it is half a state.
                if len(rounds) != 1 or found.total != 20:
                    errors.append(f"half a state: {rounds}, {found.total}")
                index.refresh()
                searches[number] += 1
        except BaseException as error:
            errors.append(f"{type(error).__name__}: {error}")

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    samples = []
    while time.monotonic() < end:
        time.sleep(seconds / _SAMPLES)
        samples.append(sampled())
    for thread in running:
        thread.join()
    reports.put(Reader(errors, sum(searches), samples))


#: How often a process is measured.
_SAMPLES = 40


@needs_maps
@pytest.mark.parametrize("seconds", [4, pytest.param(600, marks=pytest.mark.soak)])
def test_readers_beside_a_writer_see_whole_states_alone(seconds: float, tmp_path: Path) -> None:
    folder = tmp_path / "색인"
    index = ksearch.create(folder)

    def commit(number: int) -> None:
        with index.writer() as writer:
            for article in range(20):
                writer.add(Article(id=str(article), title=f"{number}째 소식"))

    commit(0)
    context = multiprocessing.get_context("fork")
    reports: multiprocessing.Queue[Reader] = context.Queue()
    processes = [
        context.Process(target=_read, args=(folder, seconds, 2, reports)) for _ in range(4)
    ]
    for process in processes:
        process.start()
    number, end = 1, time.monotonic() + seconds
    samples = []
    while time.monotonic() < end:
        commit(number)
        samples.append(sampled())
        number += 1
    readers = [reports.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert [reader.errors for reader in readers] == [[]] * 4
    assert number > 3
    print(f"{number} commits, {sum(reader.searches for reader in readers)} searches")
    for one in (samples, *(reader.samples for reader in readers)):
        steps = one[:: max(len(one) // 10, 1)]
        print([(each.files, each.mapped, each.memory >> 20) for each in steps])
        check_flat(one)


@needs_maps
@pytest.mark.soak
def test_the_memory_of_a_hundred_thousand_queries_is_flat(tmp_path: Path) -> None:
    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        for number in range(2000):
            writer.add(
                Article(id=str(number), title=f"{number}째 등대 소식", body=f"섬{number} 글")
            )

    samples = []
    for number in range(100_000):
        query = (f"섬{number % 2000}", f"{number}째 소식", *QUERIES)[number % (2 + len(QUERIES))]
        for hit in index.search(query, limit=3):
            assert hit.title
        if number % 5_000 == 0:
            samples.append(sampled())
    print("MiB after each 5,000 queries:", [each.memory >> 20 for each in samples])
    check_flat(samples)
