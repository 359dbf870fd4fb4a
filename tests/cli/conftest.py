"""A made-up index, and a way to run the command line over it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch.cli import main
from ksearch.model.article import Article
from ksearch.model.errors import ArticleNotFound
from ksearch.model.reports import (
    CheckReport,
    Contribution,
    MatchedText,
    Progress,
    Refused,
    Stats,
    UpdateReport,
)
from ksearch.model.results import Hit, Results, Snippet

KOREAN_TIME = timezone(timedelta(hours=9))

FIRST = Article(
    id="강원/배추.txt",
    title="고랭지 배추 창고 짓는다",
    lead="강원도가 고랭지 배추 저장 시설을 새로 짓는다.",
    body="도는 내년까지 창고 세 동을 세운다.\n농민들은 반겼다.",
    date=datetime(2025, 2, 12, 11, 14, tzinfo=KOREAN_TIME),
    author="홍길순",
    publisher="산골신문",
    url="https://example.com/배추?a=1&b=2",
    path="강원/배추.txt",
)
SECOND = Article(
    id="전남/양파.txt",
    title="<양파> 값 & 배추 값",
    lead="양파 값이 내렸다.",
    body="배추 값은 그대로다.",
    url="javascript:alert(1)",
)


EXPLANATION = (
    Contribution(
        "배추 in the title",
        4.25,
        word="배추",
        field="title",
        matches=(MatchedText("배추", 4, 6, "title"),),
    ),
    Contribution("창고", 0.0, "not in the article", word="창고"),
    Contribution(
        "the words as an exact run", 0.5, matches=(MatchedText("배추 창고", 0, 5, "body"),)
    ),
)

HITS = (
    Hit(
        rank=1,
        id=FIRST.id,
        title=FIRST.title,
        lead=FIRST.lead,
        score=4.75,
        path=FIRST.path,
        date=FIRST.date,
        publisher=FIRST.publisher,
        author=FIRST.author,
        url=FIRST.url,
        similar_count=2,
        snippet=Snippet("강원도가 고랭지 배추 저장 시설을", ((9, 11),)),
        title_matches=((4, 6), (7, 9)),
        explanation=EXPLANATION,
    ),
    Hit(
        rank=2,
        id=SECOND.id,
        title=SECOND.title,
        lead=SECOND.lead,
        score=1.5,
        url=SECOND.url,
        missing=("창고",),
        snippet=Snippet("배추 값은 그대로다.", ((0, 2),)),
        title_matches=((9, 11),),
        explanation=EXPLANATION,
    ),
)

RESULTS = Results(
    query="배추 창고",
    interpreted="배추 AND 창고",
    total=2,
    took_ms=1.25,
    offset=0,
    suggestion=None,
    hits=HITS,
)


class FakeIndex:
    """Answers every search alike, and remembers what it was asked."""

    def __init__(self) -> None:
        self.results = RESULTS
        self.asked: list[tuple[Any, ...]] = []
        self.damage: tuple[str, ...] = ()
        self.lost: tuple[str, ...] = ()
        self.error: BaseException | None = None

    def __enter__(self) -> FakeIndex:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def search(self, query: str, **options: Any) -> Results:
        self.asked.append((query, options))
        if self.error is not None:
            raise self.error
        return self.results

    def similar(self, article_id: str, limit: int = 10, group: bool = True) -> Results:
        self.asked.append((article_id, limit, group))
        return replace(self.results, hits=HITS[1:], total=1)

    def get(self, article_id: str) -> Article:
        for article in (FIRST, SECOND):
            if article.id == article_id:
                return article
        raise ArticleNotFound(f"the index holds no article {article_id}")

    def suggest(self, prefix: str, limit: int = 10) -> list[str]:
        return [word for word in ("배추", "배추밭", "배나무") if word.startswith(prefix)][:limit]

    def source_paths(self) -> tuple[str, ...]:
        return ()

    def stats(self) -> Stats:
        return Stats(
            articles=1234,
            deleted=5,
            segments=3,
            terms=45_678,
            eojeols=34_567,
            tokens=456_789,
            bytes_on_disk=2_500_000,
            text_bytes=5_000_000,
            format_version=1,
            analyser="kiwi",
            first_date=datetime(2023, 1, 2, tzinfo=KOREAN_TIME),
            last_date=FIRST.date,
            publishers={"산골신문": 1000, "갯벌일보": 234},
            average_lengths={"title": 8.25, "body": 200.0},
            boosts={"title": 2.0, "body": 1.0},
        )

    def check(self) -> CheckReport:
        return CheckReport(files=7, bytes=2_500_000, articles=1234, problems=self.damage)

    def checked(self, path: str, *, repair: bool = False, progress: Any = None) -> CheckReport:
        if not repair:
            return self.check()
        return replace(self.check(), problems=(), repaired=self.damage, lost=self.lost)


class Updates:
    """Stands for `ksearch.update` and `ksearch.rebuild`."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.report = UpdateReport(
            added=1200,
            changed=2,
            removed=1,
            unchanged=30,
            refused=(Refused("잡동사니/사진.txt", "is no text"),),
            skipped_files=4,
            total=1232,
            seconds=1.5,
            analysed=345,
        )

    def __call__(self, path: str, sources: list[str], **options: Any) -> UpdateReport:
        self.asked.append((path, list(sources), options))
        show = options["progress"]
        if show is not None:
            show(Progress("reading", 0, 0, 1000))
            show(Progress("reading", 600, 500, 1000))
            show(Progress("writing", 1200, 1000, 1000))
        return self.report


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> Updates:
    fake = Updates()
    monkeypatch.setattr(ksearch, "update", fake, raising=False)
    monkeypatch.setattr(ksearch, "rebuild", fake, raising=False)
    return fake


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


class TerminalStream(io.StringIO):
    """Text that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> FakeIndex:
    fake = FakeIndex()
    monkeypatch.setattr(ksearch, "open", lambda path: fake, raising=False)
    monkeypatch.setattr(ksearch, "check", fake.checked, raising=False)
    return fake


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("KSEARCH_CONFIG", "")
    monkeypatch.setenv("KSEARCH_HYPERLINKS", "never")
    monkeypatch.setenv("LINES", "1000")
    for name in ("NO_COLOR", "KSEARCH_INDEX", "KSEARCH_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run a command line; ``columns`` makes its outputs a terminal of that width."""

    def run(*arguments: str, columns: int | None = None) -> Outcome:
        kind = io.StringIO if columns is None else TerminalStream
        out, err = kind(), kind()
        with monkeypatch.context() as patch:
            if columns is not None:
                patch.setenv("COLUMNS", str(columns))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            status = main(arguments)
        return Outcome(status, out.getvalue(), err.getvalue())

    return run
