from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ksearch.korean.word_lists import user_words as userwords
from ksearch.korean.word_lists.files import WordListError
from ksearch.korean.word_lists.user_words import UserWord, parse
from ksearch.model.errors import InvalidValue


def test_a_line_is_a_word_its_tag_and_a_note() -> None:
    lines = ["# 사전", "전세사기\tNNG\t# 2022년부터", "한강 작가", "챗봇\tNNP", ""]
    assert parse(lines).words == (
        UserWord("전세사기", "NNG", "2022년부터"),
        UserWord("한강 작가", "NNP", ""),
        UserWord("챗봇", "NNP", ""),
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("전세사기\tXYZ", "XYZ is not a tag; use one of NNG"),
        ("전세사기 NNG", "put a tab, not spaces, before NNG"),
        ("전세사기\tNNG\t메모", "put # before a note"),
        ("가나다", "is already in a line above"),
        ("가 나다", "가나다 is already in a line above"),
        ("챗GPT", "챗GPT is not only Hangul"),
        ("ㅋㅋㅋ", "is not only Hangul"),
        ("가" * 51, "at most 50 syllables"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, message: str) -> None:
    with pytest.raises(WordListError, match="line 2: ") as caught:
        parse(["가나다", line])
    assert message in str(caught.value)


def test_adding_and_removing_leave_all_else_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# 우리 사전\n챗봇\n\n전세사기\tNNG  # 메모", encoding="utf-8")
    userwords.add(path, UserWord("한강 작가", note="소설가"))
    userwords.remove(path, "챗봇")
    assert path.read_text(encoding="utf-8") == (
        "# 우리 사전\n\n전세사기\tNNG  # 메모\n한강 작가\tNNP\t# 소설가\n"
    )
    assert userwords.read(path).words[-1] == UserWord("한강 작가", "NNP", "소설가")


@pytest.mark.parametrize("text", ["", "두\t칸", "# 메모", "줄\n바꿈", "가 # 나", " 빈칸 "])
def test_a_word_that_would_be_read_otherwise_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.txt"
    with pytest.raises(InvalidValue):
        userwords.add(path, UserWord(text))
    assert not path.exists()


def test_a_word_is_added_once_and_only_what_is_there_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    userwords.add(path, UserWord("챗봇"))
    with pytest.raises(InvalidValue, match="already"):
        userwords.add(path, UserWord("챗봇", "NNG"))
    with pytest.raises(InvalidValue, match="not a tag"):
        userwords.add(path, UserWord("새말", "XYZ"))
    with pytest.raises(InvalidValue, match="not a user word"):
        userwords.remove(path, "없는말")
    with pytest.raises(InvalidValue, match="not a user word"):
        userwords.remove(path, "")
    assert path.read_text(encoding="utf-8") == "챗봇\tNNP\n"


def test_what_changed_between_two_dictionaries() -> None:
    before = parse(["챗봇", "전세사기\tNNG", "한강"])
    after = parse(["전세사기\tNNP", "한강\t# 작가", "누리호"])
    assert before.changed(after) == {
        UserWord("챗봇"),
        UserWord("전세사기", "NNG"),
        UserWord("전세사기", "NNP"),
        UserWord("누리호"),
    }
    assert after.changed(after) == frozenset()


def test_spaces_in_a_word_tell_its_parts_and_do_not_make_another_word(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    assert userwords.add(path, UserWord("한강 작가")).form == "한강작가"
    with pytest.raises(InvalidValue, match="한강작가 is a user word already"):
        userwords.add(path, UserWord("한강작가"))
    assert userwords.remove(path, "한강작가") == UserWord("한강 작가")
    assert path.read_text(encoding="utf-8") == ""


def test_a_word_typed_in_conjoining_jamo_is_the_word_in_syllables(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    typed = unicodedata.normalize("NFD", "누리호")
    assert userwords.add(path, UserWord(typed)) == UserWord("누리호")
    path.write_text(typed + "\n", encoding="utf-8")
    assert userwords.read(path).words == (UserWord("누리호"),)
    assert userwords.remove(path, typed) == UserWord("누리호")
