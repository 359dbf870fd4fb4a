"""Named arrays in one file: what is written is read, and damage is noticed."""

from __future__ import annotations

import errno
import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as numpy_arrays

from ksearch.arrays import ArrayFile, distinct_and_places, write_arrays
from ksearch.disk import write_durably
from ksearch.model.errors import IndexCorrupt, StorageError

KINDS = [np.uint8, np.int16, np.uint32, np.int64, np.uint64, np.float32, np.float64, np.bool_]


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8).filter(lambda name: name.isprintable()),
        st.sampled_from(KINDS).flatmap(
            lambda kind: (
                numpy_arrays(kind, st.integers(0, 40), elements={"allow_nan": False})
                if np.issubdtype(kind, np.floating)
                else numpy_arrays(kind, st.integers(0, 40))
            )
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, np.ndarray]
) -> None:
    path = tmp_path_factory.mktemp("배열") / "가.ksa"
    size = write_arrays(path, content)
    file = ArrayFile(path)
    assert size == file.size == path.stat().st_size
    assert sorted(file) == sorted(content)
    for name, array in content.items():
        assert file[name].dtype == array.dtype
        assert file[name].tolist() == array.tolist()
    assert file.problems() == []


def test_arrays_are_aligned_and_read_only(tmp_path: Path) -> None:
    write_arrays(tmp_path / "가.ksa", {"하나": np.arange(3, dtype=np.uint8), "둘": np.arange(5)})
    array = ArrayFile(tmp_path / "가.ksa")["둘"]
    assert array.ctypes.data % 64 == 0
    assert not array.flags.writeable


def test_an_array_that_is_not_in_one_piece_is_written_all_the_same(tmp_path: Path) -> None:
    write_arrays(tmp_path / "가.ksa", {"짝수": np.arange(10)[::2]})
    assert ArrayFile(tmp_path / "가.ksa")["짝수"].tolist() == [0, 2, 4, 6, 8]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"없음\.ksa"):
        ArrayFile(tmp_path / "없음.ksa")


@pytest.mark.parametrize("data", [b"", b"K", b"KSARRAY1", b"x" * 200, b"KSARRAY1" + b"\xff" * 100])
def test_a_file_of_another_kind_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "가.ksa").write_bytes(data)
    with pytest.raises(IndexCorrupt, match="ksearch rebuild"):
        ArrayFile(tmp_path / "가.ksa")


def test_a_flipped_bit_names_the_array(tmp_path: Path) -> None:
    path = tmp_path / "가.ksa"
    write_arrays(path, {"성한": np.arange(3000), "상한": np.full(3000, 7)})
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(bytes(data))
    (problem,) = ArrayFile(path).problems()
    assert problem.startswith("가.ksa: ")
    assert "“상한”" in problem
    assert "성한" not in problem


def test_a_file_cut_short_anywhere_is_refused_or_reported(tmp_path: Path) -> None:
    path = tmp_path / "가.ksa"
    write_arrays(path, {"하나": np.arange(50), "둘": np.arange(50)})
    whole = path.read_bytes()
    padding = -50 * 8 % 64
    for length in range(0, len(whole) - padding, 7):
        path.write_bytes(whole[:length])
        with pytest.raises(IndexCorrupt):
            ArrayFile(path)


def test_every_changed_byte_of_a_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "가.ksa"
    kept = {
        "하나": np.arange(7, dtype=np.uint8),
        "둘": np.arange(2500),
        "셋": np.zeros(0, np.int16),
    }
    write_arrays(path, kept)
    whole = path.read_bytes()
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= 0x20
        path.write_bytes(bytes(data))
        try:
            file = ArrayFile(path)
        except IndexCorrupt:
            continue
        assert file.problems(), place
        read = 0
        for name in file:
            try:
                assert file[name].tolist() == kept[name].tolist()
                read += 1
            except IndexCorrupt:
                continue
        padding = not whole[place]
        assert read < 3 or padding, place


def test_only_what_is_read_of_an_array_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "가.ksa"
    write_arrays(path, {"수": np.arange(20_000)})
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    numbers = ArrayFile(path).lazily("수")
    assert numbers.between(5, 8).tolist() == [5, 6, 7]
    assert numbers.at(np.array([9, 3])).tolist() == [9, 3]
    assert numbers.covering(np.array([1]), np.array([4]))[1:4].tolist() == [1, 2, 3]
    for read in (
        lambda: numbers.between(19_990, 20_000),
        lambda: numbers.at(np.array([3, 19_999])),
        lambda: numbers.covering(np.array([1, 19_998]), np.array([4, 20_000])),
        numbers.whole,
        lambda: ArrayFile(path)["수"],
    ):
        with pytest.raises(
            IndexCorrupt, match=r"가\.ksa is damaged .*“수”.*ksearch check --repair"
        ):
            read()


