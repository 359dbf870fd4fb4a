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


def _read(folder: Path, seconds: float, threads: int, errors: multiprocessing.Queue[str]) -> None:
    def run() -> None:
        try:
            index = ksearch.open(folder)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                found = index.search("소식", limit=500, group=False)
                rounds = {hit.title.split("째")[0] for hit in found}
                # A commit replaces all articles: a state is of one round, or it is half a state.
                if len(rounds) != 1 or found.total != 20:
                    errors.put(f"half a state: {rounds}, {found.total}")
                index.refresh()
        except BaseException as error:
            errors.put(f"{type(error).__name__}: {error}")

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


@needs_maps
@pytest.mark.parametrize("seconds", [3, pytest.param(600, marks=pytest.mark.soak)])
def test_readers_beside_a_writer_see_whole_states_alone(seconds: float, tmp_path: Path) -> None:
    folder = tmp_path / "색인"
    index = ksearch.create(folder)

    def commit(number: int) -> None:
        with index.writer() as writer:
            for article in range(20):
                writer.add(Article(id=str(article), title=f"{number}째 소식"))

    commit(0)
    context = multiprocessing.get_context("fork")
    errors: multiprocessing.Queue[str] = context.Queue()
    readers = [context.Process(target=_read, args=(folder, seconds, 2, errors)) for _ in range(4)]
    for reader in readers:
        reader.start()
    number, end = 1, time.monotonic() + seconds
    sizes = []
    while time.monotonic() < end:
        commit(number)
        sizes.append(len(list(Path("/proc/self/fd").iterdir())))
        number += 1
    for reader in readers:
        reader.join()
    assert errors.empty(), errors.get()
    assert number > 3
    assert max(sizes[len(sizes) // 2 :]) <= max(sizes[: len(sizes) // 2 + 1]) + 8


@needs_maps
@pytest.mark.soak
def test_the_memory_of_a_hundred_thousand_queries_is_flat(tmp_path: Path) -> None:
    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        for number in range(2000):
            writer.add(
                Article(id=str(number), title=f"{number}째 등대 소식", body=f"섬{number} 글")
            )

    def size() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    sizes = []
    for number in range(100_000):
        query = (f"섬{number % 2000}", f"{number}째 소식", *QUERIES)[number % (2 + len(QUERIES))]
        for hit in index.search(query, limit=3):
            assert hit.title
        if number % 5_000 == 0:
            sizes.append(size())
    print("MiB after each 5,000 queries:", [each >> 20 for each in sizes])
    assert sizes[-1] <= 1.1 * sizes[len(sizes) // 2]
