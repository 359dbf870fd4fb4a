"""Changing an index by hand: `Index.writer`."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import ksearch
from ksearch import Article

pytestmark = pytest.mark.usefixtures("without_kiwi")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with ksearch.create(tmp_path / "색인") as index, index.writer() as writer:
        writer.add(Article(id="1", title="등대에 불이 켜졌다", body="섬사람들이 반겼다."))
        writer.add(Article(id="2", title="산골 장터", body="장터가 북적였다."))
    return tmp_path / "색인"


@pytest.fixture
def index(folder: Path) -> ksearch.Index:
    return ksearch.open(folder)


def found(index: ksearch.Index, query: str) -> set[str]:
    """Return what a query finds as it is typed."""
    results = index.search(query, match="all", limit=100)
    return set() if results.corrected else {hit.id for hit in results}


def test_what_was_added_is_found_when_the_block_ends(index: ksearch.Index) -> None:
    with index.writer() as writer:
        writer.add(Article(id="3", title="새벽 시장"))
        assert found(index, "시장") == set()
    assert found(index, "시장") == {"3"}
    assert len(index) == 3


def test_the_same_id_replaces(index: ksearch.Index) -> None:
    with index.writer() as writer:
        writer.add(Article(id="1", title="등대에 갈매기가 앉았다"))
    assert len(index) == 2
    assert found(index, "갈매기가") == {"1"}
    assert found(index, "섬사람들이") == set()
    assert index.get("1").title == "등대에 갈매기가 앉았다"


def test_ten_thousand_articles_with_one_id_are_one(index: ksearch.Index) -> None:
    with index.writer() as writer:
        for number in range(10_000):
            writer.add(Article(id="같은", title=f"{number}번째 판", body="내용"))
    assert len(index) == 3
    assert index.get("같은").title == "9999번째 판"
    assert found(index, "9999번째") == {"같은"}
    assert found(index, "9998번째") == set()
    assert index.check().sound


def test_deleting(index: ksearch.Index) -> None:
    with index.writer() as writer:
        assert writer.delete("2")
        assert not writer.delete("2")
        assert not writer.delete("없음")
    assert len(index) == 1
    assert found(index, "장터") == set()
    with pytest.raises(ksearch.ArticleNotFound, match="“2”"):
        index.get("2")


def test_adding_deleting_and_adding_again_in_one_change(index: ksearch.Index) -> None:
    with index.writer() as writer:
        writer.add(Article(id="3", title="새벽 시장"))
        writer.delete("3")
        writer.delete("1")
        writer.add(Article(id="1", title="돌아온 등대지기"))
        writer.add(Article(id="4", title="눈 온 고개"))
        writer.delete("4")
        writer.add(Article(id="4", title="눈 녹은 고개"))
    assert sorted(found(index, "NOT 없는말")) == ["1", "2", "4"]
    assert found(index, "돌아온") == {"1"}
    assert found(index, "눈") == {"4"}


def test_deleting_everything_leaves_an_index(index: ksearch.Index) -> None:
    with index.writer() as writer:
        writer.delete("1")
        writer.delete("2")
    assert len(index) == 0
    assert index.search("등대에").total == 0
    assert index.check().sound
    with index.writer() as writer:
        writer.add(Article(id="1", title="등대에 다시 불이"))
    assert found(index, "등대에") == {"1"}


def test_an_error_rolls_back(index: ksearch.Index, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(RuntimeError, match="그만"), index.writer() as writer:  # noqa: PT012
        writer.add(Article(id="3", title="새벽 시장"))
        writer.delete("1")
        raise RuntimeError("그만")
    assert found(index, "시장") == set()
    assert not index.refresh()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_after_an_error_the_index_can_be_written(index: ksearch.Index) -> None:
    with pytest.raises(KeyboardInterrupt), index.writer():
        raise KeyboardInterrupt
    with index.writer() as writer:
        writer.add(Article(id="3", title="새벽 시장"))
    assert found(index, "시장") == {"3"}


def test_a_change_of_nothing_is_allowed(index: ksearch.Index) -> None:
    with index.writer():
        pass
    assert len(index) == 2


# Articles of every size


def test_an_article_without_text_is_kept(index: ksearch.Index) -> None:
    with index.writer() as writer:
        writer.add(Article(id="빈"))
        writer.add(Article(id="점", title="…", body="!!! ---"))
    assert index.get("빈") == Article(id="빈")
    assert index.get("점") == Article(id="점", title="…", lead="!!! ---")
    assert len(index) == 4


def test_a_word_of_a_megabyte(index: ksearch.Index) -> None:
    word = "가나다라" * (1 << 18)
    with index.writer() as writer:
        writer.add(Article(id="긴", title="끝없는 말", body=word))
    assert index.get("긴").lead == word
    assert found(index, "끝없는") == {"긴"}
    assert index.search(word[:1000], match="all").total == 1
    assert index.check().sound


def test_an_article_of_five_megabytes(index: ksearch.Index) -> None:
    lines = [f"{number % 997}번째 골짜기에는 오래된 나무가 선다." for number in range(100_000)]
    body = "\n".join([*lines, "마지막 나무는 벼락을 맞았다."])
    assert len(body.encode()) > 5_000_000
    with index.writer(memory_mb=1) as writer:
        writer.add(Article(id="큰", title="나무를 센 기록", lead="한 그루씩 셌다.", body=body))
    assert index.get("큰").body == body
    hit = index.search('"벼락을 맞았다"').hits[0]
    assert hit.id == "큰"
    assert "마지막 나무는 벼락을 맞았다." in hit.snippet.text


def test_many_articles_in_little_memory_are_one_commit(index: ksearch.Index) -> None:
    body = "봄 여름 가을 겨울 " * 500
    with index.writer(memory_mb=1) as writer:
        for number in range(60):
            writer.add(Article(id=f"철{number}", title=f"{number}째 해", body=body))
    assert index.stats().segments > 1
    assert found(index, "여름") == {f"철{number}" for number in range(60)}
    assert index.check().sound


# Readers keep what they see


def test_a_reader_sees_one_state_until_it_refreshes(folder: Path) -> None:
    reader, other = ksearch.open(folder), ksearch.open(folder)
    hit = reader.search("장터").hits[0]
    with other.writer() as writer:
        writer.delete("2")
        writer.add(Article(id="3", title="새벽 시장"))
    assert found(reader, "장터") == {"2"}
    assert found(reader, "시장") == set()
    assert hit.snippet.text == "장터가 북적였다."
    assert len(reader) == 2
    assert reader.refresh()
    assert not reader.refresh()
    assert found(reader, "장터") == set()
    assert found(reader, "시장") == {"3"}


def test_a_reader_outlives_many_commits_and_merges(folder: Path) -> None:
    reader, other = ksearch.open(folder), ksearch.open(folder)
    for number in range(12):
        with other.writer() as writer:
            writer.add(Article(id=f"새{number}", title=f"{number}째 소식"))
    assert other.stats().segments < 12
    assert found(reader, "장터") == {"2"}
    assert reader.get("1").title == "등대에 불이 켜졌다"
    reader.refresh()
    assert found(reader, "소식") == {f"새{number}" for number in range(12)}
    assert reader.check().sound


def test_threads_share_a_reader_while_a_writer_commits(folder: Path) -> None:
    reader, other = ksearch.open(folder), ksearch.open(folder)
    failures: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                for query, wanted in (("장터", "2"), ("등대에", "1"), ('"불이 켜졌다"', "1")):
                    results = reader.search(query, match="all")
                    assert [hit.id for hit in results] == [wanted]
                    assert results.hits[0].snippet.text
                reader.refresh()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(6):
        with other.writer() as writer:
            writer.add(Article(id="새", title=f"{number}째 소식"))
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_closed_index_lets_go(index: ksearch.Index, folder: Path) -> None:
    index.close()
    assert len(index) == 0
    for path in folder.iterdir():
        path.unlink()
