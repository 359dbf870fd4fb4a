"""An invented index, a server over it, and a browser in front of that."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import HOSTILE, client_of, listening

import ksearch
from ksearch import Article
from ksearch.server.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from starlette.testclient import TestClient


KOREAN_TIME = timezone(timedelta(hours=9))


def _articles() -> Iterator[Article]:
    papers, sections = ("산골신문", "갯벌일보"), ("사회", "경제", "문화")
    for number in range(60):
        yield Article(
            id=f"배추/{number:02}.txt",
            title=f"고랭지 배추 {number}번째 소식",
            lead="강원도가 고랭지 배추 저장 시설을 새로 짓는다.",
            body=f"도는 창고 {number + 1}동을 세운다.\n농민들은 배추 값이 오를 것으로 본다.",
            date=datetime(2025, number % 12 + 1, number % 27 + 1, 9, tzinfo=KOREAN_TIME),
            publisher=papers[number % 2],
            section=sections[number % 3],
            author="홍길순" if number % 2 else "김노을",
            url=f"https://news.example/{number}",
        )
    yield Article(
        id="섬/도서관.txt",
        title="작은 섬 도서관 개관식 🎉",
        lead="면장은 작은 섬 도서관 문을 열었다.",
        body="도서관에는 책 삼천 권이 있다.",
        publisher="갯벌일보",
    )
    yield Article(
        id=f"나쁜/{HOSTILE}",
        title=f"악성 제목 {HOSTILE}",
        lead=f"악성 요약 {HOSTILE} \u202e뒤집힌 글",
        body=f"악성 본문 {HOSTILE}",
        author=HOSTILE,
        publisher=HOSTILE,
        section="javascript:window.ran=1",
        url="javascript:window.ran=1",
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of invented articles; not to be written to."""
    folder = tmp_path_factory.mktemp("서버") / "index"
    with ksearch.create(folder) as index, index.writer() as writer:
        for article in _articles():
            writer.add(article)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of the index, to be written to."""
    return Path(shutil.copytree(built, tmp_path / "index"))


@pytest.fixture
def client(built: Path) -> Iterator[TestClient]:
    """A client of a server that only this machine can reach."""
    with client_of(Settings(str(built))) as client:
        yield client


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    address: str
    folder: Path


@pytest.fixture
def server(folder: Path) -> Iterator[Running]:
    """A server that listens on a free port."""
    with listening(Settings(str(folder))) as address:
        yield Running(address, folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it; without one, these tests are skipped.

    Of one module alone: while it is open, playwright's event loop runs in the tests' thread.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    program = os.environ.get("KSEARCH_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("needs the program chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
