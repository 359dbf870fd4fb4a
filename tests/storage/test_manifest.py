"""The manifest: its replacement is the commit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ksearch.errors import IndexCorrupt, IndexNotFound, IndexVersionError
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import LexiconEntry, Manifest, Model, SegmentEntry

FULL = Manifest(
    generation=7,
    analyser="kiwi 0.24",
    model=Model(boosts=(3.0, 2.0, 1.0), average_lengths=(5.0, 20.0, 300.5)),
    segments=(
        SegmentEntry("segment-1.ksa", 10, 100, 4096),
        SegmentEntry("segment-2.ksa", 20, 200, 8192, "deletions-3.ksa", 4),
    ),
    lexicon=(LexiconEntry("lexicon-1.ksa", 50, 2048),),
    sources="sources-1.ksa",
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert not manifests.exists(tmp_path)
    manifests.write(tmp_path, FULL)
    assert manifests.exists(tmp_path)
    assert manifests.read(tmp_path) == FULL
    assert [path.name for path in tmp_path.iterdir()] == [manifests.FILE_NAME]


def test_it_names_every_file_of_the_index() -> None:
    assert FULL.files() == {
        "segment-1.ksa",
        "segment-2.ksa",
        "deletions-3.ksa",
        "lexicon-1.ksa",
        "sources-1.ksa",
        "manifest.json",
    }
    assert Manifest().files() == {"manifest.json"}


def test_the_next_generation() -> None:
    following = FULL.following(segments=())
    assert (following.generation, following.segments) == (8, ())
    assert following.lexicon == FULL.lexicon


def test_no_manifest_is_no_index(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "없음"):
        with pytest.raises(IndexNotFound, match="ksearch index"):
            manifests.read(folder)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"checksum": 1}']
)
def test_what_is_no_manifest(data: bytes, tmp_path: Path) -> None:
    (tmp_path / manifests.FILE_NAME).write_bytes(data)
    with pytest.raises(IndexCorrupt, match="ksearch rebuild"):
        manifests.read(tmp_path)


def test_every_changed_character_is_noticed(tmp_path: Path) -> None:
    manifests.write(tmp_path, FULL)
    path = tmp_path / manifests.FILE_NAME
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        data = bytearray(whole)
        data[place] ^= 0x01
        path.write_bytes(bytes(data))
        try:
            assert manifests.read(tmp_path) == FULL, place
        except IndexCorrupt:
            continue


def test_a_newer_format_is_refused_before_it_is_understood(tmp_path: Path) -> None:
    import zlib

    content = json.dumps({"format_version": manifests.FORMAT_VERSION + 1, "layout": "unheard of"})
    text = json.dumps({"checksum": zlib.crc32(content.encode()), "content": content})
    (tmp_path / manifests.FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(IndexVersionError, match=f"format {manifests.FORMAT_VERSION + 1}"):
        manifests.read(tmp_path)


def test_fields_of_a_manifest_that_do_not_fit_are_damage(tmp_path: Path) -> None:
    import zlib

    content = json.dumps({"format_version": manifests.FORMAT_VERSION, "layout": "unheard of"})
    text = json.dumps({"checksum": zlib.crc32(content.encode()), "content": content})
    (tmp_path / manifests.FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(IndexCorrupt):
        manifests.read(tmp_path)
