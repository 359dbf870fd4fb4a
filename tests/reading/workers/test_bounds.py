"""Time and memory that one document may take: what goes beyond is refused, and the rest is read."""

from __future__ import annotations

import gzip
import os
import signal
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from ksearch.model.article import Article
from ksearch.reading import Limits, Read, ReadOptions, Refusal, read_file, walk
from ksearch.reading.workers import pool

SHORT = ReadOptions(limits=Limits(document_seconds=1.0))
MAIL = "Subject: {}\nContent-Type: text/plain; charset=utf-8\n\n배가 섬에 닿았다.\n"
#: Its paragraphs, none of which ends, keep the library busy for a quarter of a minute.
SLOW_PAGE = "<html><body>" + "<p>배가 섬에 " * 300_000
#: Its text, of which several copies are held while it is read, takes half a gigabyte.
WIDE_MAIL = MAIL.format("m") + "배가 섬에 닿았다.\n" * 1_200_000


def contents(path: Path, options: ReadOptions | None = None) -> list[Read]:
    return [item for file in walk([path]).files for item in read_file(file, options)]


def titles(items: list[Read]) -> list[str]:
    return [item.title for item in items if isinstance(item, Article)]


def refused(items: list[Read]) -> dict[str, str]:
    return {item.where: item.reason for item in items if isinstance(item, Refusal)}


def mails(folder: Path, *names: str) -> None:
    for name in names:
        (folder / f"{name}.eml").write_text(MAIL.format(name), "utf-8")


def test_a_document_that_takes_too_long_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    mails(tmp_path, "a", "z")
    (tmp_path / "m.html").write_text(SLOW_PAGE, "utf-8")
    items = contents(tmp_path, SHORT)
    assert titles(items) == ["a", "z"]
    assert refused(items) == {"m.html": "takes more than 1 s to read; --timeout gives it more"}


def test_in_an_archive_the_documents_behind_a_slow_one_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("1.eml", MAIL.format("one"))
        package.writestr("2.html", SLOW_PAGE)
        package.writestr("3.eml", MAIL.format("three"))
    items = contents(tmp_path, SHORT)
    assert titles(items) == ["one", "three"]
    assert list(refused(items)) == ["a.zip/2.html"]


def test_a_document_that_takes_too_much_memory_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    mails(tmp_path, "a", "z")
    (tmp_path / "m.eml").write_text(WIDE_MAIL, "utf-8")
    items = contents(tmp_path, ReadOptions(limits=Limits(document_memory=128 << 20)))
    assert titles(items) == ["a", "z"]
    assert refused(items) == {
        "m.eml": "takes more than 128 MB of memory to read; --limit gives it more"
    }


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    mails(tmp_path, "a", "b", "c")
    used = []
    for file in walk([tmp_path]).files:
        list(read_file(file))
        used.append(pool._idle._worker)
    assert used[0] is not None
    assert set(used) == {used[0]}


def process_that_waits() -> int:
    worker = pool._idle._worker
    assert worker is not None
    return worker._process.pid


@pytest.mark.posix("signals")
@pytest.mark.parametrize("sent", ["SIGKILL", "SIGALRM"])
def test_a_process_that_ended_while_it_waited_is_replaced(tmp_path: Path, sent: str) -> None:
    mails(tmp_path, "a")
    assert titles(contents(tmp_path)) == ["a"]
    pid = process_that_waits()
    os.kill(pid, getattr(signal, sent))
    deadline = time.monotonic() + 10
    while pool._idle._worker is not None and pool._idle._worker.runs():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert titles(contents(tmp_path)) == ["a"]
    assert process_that_waits() != pid


