"""Folders of articles to be indexed, and what an index has of them."""

from __future__ import annotations

import json
from pathlib import Path

import ksearch
from ksearch.storage.snapshot import open_snapshot

#: The titles of the articles in the folders 2024 and 2025.
ALL = {"섬마을 소식", "산마을 소식", "강마을 소식"}


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(f"{text} 소식\n\n{text}에 눈이 왔다.\n", "utf-8")
    return folder


def rows(path: Path, **bodies: str) -> Path:
    lines = [
        json.dumps({"id": name.lstrip("_"), "title": body, "body": body}, ensure_ascii=False)
        for name, body in bodies.items()
    ]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def held(index: Path) -> dict[str, str]:
    """Return the articles of an index: their titles by their ids."""
    snapshot = open_snapshot(index)
    articles = [
        segment.article(number)
        for segment in snapshot.segments
        for number in range(len(segment))
        if segment.is_live(number)
    ]
    found = {article.id: article.title for article in articles}
    assert len(found) == len(articles), "an id is borne by two articles"
    return found


def counts(report: ksearch.UpdateReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged
