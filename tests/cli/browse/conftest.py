"""An invented index to browse."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import ksearch

KOREAN_TIME = timezone(timedelta(hours=9))

ARTICLES = (
    ksearch.Article(
        id="등대/1.txt",
        title="등대지기, 섬에 남다",
        lead="마지막 등대지기가 섬에 남기로 했다.",
        body="등대는 바다를 밝힌다.\n\n등대지기 한 사람이 항구 불빛을 지킨다. 등대지기는 혼자다.",
        date=datetime(2025, 3, 4, 9, 30, tzinfo=KOREAN_TIME),
        publisher="갯벌일보",
        section="사회",
        author="한바다",
        url="https://news.example/lighthouse",
    ),
    ksearch.Article(
        id="등대/2.txt",
        title="등대 불빛이 바뀐다",
        body="항구의 등대가 항구 불빛을 바꾼다. 섬에서도 보인다.",
        date=datetime(2025, 2, 1, tzinfo=KOREAN_TIME),
        publisher="남녘신문",
        section="경제",
        author="김노을",
    ),
    ksearch.Article(
        id="배추.txt",
        title="고랭지 배추 창고 짓는다",
        body="강원도가 배추 창고를 짓는다.",
        date=datetime(2024, 12, 24, tzinfo=KOREAN_TIME),
        publisher="산골신문",
        section="경제",
        author="홍길순",
    ),
    ksearch.Article(
        id="나쁜 글",
        title="[bold]굵은[/bold] \x1b[31m제목\x07 [@click=app.quit]누름[/]",
        body="양파 \x1b]0;창\x07 값\u202e이 내렸다. [red]빨강[/red]",
    ),
)
#: Articles that fill more than a page.
MANY = tuple(
    ksearch.Article(
        id=f"장터/{number:02}",
        title=f"장터 소식 {number}호",
        body=f"산골 장터가 {number}번째로 열렸다.",
        date=datetime(2023, 1 + number % 12, 1 + number % 28, tzinfo=KOREAN_TIME),
        publisher="산골신문",
        section=f"지역{number % 20:02}",
    )
    for number in range(90)
)


@pytest.fixture(scope="session")
def browsed_folder(build: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index over `ARTICLES` and `MANY`."""
    folder: Path = tmp_path_factory.mktemp("browse")
    build(folder, [*ARTICLES, *MANY])
    return folder


@pytest.fixture
def index(browsed_folder: Path) -> ksearch.Index:
    """The opened index."""
    return ksearch.open(browsed_folder)
