"""What happens when more is asked for than can be answered."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from serving import client_of

import ksearch
from ksearch.server.pool import SearchPool
from ksearch.server.problems import Overloaded
from ksearch.server.settings import Settings
from ksearch.server.shared_index import SharedIndex


def test_a_call_too_many_is_turned_away_and_the_others_are_answered() -> None:
    async def scene() -> list[object]:
        pool, go = SearchPool(1, 1, 30), threading.Event()
        calls = [asyncio.ensure_future(pool.run(lambda: go.wait(20))) for _ in range(3)]
        await asyncio.sleep(0.05)
        go.set()
        done = await asyncio.gather(*calls, return_exceptions=True)
        await asyncio.sleep(0.05)
        assert pool.pending == 0
        pool.close()
        return list(done)

    answers = asyncio.run(scene())
    assert answers[:2] == [True, True]
    assert isinstance(answers[2], Overloaded)


def test_a_call_that_takes_too_long_is_given_up_and_holds_its_place_until_it_ends() -> None:
    async def scene() -> None:
        pool, go = SearchPool(1, 0, 0.05), threading.Event()
        with pytest.raises(Overloaded, match="took longer than"):
            await pool.run(lambda: go.wait(20))
        with pytest.raises(Overloaded, match="too many"):
            await pool.run(lambda: None)
        go.set()
        await asyncio.sleep(0.1)
        assert await pool.run(lambda: 5) == 5
        pool.close()

    asyncio.run(scene())


def test_an_error_of_a_call_is_its_callers() -> None:
    async def scene() -> None:
        pool = SearchPool(1, 1, 5)
        with pytest.raises(TimeoutError, match="own"):
            await pool.run(_raise_own)
        pool.close()

    asyncio.run(scene())


def _raise_own() -> None:
    raise TimeoutError("its own")


def test_an_overloaded_server_says_when_to_come_again(built: Path) -> None:
    settings = Settings(str(built), threads=1, waiting=0, seconds=5)
    with client_of(settings) as client:
        answers = [None] * 12
        barrier = threading.Barrier(len(answers))

        def ask(place: int) -> None:
            barrier.wait()
            answers[place] = client.get("/api/search?q=배추 창고 농민&facets=true&limit=50")

        threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(answers))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {answer.status_code for answer in answers if answer} <= {200, 503}
        assert any(answer.status_code == 200 for answer in answers if answer)
        for answer in answers:
            if answer and answer.status_code == 503:
                assert answer.headers["retry-after"] == "1"
        assert client.get("/api/search?q=배추").status_code == 200


def test_a_commit_is_seen_and_what_was_being_read_stays(folder: Path) -> None:
    shared = SharedIndex(str(folder))
    before = shared.current()
    assert shared.current() is before
    ksearch.add(folder, [{"id": "새", "title": "등대 불빛"}])
    shared.look_again()
    after = shared.current()
    assert (len(before), len(after)) == (62, 63)
    assert before.generation != after.generation
    assert before.search("등대", match="all").total == 0
    assert after.search("등대", match="all").total == 1


def test_metrics_count_by_route(built: Path) -> None:
    with client_of(Settings(str(built))) as client:
        client.get("/api/articles/배추/03.txt")
        client.get("/api/search?q=배추&limit=x")
        client.get("/nowhere")
        text = client.get("/metrics").text
    assert 'ksearch_requests_total{endpoint="/api/articles/{id}",status="200"} 1.0' in text
    assert 'ksearch_requests_total{endpoint="/api/search",status="400"} 1.0' in text
    assert 'ksearch_requests_total{endpoint="other",status="404"} 1.0' in text
    assert "ksearch_articles 62.0" in text
