"""A hit has the values it was given, or reads them from its source, each of them once."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ksearch.model.results import Hit, Snippet, hit_from

STORED: dict[str, Any] = {
    "id": "나루/갯벌.txt",
    "title": "갯벌에 돌아온 낙지",
    "lead": "어민들은 낙지가 늘었다고 한다.",
    "path": None,
    "date": None,
    "publisher": "나루신문",
    "author": None,
    "url": None,
    "section": "지역",
    "missing": ("축제",),
    "similar_count": 3,
    "snippet": Snippet("낙지가 늘었다", ((0, 2),)),
    "title_matches": ((8, 10),),
    "explanation": (),
}


class Shelf:
    """A source that counts what is read from it, until it is closed."""

    def __init__(self) -> None:
        self.reads: Counter[str] = Counter()
        self.closed = False

    def read(self, name: str) -> Any:
        if self.closed:
            raise OSError("closed")
        self.reads[name] += 1
        return STORED[name]

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a source cannot be copied")


def test_a_hit_may_be_made_of_values_alone() -> None:
    hit = Hit(1, "갯벌.txt", "갯벌", "낙지", 2.5, snippet=Snippet("낙지", ((0, 2),)))
    assert (hit.snippet.text, hit.title_matches, hit.explanation) == ("낙지", (), ())
    assert (hit.path, hit.missing, hit.similar_count) == (None, (), 0)
    assert Hit(1, "갯벌.txt", "갯벌", "낙지", 2.5).snippet == Snippet("")
    with pytest.raises(TypeError, match="lacks"):
        Hit(1, "갯벌.txt")


def test_what_is_asked_for_is_read_once_and_nothing_else_is() -> None:
    shelf = Shelf()
    hit = hit_from(shelf, 4, 1.5)
    assert (hit.rank, hit.score, shelf.reads) == (4, 1.5, Counter())
    assert [hit.title, hit.title, hit.snippet.text] == [*[STORED["title"]] * 2, "낙지가 늘었다"]
    assert shelf.reads == Counter(title=1, snippet=1)
    assert {name: getattr(hit, name) for name in STORED} == STORED
    assert set(shelf.reads.values()) == {1}


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda hit: loaded(hit)])
def test_a_copy_needs_no_source(copied: Callable[[Hit], Hit]) -> None:
    shelf = Shelf()
    hit = hit_from(shelf, 1, 1.5)
    again = copied(hit)
    shelf.closed = True
    assert {name: getattr(again, name) for name in STORED} == STORED
    assert again == hit
    assert hash(again) == hash(hit)
    assert again == Hit(rank=1, score=1.5, **STORED)


def loaded(hit: Hit) -> Any:
    return pickle.loads(pickle.dumps(hit))


def test_a_read_hit_is_as_frozen_as_any_record() -> None:
    hit = hit_from(Shelf(), 1, 1.5)
    with pytest.raises(AttributeError, match="frozen"):
        hit.title = "조개"  # type: ignore[misc]
    changed = dataclasses.replace(hit, title="조개")
    assert (changed.title, changed.id, hit.title) == ("조개", STORED["id"], STORED["title"])
    with pytest.raises(TypeError, match="colour"):
        hit.changed(colour="적")


def test_its_names_are_those_of_the_json_and_its_text_is_short() -> None:
    hit = hit_from(Shelf(), 1, 1.5)
    assert set(STORED) <= set(dir(hit))
    assert not {"painter", "number"} & set(dir(hit))
    assert repr(hit) == "<ksearch.Hit 1 '나루/갯벌.txt': '갯벌에 돌아온 낙지'>"