@given(st.data())
def test_what_is_read_lazily_is_what_was_written(data: st.DataObject) -> None:
    import tempfile

    size = data.draw(st.sampled_from([0, 1, 5, 2047, 2048, 2049, 5000]))
    kept = {"앞": np.arange(data.draw(st.integers(0, 9))), "수": np.arange(size, dtype=np.uint64)}
    with tempfile.TemporaryDirectory() as folder:
        write_arrays(Path(folder) / "가.ksa", kept)
        file = ArrayFile(Path(folder) / "가.ksa")
    assert file.problems() == []
    numbers = file.lazily("수")
    places = data.draw(st.lists(st.integers(0, max(size - 1, 0)), max_size=20 if size else 0))
    assert numbers.at(np.array(places, np.int64)).tolist() == places
    begin = data.draw(st.integers(0, size))
    assert numbers.between(begin, size).tolist() == list(range(begin, size))
    assert numbers.whole().tolist() == list(range(size))


def of_format_1(arrays: dict[str, np.ndarray]) -> bytes:
    """Write a file as ksearch did before there were blocks."""
    offset, header, body = 0, {}, b""
    for name, array in arrays.items():
        data = array.tobytes()
        header[name] = [array.dtype.str, len(array), offset, zlib.crc32(data)]
        body += data.ljust(-(-len(data) // 64) * 64, b"\0")
        offset = len(body)
    text = json.dumps(header).encode()
    prefix = struct.pack("<8sII", b"KSARRAY1", len(text), zlib.crc32(text))
    start = -(-(len(prefix) + len(text)) // 64) * 64
    return prefix + text.ljust(start - len(prefix)) + body


def test_a_file_of_format_1_is_read_and_compared(tmp_path: Path) -> None:
    path = tmp_path / "가.ksa"
    kept = {"하나": np.arange(7, dtype=np.uint8), "둘": np.arange(100), "셋": np.zeros(0, np.int16)}
    whole = of_format_1(kept)
    path.write_bytes(whole)
    file = ArrayFile(path)
    assert {name: file[name].tolist() for name in file} == {n: a.tolist() for n, a in kept.items()}
    assert file.lazily("둘").between(3, 5).tolist() == [3, 4]
    assert file.problems() == []
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= 0x20
        path.write_bytes(bytes(data))
        try:
            assert ArrayFile(path).problems(), place
        except IndexCorrupt:
            continue


def with_header(path: Path, header: object) -> None:
    """Put another header on a file, with the right checksum."""
    text = json.dumps(header).encode()
    prefix = struct.pack("<8sIIIIQ", b"KSARRAY2", len(text), zlib.crc32(text), 0, 0, 0)
    head = (prefix + text).ljust(-(-(32 + len(text)) // 64) * 64, b"\0")
    path.write_bytes(head[:24] + struct.pack("<Q", len(head)) + head[32:])


@pytest.mark.parametrize(
    "header",
    [
        [],
        7,
        {"수": 7},
        {"수": ["<i8"]},
        {"수": ["O", 1, 0]},
        {"수": ["|V4000000000", 1, 0]},
        {"수": ["<i8", 1 << 60, 0]},
        {"수": ["<i8", -1, 0]},
        {"수": ["<i8", 0, -64]},
        {"수": ["<i8", 0, 1 << 70]},
        {"수": ["<i8", 1.5, 0]},
        {"수": ["<i8", True, 0]},
        {"수": [["<i8"], 1, 0]},
    ],
)
def test_a_header_that_promises_what_is_not_there_is_refused(
    header: object, tmp_path: Path
) -> None:
    with_header(tmp_path / "가.ksa", header)
    with pytest.raises(IndexCorrupt, match="ksearch rebuild"):
        ArrayFile(tmp_path / "가.ksa")


@pytest.mark.parametrize(
    "kind", ["link", pytest.param("pipe", marks=pytest.mark.posix("named pipes")), "folder"]
)
def test_only_a_regular_file_is_opened(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "가.ksa"
    if kind == "link":
        write_arrays(tmp_path / "나.ksa", {"하나": np.arange(5)})
        path.symlink_to(tmp_path / "나.ksa")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(IndexCorrupt, match="not a regular file"):
        ArrayFile(path)


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "가.ksa").write_bytes(b"kept")
    (tmp_path / "나.ksa").symlink_to(tmp_path / "다")
    for name in ("가.ksa", "나.ksa"):
        with pytest.raises(StorageError, match=r"File exists|symbolic links"):
            write_arrays(tmp_path / name, {"하나": np.arange(5)})
    assert (tmp_path / "가.ksa").read_bytes() == b"kept"
    assert not (tmp_path / "다").exists()


def test_a_disk_that_refuses_leaves_no_half_file(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"first"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StorageError, match="No space left on device"):
        write_durably(tmp_path / "가.ksa", chunks())
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.integers(0, 40), max_size=60))
def test_small_values_are_counted_as_numpy_would_sort_them(values: list[int]) -> None:
    once, places = distinct_and_places(np.array(values, np.int64))
    expected, which = np.unique(np.array(values, np.int64), return_inverse=True)
    assert once.tolist() == expected.tolist()
    assert places.tolist() == which.tolist()
