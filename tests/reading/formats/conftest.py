"""Reading what a test has written: `read`, `only` and `reason` as fixtures that take bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from ksearch import Article
from ksearch.reading import ReadOptions, Refusal, read_file, walk
from ksearch.reading.model import Read

Reading: TypeAlias = Callable[..., list[Read]]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """Write a file and return all that is read of it."""

    def reading(name: str, data: bytes | str, options: ReadOptions | None = None) -> list[Read]:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return [item for file in walk([path]).files for item in read_file(file, options)]

    return reading


@pytest.fixture
def articles(read: Reading) -> Callable[..., list[Article]]:
    """The same for files that hold nothing but articles."""

    def reading(name: str, data: bytes | str, options: ReadOptions | None = None) -> list[Article]:
        items = read(name, data, options)
        assert [item for item in items if isinstance(item, Refusal)] == []
        return [item for item in items if isinstance(item, Article)]

    return reading


@pytest.fixture
def only(articles: Callable[..., list[Article]]) -> Callable[..., Article]:
    """The same for files that hold one article."""

    def reading(name: str, data: bytes | str, options: ReadOptions | None = None) -> Article:
        [article] = articles(name, data, options)
        return article

    return reading


@pytest.fixture
def reason(read: Reading) -> Callable[..., str]:
    """The same for files that are refused whole."""

    def reading(name: str, data: bytes | str, options: ReadOptions | None = None) -> str:
        [refusal] = read(name, data, options)
        assert isinstance(refusal, Refusal), refusal
        return refusal.reason

    return reading


@pytest.fixture
def zipped() -> Callable[[Mapping[str, bytes | str]], bytes]:
    """Make a zip archive of members by name."""

    def packing(members: Mapping[str, bytes | str]) -> bytes:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in members.items():
                package.writestr(name, data)
        return held.getvalue()

    return packing
