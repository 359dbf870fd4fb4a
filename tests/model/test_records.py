"""Records are frozen dataclasses that cost nothing to define."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property

import pytest

from ksearch.model.records import Record


class Lighthouse(Record):
    name: str
    height: int = 12
    lit: bool = True

    @cached_property
    def shout(self) -> str:
        return self.name + "!"


class Manned(Lighthouse):
    keeper: str = "등대지기"


class Island(Record):
    name: str
    height: int = 12
    lit: bool = True


class Sea(Record, eq=False):
    depth: int


class Noted(Record, hidden=("note",)):
    name: str
    note: str = ""


class Nothing(Record):
    """Has no fields."""


def test_fields_are_given_by_place_by_name_or_by_default() -> None:
    assert Lighthouse("팔미도") == Lighthouse("팔미도", 12) == Lighthouse(name="팔미도", lit=True)
    assert Lighthouse("팔미도", lit=False).lit is False
    assert Manned("팔미도", 26, keeper="김씨").keeper == "김씨"
    assert repr(Lighthouse("팔미도")) == "Lighthouse(name='팔미도', height=12, lit=True)"


def test_what_does_not_fit_is_refused() -> None:
    for values, named in (
        ((), {}),
        (("섬", 1, True, 4), {}),
        (("섬",), {"name": "섬"}),
        (("섬",), {"color": 1}),
    ):
        with pytest.raises(TypeError, match="its fields are name, height, lit"):
            Lighthouse(*values, **named)


def test_nothing_of_it_can_be_changed() -> None:
    record = Lighthouse("팔미도")
    with pytest.raises(AttributeError, match="frozen"):
        record.height = 3  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del record.height
    assert record.changed(height=3) == Lighthouse("팔미도", 3)
    assert record.height == 12


def test_records_equal_those_of_their_kind_with_equal_fields() -> None:
    assert Lighthouse("섬") != Island("섬")
    assert Lighthouse("섬") != Manned("섬")
    assert len({Lighthouse("섬"), Lighthouse("섬", 12), Island("섬")}) == 2
    assert Nothing() == Nothing()
    sea = Sea(3)
    assert sea in (sea,)
    assert sea != Sea(3)
    assert len({sea, Sea(3)}) == 2
    assert Noted("섬", "하나") == Noted("섬", "둘")
    seen = Lighthouse("섬")
    assert seen.shout == "섬!"
    assert seen == Lighthouse("섬")


def test_patterns_take_the_fields_in_their_order() -> None:
    match Manned("팔미도", 26):
        case Manned(name, height, _, keeper):
            assert (name, height, keeper) == ("팔미도", 26, "등대지기")
        case _:
            pytest.fail("it should have matched")


def test_dataclasses_know_records() -> None:
    record = Lighthouse("팔미도", 26)
    assert dataclasses.is_dataclass(record)
    assert dataclasses.replace(record, lit=False) == Lighthouse("팔미도", 26, False)
    assert dataclasses.asdict(record) == {"name": "팔미도", "height": 26, "lit": True}


def test_records_can_be_copied_and_sent_to_another_process() -> None:
    record = Manned("팔미도", 26)
    assert (
        copy.copy(record) == copy.deepcopy(record) == pickle.loads(pickle.dumps(record)) == record
    )