def test_reading_that_is_left_in_the_middle_ends_its_process(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        for number in range(50):
            package.writestr(f"{number}.eml", MAIL.format(number))
    [file] = walk([tmp_path]).files
    items = read_file(file)
    next(iter(items))
    pool._idle.keep(None)
    items.close()  # type: ignore[attr-defined]
    assert pool._idle._worker is None
    assert len(titles(contents(tmp_path))) == 50


def test_files_are_read_here_where_no_process_can_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    pool._idle.keep(None)
    mails(tmp_path, "a")
    monkeypatch.setattr("subprocess.Popen", refuse)
    assert titles(contents(tmp_path)) == ["a"]
    assert pool._idle._worker is None


def test_a_large_text_is_read_apart_and_a_small_one_here(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("섬의 아침\n\n배가 왔다.\n", "utf-8")
    pool._idle.keep(None)
    assert titles(contents(tmp_path)) == ["섬의 아침"]
    assert pool._idle._worker is None
    (tmp_path / "a.txt").write_text("섬의 아침\n\n" + "배가 왔다.\n" * 30_000, "utf-8")
    assert titles(contents(tmp_path)) == ["섬의 아침"]
    assert pool._idle._worker is not None


def test_progress_is_reported_of_what_another_process_reads(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(20):
            package.writestr(f"{number}.eml", MAIL.format(number) + os.urandom(8000).hex())
    [file] = walk([tmp_path]).files
    streams = []
    places = [streams[0].tell() for _ in read_file(file, on_open=streams.append)]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] <= file.size


def test_what_one_file_refuses_is_named_up_to_a_number_and_then_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 5_000 + b'{"title": "\xec\x84\xac"}\n'))
    items = contents(path)
    named = [item for item in items if isinstance(item, Refusal)]
    assert titles(items) == ["섬"]
    assert len(named) == Limits().refusals + 1
    assert named[-1] == Refusal("a.jsonl.gz", "holds 4,900 more places that cannot be read")


def test_a_file_that_refuses_without_end_is_left(tmp_path: Path) -> None:
    article = b'{"title": "\xec\x84\xac"}\n'
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{}\n" * 300 + article + b"{}\n" * 301 + article)
    few = ReadOptions(limits=Limits(refusals_in_a_row=300))
    items = contents(tmp_path, few)
    assert titles(items) == ["섬"]
    assert items[-2:] == [
        Refusal("a.jsonl", "holds 501 more places that cannot be read"),
        Refusal("a.jsonl", "was not read to its end: 300 places one after another cannot be read"),
    ]
    path.write_bytes((b"{}\n" * 300 + article) * 3)
    assert len(titles(contents(tmp_path, few))) == 3


def test_bounds_may_be_lifted(tmp_path: Path) -> None:
    mails(tmp_path, "a", "b")
    pool._idle.keep(None)
    free = ReadOptions(limits=Limits(document_seconds=None, document_memory=None))
    assert titles(contents(tmp_path, free)) == ["a", "b"]
    assert pool._idle._worker is None


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of numbered objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail


def stream(data: bytes, about: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<</Filter/FlateDecode/Length %d%s>>" % (len(packed), about)
    return head + b"stream\n" + packed + b"\nendstream"


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F1 12 Tf 72 720 Td (island morning) Tj ET\n"


def forms_in_forms(depth: int) -> bytes:
    """A page of a form that shows a form ten times, which shows one ten times, and so on."""
    resources = b"/Resources<</Font<</F1 3 0 R>>/XObject<</X %d 0 R>>>>"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + resources
    forms = [stream(b"/X Do\n" * 10, form % (7 + level)) for level in range(depth)]
    pages = b"<</Type/Pages/Kids[4 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R" + resources % 6 + b">>"
    last = stream(WORDS, form % 6)
    return pdf_of(CATALOGUE, pages, FONT, page, stream(b"/X Do"), *forms, last)


def long_page(words: int) -> bytes:
    """A page that says the same words as often as told, which packs to next to nothing."""
    pages = b"<</Type/Pages/Kids[4 0 R]/Count 1>>"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R"
        b"/Resources<</Font<</F1 3 0 R>>>>>>"
    )
    return pdf_of(CATALOGUE, pages, FONT, page, stream(WORDS * words))


def one_page_often(times: int) -> bytes:
    """One page that occurs in the list of pages as often as told."""
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"4 0 R " * times, times)
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R"
        b"/Resources<</Font<</F1 3 0 R>>>>>>"
    )
    return pdf_of(CATALOGUE, pages, FONT, page, stream(WORDS * 50_000))


@pytest.mark.parametrize(
    "bomb", [forms_in_forms(9), long_page(3_000_000), one_page_often(1000)], ids=len
)
def test_a_small_pdf_that_unpacks_without_end_is_held_to_its_bounds(
    tmp_path: Path, bomb: bytes
) -> None:
    pytest.importorskip("pypdfium2")
    mails(tmp_path, "a", "z")
    (tmp_path / "m.pdf").write_bytes(bomb)
    limits = Limits(document_seconds=2.0, document_memory=256 << 20)
    began = time.monotonic()
    items = contents(tmp_path, ReadOptions(limits=limits))
    assert titles(items) == ["a", "z"]
    assert list(refused(items)) == ["m.pdf"]
    assert time.monotonic() - began < 20
