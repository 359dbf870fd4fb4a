"""Documents built byte by byte, as the libraries at hand only read them."""

from __future__ import annotations

import struct
import zlib

import pytest

SECTOR, MINI = 512, 64
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LINES = ("섬의 하루", "배가 왔다.", "우편물이 내렸다.")


def record(tag: int, payload: bytes) -> bytes:
    return struct.pack("<I", tag | len(payload) << 20) + payload


def compound_file(header: bytes, info: bytes, section: bytes) -> bytes:
    """An OLE compound file (MS-CFB) of FileHeader, DocInfo and BodyText/Section0."""
    # Streams this short stand in the mini stream, in pieces of 64 bytes chained by a mini table.
    starts, data, mini = [], b"", []
    for stream in (header, info, section):
        count = -(-len(stream) // MINI)
        starts.append(len(mini))
        mini += [*range(len(mini) + 1, len(mini) + count), END]
        data += stream.ljust(count * MINI, b"\0")
    # Sector 0 holds the table of sectors, 1 and 2 the directory, 3 the mini table, then the data.
    sectors = -(-len(data) // SECTOR)
    table = [FAT, 2, END, END, *range(5, 4 + sectors), END]

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le") + b"\0\0" if name else b""
        links = struct.pack("<III", FREE, right, child)
        place = struct.pack("<IQ", start, size)
        return (
            encoded.ljust(64, b"\0")
            + struct.pack("<HBB", len(encoded), kind, 1)
            + links
            + bytes(16 + 4 + 16)
            + place
        )

    folder = (
        entry("Root Entry", 5, 1, FREE, 4, len(data))
        + entry("FileHeader", 2, FREE, 2, starts[0], len(header))
        + entry("DocInfo", 2, FREE, 3, starts[1], len(info))
        + entry("BodyText", 1, 4, FREE, 0, 0)
        + entry("Section0", 2, FREE, FREE, starts[2], len(section))
        + entry("", 0, FREE, FREE, 0, 0) * 3
    )
    start = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 3, 1, END, 0,
    )  # fmt: skip
    allocation = struct.pack("<109I", *([0] + [FREE] * 108))
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    mini_table = struct.pack(f"<{len(mini)}I", *mini).ljust(SECTOR, b"\xff")
    return start + allocation + fat + folder + mini_table + data.ljust(sectors * SECTOR, b"\0")


def hwp5_document(flags: int) -> bytes:
    def packed(data: bytes) -> bytes:
        pack = zlib.compressobj(wbits=-15)
        return pack.compress(data) + pack.flush()

    header = b"HWP Document File\0".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    properties = record(16, struct.pack("<H", 1).ljust(26, b"\0"))
    text = b"".join(record(67, (line + "\r").encode("utf-16-le")) for line in LINES)
    return compound_file(header.ljust(256, b"\0"), packed(properties), packed(text))


@pytest.fixture
def hwp5() -> bytes:
    return hwp5_document(flags=1)


@pytest.fixture
def locked_hwp5() -> bytes:
    return hwp5_document(flags=1 | 2)


@pytest.fixture
def pdf() -> bytes:
    """A page of three lines in a font whose codes are UTF-16, as its ToUnicode map says."""
    shown = " 0 -20 Td ".join(f"<{line.encode('utf-16-be').hex()}> Tj" for line in LINES)
    content = f"BT /F1 12 Tf 20 180 Td {shown} ET".encode()
    codes = sorted({ord(character) for line in LINES for character in line})
    pairs = "\n".join(f"<{code:04x}> <{code:04x}>" for code in codes)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange {len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end"
    ).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]"
        b"/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 8\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )
