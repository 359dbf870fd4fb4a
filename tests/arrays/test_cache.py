"""What was used last is kept, up to a number of bytes, and by any number of threads."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, IntEnum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ksearch import system_calls
from ksearch.arrays import cache as caches
from ksearch.arrays.cache import Cache, memory_of


def cache(most_bytes: int, of_each: int = 0) -> Cache[str]:
    return Cache(most_bytes, (lambda _: of_each) if of_each else None)


def test_what_was_not_used_for_longest_goes_first() -> None:
    kept = cache(3000, of_each=1000)
    for key in ("가", "나"):
        kept.put(key, key * 2)
    assert kept.get("가") == "가가"
    kept.put("다", "다다")
    assert (kept.get("가"), kept.get("나"), kept.get("다")) == ("가가", None, "다다")


def test_keeping_a_key_again_takes_no_more_room() -> None:
    kept = cache(3000, of_each=1000)
    for _ in range(20):
        kept.put("가", "하나")
    kept.put("나", "둘")
    assert (kept.get("가"), kept.get("나")) == ("하나", "둘")


def test_what_is_larger_than_the_room_is_not_kept_and_drops_nothing() -> None:
    kept: Cache[str] = Cache(3000, len)
    kept.put("가", "하나")
    assert kept.put("나", "둘" * 5000) == "둘" * 5000
    assert (kept.get("가"), kept.get("나")) == ("하나", None)


def test_a_value_is_worked_out_once_even_if_it_is_none() -> None:
    kept: Cache[str | None] = Cache(3000)
    made = []

    def make() -> None:
        made.append(1)

    assert [kept.of("가", make) for _ in range(3)] == [None, None, None]
    assert len(made) == 1


def test_threads_share_a_cache_and_its_size_does_not_drift() -> None:
    kept = cache(20_000, of_each=700)

    def use(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(3_000):
            key = str(chance.randrange(60))
            assert kept.of(key, key.__str__) == key
            kept.put(key, key)
            assert kept.get(key) in (key, None)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(use, range(8)))
    assert 0 < kept.bytes <= 20_000
    per_entry = kept.bytes / len(kept)
    assert 900 < per_entry < 1_000  # the value, the key and the entry, of each that is left


@given(some.lists(some.tuples(some.sampled_from("가나다라마"), some.integers(0, 900))))
def test_the_size_is_that_of_the_entries(puts: list[tuple[str, int]]) -> None:
    kept: Cache[int] = Cache(2_000, lambda size: size)
    for key, size in puts:
        kept.put(key, size)
        values = [kept.get(key) for key in "가나다라마"]
        entries = [value for value in values if value is not None]
        assert kept.bytes <= 2_000
        assert len(kept) == len(entries)
        assert kept.bytes >= sum(entries)


@pytest.mark.parametrize(
    ("value", "least"),
    [
        (np.zeros(1000, np.int64), 8_000),
        (("가" * 500, "나" * 500), 2_000),
        ([np.zeros(10, np.int64)] * 3, 240),
        ({"가": np.zeros(100, np.int64)}, 800),
        (frozenset(map(str, range(100))), 5_000),
        (type("Thing", (), {})(), 16),
    ],
)
def test_memory_is_counted_through_what_a_value_is_made_of(value: object, least: int) -> None:
    assert least <= memory_of(value) < 3 * least + 1_000


@pytest.mark.parametrize("member", [IntEnum("Number", ["ONE"]).ONE, Enum("Plain", ["ONE"]).ONE])
def test_a_member_of_an_enumeration_is_a_small_value(member: Enum) -> None:
    assert memory_of((member, member)) < 10_000


def test_attributes_count_too() -> None:
    thing = type("Thing", (), {})()
    thing.array = np.zeros(1000, np.int64)
    assert memory_of(thing) >= 8_000


def test_memory_is_given_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    returned: list[str] = []
    monkeypatch.setattr(type(system_calls.calls), "return_memory", lambda _: returned.append("."))
    monkeypatch.setattr(caches, "_RETURN_AFTER", 10_000)
    kept: Cache[bytes] = Cache(5_000)
    for number in range(100):
        kept.put(number, bytes(800))
    # Each takes its bytes, and a little more for itself and its key.
    assert 8 <= len(returned) <= 12
