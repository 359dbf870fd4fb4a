"""Two folders of articles, whose files have one name in common, and an index for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_folders import write


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "색인"


@pytest.fixture
def y2024(tmp_path: Path) -> Path:
    return write(tmp_path / "2024", a0101="섬마을", a0102="산마을")


@pytest.fixture
def y2025(tmp_path: Path) -> Path:
    return write(tmp_path / "2025", a0101="강마을")
