"""User words and synonyms: edited in the index's folder, in force after the next commit."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import ksearch
from ksearch.model.errors import InvalidValue, NothingToIndex, ReadError
from ksearch.model.reports import WordEntry
from ksearch.storage.snapshot import open_snapshot

pytestmark = pytest.mark.usefixtures("without_kiwi")

ARTICLE = "동네 도서관이 문을 열었다\n\n전세사기 피해자들이 모였다. 챗GPT를 배우는 이도 있다.\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "기사"
    source.mkdir()
    (source / "도서관.txt").write_text(ARTICLE, encoding="utf-8")
    return source


@pytest.fixture
def folder(tmp_path: Path, source: Path) -> Path:
    ksearch.update(tmp_path / "색인", source)
    return tmp_path / "색인"


def states(folder: Path) -> dict[str, str]:
    with ksearch.open(folder) as index:
        return {entry.entry: entry.state for entry in index.words()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "LOCK"}


def test_what_is_added_and_removed_is_in_force_after_the_next_update(
    folder: Path, source: Path
) -> None:
    index = ksearch.open(folder)
    word = index.add_word("전세사기", tag="NNG", note="2022년부터")
    assert word == WordEntry("word", "전세사기", "NNG", "2022년부터", "added")
    group = index.add_word("전기차 =  전기 자동차")
    assert group == WordEntry("synonym", "전기차 = 전기 자동차", None, "", "added")
    assert index.words() == (word, group)
    ksearch.update(folder, source)
    assert states(folder) == {"전세사기": "in force", "전기차 = 전기 자동차": "in force"}
    index.refresh()
    assert index.remove_word("전세사기").state == "removed"
    assert index.remove_word("전기 자동차 = 전기차").entry == "전기차 = 전기 자동차"
    assert states(folder) == {"전세사기": "removed", "전기차 = 전기 자동차": "removed"}
    ksearch.update(folder, source)
    assert states(folder) == {}
    assert open_snapshot(folder).manifest.words == ""


def test_a_word_removed_and_added_again_is_still_in_force(folder: Path, source: Path) -> None:
    index = ksearch.open(folder)
    index.add_word("전세사기")
    ksearch.update(folder, source)
    index.refresh()
    index.remove_word("전세사기")
    assert index.add_word("전세사기", tag="NNG").state == "added"
    assert [entry.state for entry in index.words()] == ["added", "removed"]
    index.remove_word("전세사기")
    assert index.add_word("전세사기").state == "in force"


def test_a_search_goes_by_what_the_last_commit_took_over(folder: Path, source: Path) -> None:
    (folder / "synonyms.txt").write_text("책방 > 도서관\n", encoding="utf-8")
    assert open_snapshot(folder).synonyms.expand(("책방",)) == ()
    ksearch.update(folder, source)
    (folder / "synonyms.txt").write_text("책방 > ", encoding="utf-8")
    (found,) = open_snapshot(folder).synonyms.expand(("책방",))
    assert found.words == ("도서관",)
    assert ksearch.open(folder).search("도서관").total == 1


def test_shorthand_of_newspapers_is_always_in_force(folder: Path) -> None:
    words = {found.words for found in open_snapshot(folder).synonyms.expand(("美",))}
    assert ("미국",) in words


@pytest.mark.parametrize("how", ["update", "rebuild", "writer"])
def test_every_commit_takes_the_lists_over(folder: Path, source: Path, how: str) -> None:
    with ksearch.open(folder) as index:
        index.add_word("전세사기")
        if how == "writer":
            with index.writer() as writer:
                writer.add(ksearch.Article(id="더", title="등대", body="불이 켜졌다."))
    if how != "writer":
        getattr(ksearch, how)(folder, source)
    assert states(folder) == {"전세사기": "in force"}
    assert (folder / "userwords.txt").read_text(encoding="utf-8") == "전세사기\tNNP\n"
    assert ksearch.open(folder).check().sound


def test_a_new_index_takes_over_the_lists_that_wait_for_it(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "색인"
    folder.mkdir()
    (folder / "userwords.txt").write_text("전세사기\n", encoding="utf-8")
    ksearch.update(folder, source)
    assert states(folder) == {"전세사기": "in force"}


def test_lists_in_the_folder_are_no_articles(tmp_path: Path, source: Path) -> None:
    folder = source / "색인"
    ksearch.update(folder, source)
    with ksearch.open(folder) as index:
        index.add_word("전세사기")
    report = ksearch.update(folder, source)
    assert (report.total, report.added) == (1, 0)


def test_a_line_that_cannot_be_read_stops_the_update_and_leaves_the_index(
    folder: Path, source: Path
) -> None:
    (folder / "userwords.txt").write_text("# 사전\n전세사기 NNG\n", encoding="utf-8")
    (source / "새.txt").write_text("등대\n\n불이 켜졌다.\n", encoding="utf-8")
    before = contents(folder)
    for change in (ksearch.update, ksearch.rebuild):
        with pytest.raises(ReadError, match=r"userwords\.txt, line 2: put a tab, not spaces"):
            change(folder, source)
    with pytest.raises(ReadError), ksearch.open(folder).writer():
        pass
    assert contents(folder) == before
    assert ksearch.open(folder).search("도서관").total == 1


def test_check_warns_of_a_list_that_cannot_be_read(folder: Path) -> None:
    assert ksearch.open(folder).check().warnings == ()
    (folder / "synonyms.txt").write_bytes("책방 > 도서관".encode("cp949"))
    report = ksearch.open(folder).check()
    assert report.sound
    (warning,) = report.warnings
    assert "synonyms.txt, line 1: is not UTF-8" in warning


def test_a_damaged_list_in_force_is_a_problem(folder: Path, source: Path) -> None:
    with ksearch.open(folder) as index:
        index.add_word("전세사기")
    ksearch.update(folder, source)
    kept = folder / open_snapshot(folder).manifest.words
    data = bytearray(kept.read_bytes())
    place = data.index("전세사기".encode())
    data[place] = 0xFF
    kept.write_bytes(data)
    (problem,) = ksearch.open(folder).check().problems
    assert kept.name in problem
    with pytest.raises(ksearch.IndexCorrupt, match="rebuild"):
        _ = open_snapshot(folder).synonyms
    ksearch.rebuild(folder, source)
    assert ksearch.open(folder).check().sound
    assert states(folder) == {"전세사기": "in force"}


def test_an_update_that_fails_puts_nothing_in_force(folder: Path, source: Path) -> None:
    with ksearch.open(folder) as index:
        index.add_word("전세사기")
    before = contents(folder)
    (source / "도서관.txt").unlink()
    with pytest.raises(NothingToIndex):
        ksearch.update(folder, source)
    with pytest.raises(ZeroDivisionError), ksearch.open(folder).writer():
        raise ZeroDivisionError
    assert contents(folder) == before
    assert states(folder) == {"전세사기": "added"}


def test_an_update_reports_how_many_eojeols_it_read_again(folder: Path, source: Path) -> None:
    with ksearch.open(folder) as index:
        index.add_word("전세사기")
    assert ksearch.update(folder, source).reanalysed == 1
    before = open_snapshot(folder).manifest.generation
    assert ksearch.update(folder, source).reanalysed == 0
    assert open_snapshot(folder).manifest.generation == before


def test_stats_count_what_is_in_force(folder: Path, source: Path) -> None:
    with ksearch.open(folder) as index:
        index.add_word("전세사기")
        index.add_word("책방 = 도서관")
        assert (index.stats().user_words, index.stats().synonyms) == (0, 0)
        ksearch.update(folder, source)
        index.refresh()
        assert (index.stats().user_words, index.stats().synonyms) == (1, 1)


def test_an_open_reader_keeps_its_words(folder: Path, source: Path) -> None:
    with ksearch.open(folder) as index:
        index.add_word("책방 > 도서관")
    ksearch.update(folder, source)
    snapshot = open_snapshot(folder)
    with ksearch.open(folder) as index:
        index.remove_word("책방 > 도서관")
    ksearch.update(folder, source)
    assert len(snapshot.synonyms.expand(("책방",))) == 1
    assert open_snapshot(folder).synonyms.expand(("책방",)) == ()


@pytest.mark.parametrize(
    ("entry", "options", "message"),
    [
        ("챗GPT", {}, "챗GPT is not only Hangul"),
        ("", {}, "there is no word to add"),
        ("전세사기", {"tag": "명사"}, "명사 is not a tag; use one of NNG"),
        ("전세사기", {"note": "두\n줄"}, "leave out tabs, newlines and #"),
        ("책방 = 도서관", {"tag": "NNG"}, "a tag or a note is for a word"),
        ("책방 = ", {}, "has nothing on one side of ="),
    ],
)
def test_what_is_no_entry_is_refused(
    folder: Path, entry: str, options: dict[str, str], message: str
) -> None:
    index = ksearch.open(folder)
    with pytest.raises(InvalidValue, match=message):
        index.add_word(entry, **options)
    assert index.words() == ()


def test_words_with_letters_are_found_without_the_dictionary(folder: Path) -> None:
    index = ksearch.open(folder)
    for query in ("챗GPT", "챗gpt", "챗GPT를", "GPT"):
        assert index.search(query).total == 1, query


_ADD_WORDS = """
import sys, ksearch
with ksearch.open(sys.argv[1]) as index:
    for ending in "가나다라마바사아자차":
        index.add_word(sys.argv[2] + ending)
