"""Indexes of earlier versions are taken over with their sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from source_folders import counts, held, write

import ksearch
from ksearch.arrays import write_arrays
from ksearch.storage import manifest as manifests
from ksearch.storage.segments.columns import pack_column
from ksearch.storage.sources import read_sources

pytestmark = pytest.mark.usefixtures("without_kiwi")


def make_old(index: Path, files: list[tuple[Path, str, Path]]) -> None:
    """Give an index the table of files that earlier versions kept: root, key, path."""
    manifest = manifests.read(index)
    known = {row.key: row for row in read_sources(index / manifest.sources).files}
    arrays = {
        "sizes": np.array([path.stat().st_size for _, _, path in files]),
        "times": np.array([path.stat().st_mtime_ns for _, _, path in files]),
        **pack_column("root", [str(root) for root, _, _ in files]),
        **pack_column("key", [key for _, key, _ in files]),
        **pack_column("path", [str(path) for _, _, path in files]),
    }
    assert {key for _, key, _ in files} <= {*known, "a0101.txt"}
    write_arrays(index / "sources-000099-old.ksa", arrays)
    manifests.write(index, manifest.changed(sources="sources-000099-old.ksa"))


def test_an_older_index_is_taken_over(index: Path, y2024: Path, y2025: Path) -> None:
    ksearch.update(index, [y2024, y2025])
    before = held(index)
    paths = [*sorted(y2024.iterdir()), *sorted(y2025.iterdir())]
    make_old(index, [(p.parent, f"{p.parent.name}/{p.name}", p) for p in paths])
    assert set(ksearch.open(index).source_paths()) == {str(y2024), str(y2025)}
    assert counts(ksearch.update(index)) == (0, 0, 0, 3)
    write(y2024, a0103="들마을")
    assert counts(ksearch.update(index, y2024)) == (1, 0, 0, 3)
    assert held(index) == before | {"2024/a0103.txt": "들마을 소식"}


def test_what_an_earlier_version_had_overwritten_comes_back(
    index: Path, y2024: Path, y2025: Path
) -> None:
    (y2024 / "a0102.txt").unlink()
    ksearch.update(index, y2025)
    make_old(index, [(y, "a0101.txt", y / "a0101.txt") for y in (y2024, y2025)])
    assert counts(ksearch.update(index)) == (1, 0, 0, 1)
    assert held(index) == {"a0101.txt": "강마을 소식", "2024/a0101.txt": "섬마을 소식"}


def test_what_an_earlier_version_had_doubled_is_one_again(
    index: Path, y2024: Path, y2025: Path
) -> None:
    ksearch.update(index, y2024)
    doubles = [
        ksearch.Article(id=f"2024/{name}", title="옛 글", path=f"2024/{name}")
        for name in ("a0101.txt", "a0102.txt")
    ]
    by_hand = ksearch.Article(id="2023/a0101.txt", title="손으로", path="2023/a0101.txt")
    ksearch.add(index, [*doubles, by_hand])
    make_old(index, [(y2024, path.name, path) for path in sorted(y2024.iterdir())])
    assert counts(ksearch.update(index)) == (0, 0, 2, 3)
    assert set(held(index)) == {"a0101.txt", "a0102.txt", "2023/a0101.txt"}
