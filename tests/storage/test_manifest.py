"""The manifest: its replacement is the commit."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest

from ksearch.model.errors import IndexCorrupt, IndexNotFound, IndexVersionError
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
    identity="00ff",
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert not manifests.exists(tmp_path)
    manifests.write(tmp_path, FULL)
    assert manifests.exists(tmp_path)
    assert manifests.read(tmp_path) == FULL
    assert [path.name for path in tmp_path.iterdir()] == [manifests.MANIFEST_FILE_NAME]


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
    (tmp_path / manifests.MANIFEST_FILE_NAME).write_bytes(data)
    with pytest.raises(IndexCorrupt, match="ksearch rebuild"):
        manifests.read(tmp_path)


def test_every_changed_character_is_noticed(tmp_path: Path) -> None:
    manifests.write(tmp_path, FULL)
    path = tmp_path / manifests.MANIFEST_FILE_NAME
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        data = bytearray(whole)
        data[place] ^= 0x01
        path.write_bytes(bytes(data))
        try:
            assert manifests.read(tmp_path) == FULL, place
        except IndexCorrupt:
            continue


def put(folder: Path, fields: object) -> None:
    """Write a manifest that says whatever it likes, with the right checksum."""
    content = json.dumps(fields)
    text = json.dumps({"checksum": zlib.crc32(content.encode()), "content": content})
    (folder / manifests.MANIFEST_FILE_NAME).write_text(text, encoding="utf-8")


SEGMENT = {"file": "segment-1.ksa", "articles": 1, "tokens": 1, "bytes": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"generation": -1},
        {"generation": "7"},
        {"generation": True},
        {"generation": 1 << 80},
        {"engine": 5},
        {"sources": "../남의/sources-1.ksa"},
        {"sources": "/etc/passwd"},
        {"words": ["words-1.ksa"]},
        {"segments": [{**SEGMENT, "file": "segment-1.ksa/../../x.ksa"}]},
        {"segments": [{**SEGMENT, "articles": -1}]},
        {"segments": [{**SEGMENT, "articles": 1.5}]},
        {"segments": [{**SEGMENT, "deletions": "deletions-1.ksa", "deleted": 2}]},
        {"segments": [{**SEGMENT, "deleted": 1}]},
        {"segments": 7},
        {"model": {"saturation": -1}},
        {"model": {"average_lengths": [1, 2]}},
        {"model": {"average_lengths": [1, 2, 0]}},
        {"model": {"boosts": [1, 2, float("inf")]}},
        {"unheard of": 1},
    ],
)
def test_values_that_no_manifest_has_are_damage(changes: dict[str, object], tmp_path: Path) -> None:
    manifests.write(tmp_path, FULL)
    fields = json.loads(
        json.loads((tmp_path / manifests.MANIFEST_FILE_NAME).read_bytes())["content"]
    )
    put(tmp_path, {**fields, **changes})
    with pytest.raises(IndexCorrupt, match="ksearch rebuild"):
        manifests.read(tmp_path)


def test_a_manifest_of_before_there_were_identities_is_read_and_gets_one(tmp_path: Path) -> None:
    manifests.write(tmp_path, FULL)
    fields = json.loads(
        json.loads((tmp_path / manifests.MANIFEST_FILE_NAME).read_bytes())["content"]
    )
    del fields["identity"]
    put(tmp_path, {**fields, "format_version": 1})
    old = manifests.read(tmp_path)
    assert (old.identity, old.format_version, old.segments) == ("", 1, FULL.segments)
    manifests.write(tmp_path, old)
    new = manifests.read(tmp_path)
    assert new.identity
    assert new.format_version == manifests.FORMAT_VERSION
    manifests.write(tmp_path, new.following())
    assert manifests.read(tmp_path).identity == new.identity


@pytest.mark.parametrize(
    "kind", ["link", pytest.param("pipe", marks=pytest.mark.posix("named pipes")), "folder"]
)
def test_only_a_regular_file_is_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / manifests.MANIFEST_FILE_NAME
    if kind == "link":
        (tmp_path / "다른").write_text("비밀", encoding="utf-8")
        path.symlink_to(tmp_path / "다른")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(IndexCorrupt, match="not a regular file") as caught:
        manifests.read(tmp_path)
    assert "비밀" not in str(caught.value)


def test_a_manifest_of_absurd_size_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifests.write(tmp_path, FULL)
    monkeypatch.setattr(manifests, "MAX_BYTES", 100)
    with pytest.raises(IndexCorrupt, match="at most 100"):
        manifests.read(tmp_path)


def test_a_newer_format_is_refused_before_it_is_understood(tmp_path: Path) -> None:
    put(tmp_path, {"format_version": manifests.FORMAT_VERSION + 1, "layout": "unheard of"})
    with pytest.raises(IndexVersionError, match=f"format {manifests.FORMAT_VERSION + 1}"):
        manifests.read(tmp_path)


def test_fields_of_a_manifest_that_do_not_fit_are_damage(tmp_path: Path) -> None:
    put(tmp_path, {"format_version": manifests.FORMAT_VERSION, "layout": "unheard of"})
    with pytest.raises(IndexCorrupt):
        manifests.read(tmp_path)
