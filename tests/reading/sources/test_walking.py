"""From sources to their files: what is listed, left alone, refused; and under which keys."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from ksearch.model.errors import SourceNotFound
from ksearch.reading import Listing, ReadOptions, walk


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("봄이 왔다.", "utf-8")


def keys(listing: Listing) -> list[str]:
    return [file.key for file in listing.files]


def test_a_folder_is_walked_and_unknown_suffixes_counted(tmp_path: Path) -> None:
    plant(tmp_path, "나.txt", "가/다.jsonl.xz", "가/그림.png", "가/라.TXT", "메모")
    listing = walk([tmp_path])
    assert keys(listing) == ["가/다.jsonl.xz", "가/라.TXT", "나.txt"]
    assert listing.skipped == 2
    assert listing.refusals == []


def test_a_file_has_its_name_for_a_key(tmp_path: Path) -> None:
    plant(tmp_path, "한/둘.txt")
    assert keys(walk([tmp_path / "한" / "둘.txt"])) == ["둘.txt"]


def test_size_and_time_are_those_of_the_file(tmp_path: Path) -> None:
    plant(tmp_path, "가.txt")
    [file] = walk([tmp_path]).files
    status = (tmp_path / "가.txt").stat()
    assert (file.size, file.mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert Path(file.path) == tmp_path / "가.txt"


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="no file or folder"):
        walk([tmp_path / "없음"])


def test_hidden_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    plant(tmp_path, ".숨김.txt", ".git/가.txt", "나/.다.txt", "라.txt")
    listing = walk([tmp_path])
    assert keys(listing) == ["라.txt"]
    assert listing.skipped == 0


def test_names_in_nfd_have_keys_in_nfc_and_are_still_found_on_disk(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "한라산.txt")
    plant(tmp_path, name)
    [file] = walk([tmp_path]).files
    assert file.key == "한라산.txt"
    assert unicodedata.is_normalized("NFC", file.key)
    assert Path(file.path).read_text("utf-8") == "봄이 왔다."


def test_a_name_in_cp949_bytes_is_read_as_such(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + "옛이름.txt".encode("cp949")
    Path(os.fsdecode(path)).write_text("봄", "utf-8")
    assert keys(walk([tmp_path])) == ["옛이름.txt"]


def test_ids_of_two_clashing_sources_begin_with_their_names(tmp_path: Path) -> None:
    plant(tmp_path, "가/같은.txt", "가/하나.txt", "나/같은.txt", "다/다른.txt")
    listing = walk([tmp_path / "가", tmp_path / "나", tmp_path / "다"])
    assert keys(listing) == ["가/같은.txt", "가/하나.txt", "나/같은.txt", "다른.txt"]


def test_sources_of_one_name_are_distinguished_by_their_paths(
    tmp_path: Path,
) -> None:
    plant(tmp_path, "북/기사/a.txt", "남/기사/a.txt")
    listing = walk([tmp_path / "북" / "기사", tmp_path / "남" / "기사"])
    assert keys(listing) == ["남/기사/a.txt", "북/기사/a.txt"]


def test_files_of_the_same_name_are_distinguished_by_their_folders(tmp_path: Path) -> None:
    plant(tmp_path, "북/a.txt", "남/a.txt")
    listing = walk([tmp_path / "북" / "a.txt", tmp_path / "남" / "a.txt"])
    assert keys(listing) == ["남/a.txt", "북/a.txt"]


def test_a_source_given_twice_or_inside_another_is_listed_once(tmp_path: Path) -> None:
    plant(tmp_path, "가/나/a.txt", "가/b.txt")
    listing = walk([tmp_path / "가", tmp_path / "가" / "나", tmp_path / "가"])
    assert keys(listing) == ["b.txt", "나/a.txt"]


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    plant(tmp_path, "밖/c.txt", "안/a.txt")
    (tmp_path / "안" / "되돌이").symlink_to(tmp_path / "안")
    (tmp_path / "안" / "바깥").symlink_to(tmp_path / "밖")
    (tmp_path / "밖" / "다시").symlink_to(tmp_path / "안")
    listing = walk([tmp_path / "안"])
    assert keys(listing) == ["a.txt", "바깥/c.txt"]
    assert listing.refusals == []


def test_a_folder_keeps_its_own_name_where_a_link_points_at_it_too(tmp_path: Path) -> None:
    plant(tmp_path, "z/a.txt")
    (tmp_path / "a-link").symlink_to(tmp_path / "z")
    assert keys(walk([tmp_path])) == ["z/a.txt"]


def test_a_link_to_nothing_is_reported(tmp_path: Path) -> None:
    (tmp_path / "헛것.txt").symlink_to(tmp_path / "없음.txt")
    [refusal] = walk([tmp_path]).refusals
    assert refusal.where == "헛것.txt"
    assert "link to nothing" in refusal.reason


@pytest.mark.posix("named pipes")
def test_a_fifo_is_refused_and_nothing_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "관.txt")
    plant(tmp_path, "a.txt")
    listing = walk([tmp_path])
    assert keys(listing) == ["a.txt"]
    assert [(r.where, r.reason) for r in listing.refusals] == [("관.txt", "is a FIFO and not read")]


@pytest.mark.posix("devices")
def test_a_device_is_refused() -> None:
    [refusal] = walk(["/dev/null"]).refusals
    assert refusal.reason == "is a device and not read"


def test_a_folder_whose_listing_is_denied_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "닫힘/a.txt", "b.txt")
    scan = os.scandir

    def denying(path: str) -> object:
        if path.endswith("닫힘"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", denying)
    listing = walk([str(tmp_path)])
    assert keys(listing) == ["b.txt"]
    [refusal] = listing.refusals
    assert (refusal.where, refusal.reason) == ("닫힘/", "may not be read: permission denied")


def test_include_and_exclude_globs(tmp_path: Path) -> None:
    plant(tmp_path, "2024/a.txt", "2024/초고/b.txt", "2025/c.jsonl", "2025/d.txt")
    assert keys(walk([tmp_path], ReadOptions(include=("*.jsonl",)))) == ["2025/c.jsonl"]
    assert keys(walk([tmp_path], ReadOptions(include=("2024/**",), exclude=("초고/",)))) == [
        "2024/a.txt"
    ]


def test_a_ksearchignore_hides_what_a_gitignore_would(tmp_path: Path) -> None:
    plant(
        tmp_path, "a.txt", "초고.txt", "임시/b.txt", "기사/c.txt", "기사/초고.txt", "기사/d.log.txt"
    )
    (tmp_path / ".ksearchignore").write_text("초고.txt\n/임시/\n*.log.txt\n", "utf-8")
    (tmp_path / "기사" / ".ksearchignore").write_text("!초고.txt\n", "utf-8")
    assert keys(walk([tmp_path])) == ["a.txt", "기사/c.txt", "기사/초고.txt"]


def test_a_folder_of_many_files_is_listed_whole_and_in_order(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number:05}.txt").touch()
    listed = keys(walk([tmp_path]))
    assert len(listed) == 3000
    assert listed == sorted(listed)


@pytest.mark.parametrize("name", ["{}_files", "{}.files", "{}_파일"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_frames_of_a_saved_page_are_no_articles(tmp_path: Path, name: str, form: str) -> None:
    page = unicodedata.normalize(form, "섬 소식")
    folder = tmp_path / unicodedata.normalize(form, name.format("섬 소식"))
    folder.mkdir()
    (tmp_path / f"{page}.html").write_text("<p>섬</p>")
    (folder / "ad.html").write_text("<p>광고</p>")
    (tmp_path / "다른_files").mkdir()
    (tmp_path / "다른_files" / "글.html").write_text("<p>글</p>")
    assert [file.key for file in walk([tmp_path]).files] == ["다른_files/글.html", "섬 소식.html"]


def test_what_is_left_aside_is_counted_by_kind(tmp_path: Path) -> None:
    for name in ("a.png", "b.PNG", "c.doc", "README", "d.txt"):
        (tmp_path / name).write_text("섬")
    listing = walk([tmp_path])
    assert listing.skipped == 4
    assert listing.skipped_kinds == {".png": 2, ".doc": 1, "": 1}
