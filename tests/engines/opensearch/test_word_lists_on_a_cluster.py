"""User words and synonyms of an index on a cluster: edited there, put in force by an update."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")

ARTICLES = (
    ksearch.Article(id="1", title="뷁쀍둛은 섬", body="뷁쀍둛이 열렸다."),
    ksearch.Article(id="2", title="등대", body="등대에 불이 켜졌다."),
)


@pytest.fixture
def index(fresh_location: str) -> Iterator[ksearch.Index]:
    """An index of two articles."""
    with ksearch.create(fresh_location) as index:
        with index.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
        yield index


def found(index: ksearch.Index, query: str) -> list[str]:
    index.refresh()
    return [hit.id for hit in index.search(query, match="all")]


def states(index: ksearch.Index) -> dict[str, str]:
    return {entry.entry: entry.state for entry in index.words()}


def test_a_synonym_is_in_force_after_an_update(index: ksearch.Index) -> None:
    added = index.add_word("불탑 = 등대")
    assert (added.kind, added.state) == ("synonym", "added")
    assert found(index, "불탑") == []
    assert ksearch.update(index.path).total == 2
    assert found(index, "불탑") == ["2"]
    assert states(index) == {"불탑 = 등대": "in force"}
    assert index.stats().synonyms == 1


def test_a_synonym_is_in_force_after_a_commit(index: ksearch.Index) -> None:
    index.add_word("불탑 = 등대")
    with index.writer() as writer:
        writer.add(ksearch.Article(id="3", title="배", body="배가 섬에 닿았다."))
    assert found(index, "불탑") == ["2"]


def test_a_user_word_is_in_force_after_an_update(index: ksearch.Index) -> None:
    index.add_word("뷁쀍 둛")
    assert states(index) == {"뷁쀍 둛": "added"}
    # Until then, articles are read with the words that are in force.
    with index.writer() as writer:
        writer.add(ksearch.Article(id="3", title="뷁쀍둛", body="배가 닿았다."))
    assert states(index) == {"뷁쀍 둛": "added"}
    ksearch.update(index.path)
    index.refresh()
    assert states(index) == {"뷁쀍 둛": "in force"}
    assert found(index, "뷁쀍") == ["1", "3"]
    assert index.stats().user_words == 1
    assert index.check().sound


def test_what_is_removed_is_in_force_until_an_update(index: ksearch.Index) -> None:
    index.add_word("불탑 = 등대")
    ksearch.update(index.path)
    index.refresh()
    assert index.remove_word("불탑 = 등대").state == "removed"
    assert states(index) == {"불탑 = 등대": "removed"}
    assert found(index, "불탑") == ["2"]
    ksearch.update(index.path)
    assert found(index, "불탑") == []
    assert states(index) == {}


def test_an_update_without_a_change_leaves_the_generation(index: ksearch.Index) -> None:
    index.add_word("불탑 = 등대")
    index.remove_word("불탑 = 등대")
    ksearch.update(index.path)
    assert not index.refresh()


def test_a_wrong_entry_is_refused(index: ksearch.Index) -> None:
    index.add_word("뷁쀍 둛")
    with pytest.raises(ksearch.InvalidValue, match="is a user word already"):
        index.add_word("뷁쀍 둛")
    with pytest.raises(ksearch.InvalidValue):
        index.remove_word("없는말")


def test_abbreviations_are_turned_off_for_good(index: ksearch.Index) -> None:
    text = "한국등대협회(한등협)가 밝혔다."
    with index.writer() as writer:
        for number in range(3):
            writer.add(ksearch.Article(id=f"k{number}", title="알림", body=text))
    index.refresh()
    assert [entry.kind for entry in index.words()] == ["gloss"]
    ksearch.update(index.path, glosses=False)
    index.refresh()
    assert index.words() == ()
    with index.writer() as writer:
        writer.add(ksearch.Article(id="k9", title="알림", body=text))
    index.refresh()
    assert index.words() == ()
