"""Days without a year, resolved when an article is written: the same that a folder finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import ksearch
from ksearch.engines.opensearch.storage.undated import tokens_of, undated_days
from ksearch.plan import UndatedDayLeaf
from ksearch.ranking.postings.scorer import SegmentScorer

BODIES = (
    "등대는 4월 10일 문을 연다.",
    "2023년 3월 1일부터 4월 10일까지 섬 축제를 연다.",
    "지난해 4월 10일 배가 닿았다. 내년 12월 31일에 떠난다.",
    "지난 4월 10일 섬에 왔다. 오는 1월 2일 떠난다.",
    "그해 4월 10일의 일이다.",
    "2월 29일에 쉰다.",
)
DATES = ("2025-01-05", "2025-12-30", "2024-06-01", None)


def test_the_same_articles_mean_a_day(tmp_path: Path, build: Callable[..., Any]) -> None:
    articles = [
        ksearch.Article(
            id=f"{body}-{day}",
            title="4월 10일",
            body=text,
            date=datetime.fromisoformat(f"{day}T12:00:00+09:00") if day else None,
        )
        for body, text in enumerate(BODIES)
        for day in DATES
    ]
    snapshot = build(tmp_path, articles)
    [segment] = snapshot.segments
    scorer = SegmentScorer(segment, snapshot.manifest.model)
    kept = undated_days(segment)
    for year in range(2021, 2028):
        for month, day in ((4, 10), (12, 31), (1, 2), (3, 1), (2, 29)):
            if (month, day) == (2, 29) and year % 4:
                continue  # no such day, which the query knows
            for fields in (0b111, 0b001, 0b100):
                leaf = UndatedDayLeaf(year, month, day, fields)
                tokens = set(tokens_of(leaf))
                found = [number for number, each in enumerate(kept) if tokens & set(each)]
                assert found == scorer.leaf(leaf).articles.tolist(), leaf
