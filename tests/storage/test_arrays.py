"""Named arrays in one file: what is written is read, and damage is noticed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as numpy_arrays

from ksearch.arrays import ArrayFile, counted, write_arrays
from ksearch.disk import write_durably
from ksearch.errors import IndexCorrupt, StorageError

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
def test_a_file_that_is_none_of_these(data: bytes, tmp_path: Path) -> None:
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


def test_a_disk_that_refuses_leaves_no_half_file(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"first"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StorageError, match="No space left on device"):
        write_durably(tmp_path / "가.ksa", chunks())
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.integers(0, 40), max_size=60))
def test_small_values_are_counted_as_numpy_would_sort_them(values: list[int]) -> None:
    once, places = counted(np.array(values, np.int64))
    expected, which = np.unique(np.array(values, np.int64), return_inverse=True)
    assert once.tolist() == expected.tolist()
    assert places.tolist() == which.tolist()
