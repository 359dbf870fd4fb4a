"""Documents with bytes changed, lost, repeated and joined: each is read or refused, and in time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ksearch.model.article import Article
from ksearch.reading import Limits, ReadOptions, Refusal, read_file, walk

BOUNDED = ReadOptions(limits=Limits(document_seconds=5.0, document_memory=256 << 20))
TEXT = "섬의 아침\n\n배가 왔다. 우편물이 내렸다.\n입력 2025-03-04 09:30\n김가람 기자\n"


def package(members: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return data.getvalue()


SEEDS: dict[str, bytes] = {
    "a.txt": TEXT.encode(),
    "a.jsonl": '{"id": "1", "title": "섬", "body": "배가 왔다."}\n{"title": "뭍"}\n'.encode(),
    "a.json": '[{"title": "섬", "body": "배", "date": "2025-01-02"}, {"a": [1, {}]}]'.encode(),
    "a.csv": 'title,body,date\n섬,"배가\n왔다",2025-01-02\n뭍,a,b\n'.encode(),
    "a.tsv": "제목\t본문\n섬\t배가 왔다\n".encode("cp949"),
    "a.md": (
        "---\ntitle: 섬\ntags: [a, {b: c}]\n---\n# 섬\n\n> * [배](x)\n\n| a |\n|-|\n\n" + TEXT
    ).encode(),
    "a.xml": (
        "<rss><channel><title>섬</title><item><title>배</title><link>http://a.b/</link>"
        "<description>&lt;p&gt;왔다&lt;/p&gt;</description></item></channel></rss>"
    ).encode(),
    "a.eml": (
        "Subject: =?utf-8?B?7ISs?=\nFrom: 가 <a@b.c>\nDate: Tue, 4 Mar 2025 09:30:00 +0900\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/html\n\n'
        "<p>배가 왔다</p>\n--x--\n"
    ).encode(),
    "a.html": f"<html><head><title>섬</title></head><body><p>{TEXT * 3}</p></body></html>".encode(),
    "a.docx": package(
        {"word/document.xml": "<w:d xmlns:w='w'><w:body><w:p><w:t>섬</w:t></w:p></w:body></w:d>"}
    ),
    "a.epub": package(
        {
            "META-INF/container.xml": '<c><r><rootfile full-path="a.opf"/></r></c>',
            "a.opf": '<p><item id="a" href="1.html"/><itemref idref="a"/></p>',
            "1.html": "<h1>섬</h1><p>배가 왔다.</p>",
        }
    ),
    "a.zip": package({"가.txt": TEXT, "나.jsonl": '{"title": "뭍"}'}),
    "a.hwpx": package({"Contents/section0.xml": "<s><p><t>섬</t></p></s>", "mimetype": "x"}),
    "a.odt": package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<o:d xmlns:o='o' xmlns:t='t'><t:h>섬</t:h><t:p>배가 왔다.</t:p></o:d>",
        }
    ),
    "a.pptx": package(
        {"ppt/slides/slide1.xml": "<s xmlns:a='a'><a:p><a:r><a:t>섬</a:t></a:r></a:p></s>"}
    ),
    "a.rtf": rb"{\rtf1\ansi\ansicpg949 {\b \u49452?} \'bc\'b6\par ship {\*\x y}\par}",
    "a.mbox": b"From a@b.c Tue Mar  4 09:30:00 2025\nSubject: melon\n\nship\n>From b\n\n" * 2,
    "a.mht": (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        f"Content-Type: text/html; charset=utf-8\n\n<h1>섬</h1><p>{TEXT}</p>\n--x--\n"
    ).encode(),
    "a.enex": (
        "<en-export><note><title>섬</title><content><![CDATA[<en-note><div>배가 왔다.</div>"
        "</en-note>]]></content><created>20250304T003000Z</created></note></en-export>"
    ).encode(),
    "a.pdf": (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages"
        b"/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]"
        b"/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>\nendobj\n4 0 obj\n"
        b"<</Length 47>>stream\n"
        b"BT /F1 12 Tf 72 720 Td (island morning) Tj ET\nendstream\nendobj\n5 0 obj\n<</Type/Font"
        b"/Subtype/Type1/BaseFont/Helvetica>>\nendobj\ntrailer<</Size 6/Root 1 0 R>>\n%%EOF"
    ),
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n배가 왔다\n".encode(),
}
TOKENS = [
    b"<",
    b">",
    b"&",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"{",
    b"[" * 50,
    b'"',
    b"\n",
    b"9" * 30,
]


@some.composite
def damage(draw: Callable[..., object]) -> Callable[[bytes], bytes]:
    """A change of a document."""
    start, end = draw(some.floats(0, 1)), draw(some.floats(0, 1))
    token = draw(some.sampled_from(TOKENS) | some.binary(max_size=6))
    kind = draw(some.sampled_from(["put", "cut", "repeat", "replace", "truncate"]))
    assert isinstance(start, float)
    assert isinstance(end, float)
    assert isinstance(token, bytes)

    def change(data: bytes) -> bytes:
        first, last = sorted((int(start * len(data)), int(end * len(data))))
        middle = data[first:last]
        changed = {
            "put": data[:first] + token + data[first:],
            "cut": data[:first] + data[last:],
            "repeat": data[:first] + middle * 3 + data[last:],
            "replace": data[:first] + token + data[last:],
            "truncate": data[:last],
        }
        return changed[str(kind)]

    return change


@pytest.mark.parametrize("name", SEEDS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=some.lists(damage(), min_size=1, max_size=4))
def test_a_damaged_document_is_read_or_refused(
    tmp_path: Path, name: str, changes: list[Callable[[bytes], bytes]]
) -> None:
    data = SEEDS[name]
    for change in changes:
        data = change(data)
    (tmp_path / name).write_bytes(data)
    [file] = walk([tmp_path / name]).files
    for item in read_file(file, BOUNDED):
        assert isinstance(item, Article | Refusal)
        if isinstance(item, Refusal):
            assert "takes more than" not in item.reason
            assert "crash" not in item.reason
        else:
            texts = (item.title, item.lead, item.body)
            assert all(isinstance(text, str) and "\0" not in text for text in texts)
            "".join(texts).encode("utf-8")
