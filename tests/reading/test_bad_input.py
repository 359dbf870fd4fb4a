"""What comes by mistake or malice: each is skipped with its reason, and the rest is read."""

from __future__ import annotations

import copy
import gzip
import io
import lzma
import os
import stat
import time
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from ksearch.model.article import Article
from ksearch.reading import FoundFile, Limits, Read, ReadOptions, Refusal, read_file, walk
from ksearch.reading.formats import plain

TEXT = "섬의 아침\n\n배가 왔다. 우편물이 내렸다.\n"
SMALL = ReadOptions(
    limits=Limits(unpacked_bytes=1 << 20, unpacking_ratio=50, ratio_floor_bytes=1 << 14)
)


def contents(path: Path, options: ReadOptions | None = None) -> list[Read]:
    return list(read_file(walk([path]).files[0], options))


def archive(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def titles(items: list[Read]) -> list[str]:
    return [item.title for item in items if isinstance(item, Article)]


def refused(items: list[Read]) -> dict[str, str]:
    return {item.where: item.reason for item in items if isinstance(item, Refusal)}


# Archives


def test_every_file_of_an_archive_is_read_under_its_name(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.zip",
        {"가/섬.txt": TEXT, "나.jsonl": '{"id": "7", "title": "뭍"}\n', "가/": ""},
    )
    items = contents(path)
    assert [item.id for item in items if isinstance(item, Article)] == ["a.zip/가/섬.txt", "7"]
    assert {item.path for item in items if isinstance(item, Article)} == {"a.zip"}


def test_files_of_an_archive_that_no_reader_knows_are_counted(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": TEXT, "b.png": b"", "c": b"", ".d.txt": b""})
    assert refused(contents(path)) == {"a.zip": "2 files have suffixes inside that no reader knows"}


@pytest.mark.parametrize("name", ["../밖.txt", "가/../../밖.txt", "/etc/밖.txt", "C:/밖.txt"])
def test_names_that_lead_out_of_an_archive_are_left_alone(tmp_path: Path, name: str) -> None:
    items = contents(archive(tmp_path / "a.zip", {name: TEXT, "안.txt": TEXT}))
    assert titles(items) == ["섬의 아침"]
    assert "leads out of the archive" in next(iter(refused(items).values()))


def test_a_link_in_an_archive_is_left_alone(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(link, "/etc/passwd")
    assert "is a link" in refused(contents(tmp_path / "a.zip"))["a.zip/link.txt"]


def test_names_of_korean_windows_are_read(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", {"AA.txt": TEXT})
    data = (tmp_path / "a.zip").read_bytes().replace(b"AA.txt", "섬".encode("cp949") + b".txt")
    (tmp_path / "a.zip").write_bytes(data)
    assert [a.id for a in contents(tmp_path / "a.zip") if isinstance(a, Article)] == [
        "a.zip/섬.txt"
    ]


def test_a_member_under_a_password_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", {"a.txt": TEXT, "b.txt": TEXT})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1  # the flag of encryption, in the central directory
    (tmp_path / "a.zip").write_bytes(bytes(data))
    items = contents(tmp_path / "a.zip")
    assert refused(items) == {"a.zip/a.txt": "is protected by a password"}
    assert titles(items) == ["섬의 아침"]


def test_a_zip_bomb_is_stopped_and_the_files_beside_it_are_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"bomb.txt": b"a" * (1 << 19), "섬.txt": TEXT})
    items = contents(path, SMALL)
    assert "as a zip bomb would" in refused(items)["a.zip/bomb.txt"]
    assert titles(items) == ["섬의 아침"]


def test_an_archive_that_unpacks_to_more_than_the_limit_is_stopped(tmp_path: Path) -> None:
    random = os.urandom(300_000).hex()
    path = archive(tmp_path / "a.zip", {f"{n}.txt": random for n in range(4)})
    items = contents(path, SMALL)
    assert "unpacks to more than 1 MB" in " ".join(refused(items).values())


def test_archives_inside_archives_are_read_to_a_depth(tmp_path: Path) -> None:
    data: bytes | str = TEXT
    name = "섬.txt"
    for depth in range(3):
        archive(tmp_path / f"{depth}.zip", {name: data})
        name, data = f"{depth}.zip", (tmp_path / f"{depth}.zip").read_bytes()
    assert titles(contents(tmp_path / "1.zip")) == ["섬의 아침"]
    [reason] = refused(contents(tmp_path / "2.zip")).values()
    assert reason == "is nested in 2 archives, deeper than is read"


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{n}.txt": "" for n in range(12)})
    options = ReadOptions(limits=Limits(archive_members=10))
    assert refused(contents(path, options)) == {"a.zip": "holds more than 10 files"}


def test_globs_hold_inside_archives(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": TEXT, "초고/b.txt": "초고\n\n버릴 글이다."})
    assert titles(contents(path, ReadOptions(exclude=("초고/",)))) == ["섬의 아침"]


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_a_compressed_bomb_is_stopped(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".gz" else lzma.compress
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(pack(b"a" * (1 << 21)))
    assert len(contents(path, SMALL)) == 1
    assert "unpacks to more than" in refused(contents(path, SMALL))[f"a.txt{suffix}"]


def test_a_document_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    body = f"<w:document xmlns:w='w'>{' ' * (1 << 20)}</w:document>"
    path = archive(tmp_path / "a.docx", {"word/document.xml": body})
    assert "unpacks to more than" in refused(contents(path, SMALL))["a.docx"]


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_a_file_that_is_not_compressed_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.txt{suffix}"
    path.write_text(TEXT, "utf-8")
    assert "damaged inside its compression" in refused(contents(path))[path.name]


# Files


def test_a_file_too_large_to_be_one_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 100, "utf-8")
    options = ReadOptions(limits=Limits(document_bytes=1000))
    reason = refused(contents(tmp_path / "a.txt", options))["a.txt"]
    assert reason == "is larger than 1000 bytes, the most that is read as one document"


def test_an_empty_file_and_a_binary_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert refused(contents(tmp_path / "a.txt")) == {"a.txt": "is empty"}
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 20)
    assert refused(contents(tmp_path / "b.txt")) == {"b.txt": "is a binary file and not text"}


def test_a_file_that_vanishes_is_refused(tmp_path: Path) -> None:
    gone = FoundFile(str(tmp_path / "a.txt"), "a.txt", 10, 0)
    assert list(read_file(gone)) == [Refusal("a.txt", "disappeared before it could be read")]


@pytest.mark.posix("named pipes")
def test_a_file_that_becomes_a_fifo_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    fifo = FoundFile(str(tmp_path / "a.txt"), "a.txt", 10, 0)
    assert list(read_file(fifo)) == [Refusal("a.txt", "is not a regular file")]


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: str) -> io.BytesIO:
        raise PermissionError(13, "Permission denied", path)

    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    [file] = walk([tmp_path]).files
    monkeypatch.setattr("ksearch.reading.files.open_file", denied)
    assert list(read_file(file)) == [Refusal("a.txt", "may not be read: permission denied")]


def test_a_file_that_changes_while_it_is_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    read_whole = plain.read_whole

    def reading_slowly(document: object) -> bytes:
        data = read_whole(document)  # type: ignore[arg-type]
        path.write_text(TEXT + "한 줄 더.", "utf-8")
        return data

    monkeypatch.setattr(plain, "read_whole", reading_slowly)
    article, refusal = contents(path)
    assert isinstance(article, Article)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("changed while it was read")


def test_a_reader_that_fails_in_an_unforeseen_way_costs_only_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Iterator[Read]:
        raise KeyError("unforeseen")

    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    monkeypatch.setattr("ksearch.reading.files.format_reader", lambda _: failing)
    [item] = contents(tmp_path / "a.txt")
    assert isinstance(item, Refusal)
    assert item.reason.startswith("cannot be read")


# Bombs


def test_names_for_the_bytes_of_one_member_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("섬.txt", TEXT)
        package.writestr("뭍.txt", TEXT)
        for number in range(3_000):
            again = copy.copy(package.filelist[0])
            again.filename = f"{number}.txt"
            package.filelist.append(again)
    items = contents(path)
    assert titles(items) == ["섬의 아침", "섬의 아침"]
    assert refused(items) == {
        "a.zip": "holds 3,000 files that share their bytes with others, as a zip bomb would"
    }


def test_members_that_overlap_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("섬.txt", TEXT * 10)
        inner = copy.copy(package.filelist[0])
        inner.header_offset += 40
        package.filelist.append(inner)
        package.writestr("뭍.txt", TEXT)
    items = contents(path)
    assert len(titles(items)) == 2
    assert "share their bytes" in refused(items)["a.zip"]


def test_a_book_whose_spine_names_a_chapter_again_has_it_once(tmp_path: Path) -> None:
    container = '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'
    items = '<item id="a" href="1.html"/><item id="b" href="./1.html"/>'
    spine = '<itemref idref="a"/>' * 5_000 + '<itemref idref="b"/>'
    book = {
        "META-INF/container.xml": container,
        "a.opf": f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>",
        "1.html": f"<h1>섬</h1><p>{TEXT}</p>",
    }
    assert titles(contents(archive(tmp_path / "a.epub", book))) == ["섬"]


def test_aliases_of_yaml_are_not_followed(tmp_path: Path) -> None:
    letters = "abcdefghi"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, after in pairwise(letters):
        lines.append(f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]")
    (tmp_path / "a.md").write_text("\n".join(["---", *lines, "---", "# 섬", "", TEXT]), "utf-8")
    items = contents(tmp_path / "a.md")
    assert titles(items) == ["섬"]
    assert "aliases (*name), which are not read" in refused(items)["a.md"]


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("---\na: " + "[" * 50_000 + "\n---", "nested more than 40 deep"),
        ("---\na: " + "{" * 50_000 + "\n---", "nested more than 40 deep"),
        ("---\na: " + "[{a: " * 30 + "\n---", "nested more than 40 deep"),
        ("---\n" + "- " * 60 + "a\n---", "nested more than 40 deep"),
        ("---\n" + "".join(" " * n + "a:\n" for n in range(200)) + "---", "more than 40 deep"),
        ("+++\na = " + "[" * 50_000 + "\n+++", "nested more than 40 deep"),
        ("---\n" + "a: b\n" * 20_000 + "---", "100,000 characters, and the most is 65,536"),
    ],
)
def test_a_front_matter_that_is_large_or_deep_is_read_line_by_line(
    tmp_path: Path, matter: str, reason: str
) -> None:
    (tmp_path / "a.md").write_text("\n".join([matter, "# 섬", "", TEXT]), "utf-8")
    begun = time.process_time()
    items = contents(tmp_path / "a.md")
    assert time.process_time() - begun < 5
    assert titles(items) == ["섬"]
    assert reason in refused(items)["a.md"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_number_of_thousands_of_digits_is_refused_with_its_line(
    tmp_path: Path, name: str
) -> None:
    good = '{"title": "섬", "body": "배가 왔다."}'
    bad = '{"title": "등대", "n": ' + "9" * 5_000 + "}"
    lines = [good, bad] if name == "a.jsonl" else ["[", f"{good},", bad, "]"]
    (tmp_path / name).write_text("\n".join(lines), "utf-8")
    items = contents(tmp_path / name)
    [reason] = refused(items).values()
    assert "has more than 4,300 digits; write it in quotes" in reason
    assert "sys." not in reason
    assert ("line 2 is not JSON" if name == "a.jsonl" else "line 3 of it") in reason
    assert titles(items) == (["섬"] if name == "a.jsonl" else [])


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("signs", ["[", '{"a":', '[{"a":'])
def test_json_that_is_nested_without_end_is_refused(tmp_path: Path, name: str, signs: str) -> None:
    (tmp_path / name).write_text(signs * 100_000, "utf-8")
    [reason] = refused(contents(tmp_path / name)).values()
    assert "nested too deeply" in reason


@pytest.mark.parametrize(
    "kind", [pytest.param("fifo", marks=pytest.mark.posix("named pipes")), "large"]
)
def test_an_ignore_file_is_neither_waited_for_nor_read_without_end(
    tmp_path: Path, kind: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    if kind == "fifo":
        os.mkfifo(tmp_path / ".ksearchignore")
    else:
        (tmp_path / ".ksearchignore").write_bytes(b"#\n" * (1 << 20))
    assert [file.key for file in walk([tmp_path]).files] == ["a.txt"]


def test_a_member_whose_two_names_differ_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("가.txt", "섬의 아침")
        package.writestr("나.txt", "섬의 저녁")
    # Its local name, unlike that of the directory, is no UTF-8.
    path.write_bytes(path.read_bytes().replace("가.txt".encode(), b"\xff\xfe\xff.txt", 1))
    items = contents(path)
    assert [item.id for item in items if isinstance(item, Article)] == ["a.zip/나.txt"]
    assert "is damaged inside the archive" in refused(items)["a.zip/가.txt"]
