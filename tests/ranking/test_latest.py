"""What was used last is kept, up to a size."""

from __future__ import annotations

from ksearch.ranking.latest import Latest


def test_the_oldest_go_first_when_the_room_is_used_up() -> None:
    kept: Latest[str] = Latest(1000)
    for key in ("가", "나", "다"):
        kept.keep(key, key * 2, 400)
    assert kept.get("가") is None
    assert [kept.get("나"), kept.get("다")] == ["나나", "다다"]


def test_keeping_a_key_again_takes_no_more_room() -> None:
    kept: Latest[str] = Latest(1000)
    for _ in range(20):
        kept.keep("가", "하나", 400)
    kept.keep("나", "둘", 400)
    assert [kept.get("가"), kept.get("나")] == ["하나", "둘"]


def test_what_is_larger_than_the_room_is_kept_alone() -> None:
    kept: Latest[str] = Latest(1000)
    kept.keep("가", "하나", 10)
    kept.keep("나", "둘", 5000)
    assert [kept.get("가"), kept.get("나")] == [None, "둘"]
