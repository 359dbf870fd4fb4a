"""A string (or none) per article."""

from __future__ import annotations

import json
import unicodedata
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.model.errors import IndexCorrupt
from ksearch.storage.segments.columns import Column, pack_column

texts = st.none() | st.text(max_size=12)


@given(
    st.lists(texts, max_size=80) | st.lists(st.sampled_from(["남녘신문", None, ""]), max_size=80)
)
def test_what_is_packed_is_read(values: list[str | None]) -> None:
    column = Column(pack_column("paper", values), "paper", len(values))
    assert column.all() == values
    assert [column[number] for number in range(len(values))] == values
    assert len(column) == len(values)


def test_values_that_repeat_are_kept_once() -> None:
    column = Column(pack_column("paper", ["남녘신문", "산골신문"] * 500), "paper", 1000)
    assert column.table == ["남녘신문", "산골신문"]
    assert Column(pack_column("id", [str(n) for n in range(100)]), "id", 100).table is None


@pytest.mark.parametrize("repeat", [1, 50])
def test_matching_is_blind_to_case_and_finds_one_of_several(repeat: int) -> None:
    values = ["Morning Post", "김노을, 한바다", None, "한바다", "한바다리"] * repeat
    column = Column(pack_column("author", values), "author", len(values))

    def matching(wanted: str) -> list[int]:
        found = column.matching(wanted)
        return [number for number in range(5) if found[number]]

    assert matching("한바다") == [1, 3]
    assert matching(" morning post ") == [0]
    assert matching("김노을, 한바다") == [1]
    assert matching("노을") == []


@given(
    st.lists(texts, max_size=80) | st.lists(st.sampled_from(["남녘신문", None, ""]), max_size=80),
    st.sets(st.text(max_size=2) | st.just("남녘신문")),
)
def test_the_places_of_several_values_are_found_at_once(
    values: list[str | None], wanted: set[str]
) -> None:
    column = Column(pack_column("path", values), "path", len(values))
    expected = [place for place, value in enumerate(values) if value in wanted]
    assert column.places_of(wanted).tolist() == expected


def test_an_author_is_found_by_the_name_alone() -> None:
    values = ["김가람 기자", "김가람, 이나래", "이나래 특파원", None, "김가람솔"]
    column = Column(pack_column("author", values), "author", len(values))
    assert column.matching("김가람").tolist() == [True, True, False, False, False]
    assert column.matching("김가람 기자").tolist() == [True, True, False, False, False]


def test_a_section_is_found_by_a_part_of_its_path() -> None:
    values = ["정치/국회", "사회 > 사건·사고", "정치외교", None]
    column = Column(pack_column("section", values), "section", len(values))
    assert column.matching("정치").tolist() == [True, False, False, False]
    assert column.matching("국회").tolist() == [True, False, False, False]
    assert column.matching("사회").tolist() == [False, True, False, False]
    assert column.matching("정치/국회").tolist() == [True, False, False, False]


def test_a_pattern_finds_values_however_they_are_composed() -> None:
    values = ["섬/등대.txt", unicodedata.normalize("NFD", "섬/등대.TXT"), "뭍/등대", None]
    column = Column(pack_column("path", values), "path", len(values))
    assert column.like("섬*.txt").tolist() == [True, True, False, False]
    assert column.like("*등?").tolist() == [False, False, True, False]
    assert column.like(unicodedata.normalize("NFD", "*등대*")).tolist() == [True] * 3 + [False]
    assert column.like("섬.*").tolist() == [False] * 4


def packed(text: bytes) -> np.ndarray:
    return np.frombuffer(zlib.compress(text), np.uint8)


@pytest.mark.parametrize(
    "changes",
    [
        {"paper_blocks": packed(b"[" + b" " * 50_000_000 + b'"1"]')},  # a bomb
        {"paper_blocks": packed(b'["1"')},
        {"paper_blocks": packed(b"[1, 2]")},
        {"paper_blocks": packed(b'{"1": "2"}')},
        {"paper_blocks": packed(b"\xff")},
        {"paper_blocks": np.arange(90, dtype=np.uint8)},
        {"paper_blocks": packed(json.dumps(["1"]).encode())[:-3]},
        {"paper_sizes": np.array([1], np.uint32)},
        {"paper_sizes": np.zeros(0, np.uint32)},
        {"paper_starts": np.array([0], np.uint32)},
    ],
)
def test_values_that_are_not_what_was_written_are_damage(changes: dict[str, np.ndarray]) -> None:
    arrays = pack_column("paper", ["남녘신문", "산골신문"])
    arrays["paper_starts"] = np.array([0, len(changes.get("paper_blocks", "x" * 99))], np.uint32)
    with pytest.raises(IndexCorrupt, match="“paper”"):
        Column({**arrays, **changes}, "paper", 2)[0]


def test_a_number_that_no_value_has_is_damage() -> None:
    arrays = pack_column("paper", ["남녘신문", "산골신문"] * 50)
    arrays["paper_codes"] = arrays["paper_codes"] + 1
    with pytest.raises(IndexCorrupt, match="“paper”"):
        Column(arrays, "paper", 100)


def test_values_of_before_their_size_was_recorded_are_read() -> None:
    for values in (["남녘신문", "산골신문"] * 50, ["1", "2", "3"]):
        arrays = pack_column("paper", values)
        old = {
            name: array for name, array in arrays.items() if not name.endswith(("size", "sizes"))
        }
        assert len(old) == len(arrays) - 1
        assert Column(old, "paper", len(values)).all() == values
