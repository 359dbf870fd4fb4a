"""A word list is a regular file of bounded size, or it is refused; nothing of it is shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ksearch.korean.word_lists import files as wordlists
from ksearch.korean.word_lists.files import WordListError, read_lines


@pytest.mark.parametrize(
    "kind", [pytest.param("fifo", marks=pytest.mark.posix("named pipes")), "folder", "link"]
)
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "userwords.txt"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        (tmp_path / "secret").write_text("비밀번호 넷", "utf-8")
        path.symlink_to(tmp_path / "secret")
    with pytest.raises(WordListError, match="not a regular file") as raised:
        read_lines(path)
    assert "비밀번호" not in str(raised.value)


def test_a_list_beyond_the_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordlists, "_MAX_LIST_BYTES", 100)
    (tmp_path / "userwords.txt").write_text("등대지기\n" * 20, "utf-8")
    with pytest.raises(WordListError, match="at most"):
        read_lines(tmp_path / "userwords.txt")


def test_a_list_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_lines(tmp_path / "userwords.txt") == []