"""


def test_words_that_processes_add_at_once_are_all_kept(folder: Path) -> None:
    beginnings = ("섬마을", "산마을", "강마을", "들마을")
    adding = [
        subprocess.Popen([sys.executable, "-c", _ADD_WORDS, str(folder), beginning])
        for beginning in beginnings
    ]
    assert [process.wait() for process in adding] == [0] * 4
    expected = {beginning + ending for beginning in beginnings for ending in "가나다라마바사아자차"}
    assert {entry.entry for entry in ksearch.open(folder).words()} == expected
    assert not list(folder.glob(".userwords*"))


def test_words_that_threads_add_and_remove_at_once_are_all_kept(folder: Path) -> None:
    index = ksearch.open(folder)
    index.add_word("옛마을 = 옛동네")
    words = [f"{first}{second}마을" for first in "가나다라" for second in "마바사아자"]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(index.add_word, words))
        list(threads.map(index.remove_word, [*words[::2], "옛마을 = 옛동네"]))
    assert {entry.entry for entry in index.words()} == set(words[1::2])


def test_words_can_be_added_while_the_index_is_written_to(folder: Path) -> None:
    with ksearch.open(folder) as index, index.writer():
        assert index.add_word("전세사기").state == "added"


def test_synonyms_are_found_with_particles_and_painted_whole(folder: Path, source: Path) -> None:
    (source / "자동차.txt").write_text(
        "시장 소식\n\n전기 자동차 판매. 에너지공단 발표. 전기 값도 올랐다.\n",
        encoding="utf-8",
    )
    with ksearch.open(folder) as index:
        index.add_word("전기차 = 전기 자동차 = EV")
        index.add_word("에공 > 에너지공단")
    ksearch.update(folder, source)
    with ksearch.open(folder) as index:
        for query, painted in (
            ("전기차", "전기 자동차"),
            ("전기차는", "전기 자동차"),
            ("EV가", "전기 자동차"),
            ("에공이", "에너지공단"),
        ):
            (hit,) = index.search(query, match="all")
            texts = [hit.snippet.text[start:end] for start, end in hit.snippet.matches]
            assert painted in " ".join(texts), query
