"""Tables that are built when a process goes on asking."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable

import pytest

from ksearch import system_calls
from ksearch.arrays.warm import Warm


def building(built: list[str]) -> Callable[[], str]:
    def build() -> str:
        built.append("built")
        return "table"

    return build


def test_the_first_calls_are_answered_without_the_table() -> None:
    built: list[str] = []
    warm: Warm[str] = Warm(calls=2)
    assert [warm.get(building(built)) for _ in range(4)] == [None, None, "table", "table"]
    assert built == ["built"]


def test_who_knows_that_it_pays_gets_it_at_once_and_all_others_after() -> None:
    built: list[str] = []
    warm: Warm[str] = Warm(calls=9)
    assert warm.now(building(built)) == warm.get(building(built)) == "table"
    assert built == ["built"]


def test_threads_build_it_once() -> None:
    built: list[str] = []
    warm: Warm[str] = Warm(calls=0)
    threads = [threading.Thread(target=warm.get, args=(building(built),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == ["built"]


class Owner:
    def __init__(self) -> None:
        self.warm: Warm[str] = Warm(calls=0)

    def make(self) -> str:
        return "table"


def test_a_table_does_not_keep_its_owner() -> None:
    owner = Owner()
    owner.warm.get(owner.make)
    gone = weakref.ref(owner)
    gc.disable()
    try:
        del owner
        assert gone() is None
    finally:
        gc.enable()


def test_what_building_took_is_given_back_to_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    returned: list[str] = []
    monkeypatch.setattr(type(system_calls.calls), "return_memory", lambda _: returned.append("."))
    warm: Warm[str] = Warm(calls=1)
    for _ in range(4):
        warm.get(building([]))
    assert returned == ["."]
    # A search from the shell ends at once, and does not spend the time.
    Warm[str](calls=1).now(building([]))
    assert returned == ["."]
