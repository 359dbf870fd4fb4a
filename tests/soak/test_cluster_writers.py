"""Two writers and four readers at once: nothing is lost, nothing differs from one writer's work.

``KSEARCH_SOAK_SECONDS`` says for how long (300), and ``KSEARCH_SOAK_ARTICLES`` names a file of real
articles (JSON lines) to write in the place of invented ones.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")
pytest.importorskip("opensearchpy")

from cluster_writers import differences, letters_of, queries_of, run_all

import ksearch

SECONDS = float(os.environ.get("KSEARCH_SOAK_SECONDS", "300"))


@pytest.mark.parametrize("seconds", [12.0, pytest.param(SECONDS, marks=pytest.mark.soak)])
def test_two_writers_and_four_readers(
    seconds: float, fresh_location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ksearch.create(fresh_location).close()
    rebuilt: list[ksearch.UpdateReport] = []
    # In the middle of it, all is rebuilt and switched.
    rebuilding = threading.Timer(
        seconds / 2, lambda: rebuilt.append(ksearch.rebuild(fresh_location, wait=120))
    )
    rebuilding.start()
    reports = run_all(fresh_location, seconds)
    rebuilding.join(300)
    assert [fault for report in reports for fault in report.faults] == []
    assert len(rebuilt) == 1
    acknowledged = {name: text for each in reports for name, text in each.acknowledged.items()}
    with ksearch.open(fresh_location) as index, ksearch.create(tmp_path / "index") as alone:
        texts = {article.id: letters_of(article) for article in index}
        assert {name: text for name, text in acknowledged.items() if text is not None} == texts
        with alone.writer() as writer:
            for article in index:
                writer.add(article)
        queries = queries_of(40)
        assert differences(alone, index, queries) == []
        assert index.check().sound
        ksearch.rebuild(fresh_location)
        index.refresh()
        assert differences(alone, index, queries) == []
    commits, searches = (sum(each) for each in zip(*(one[1:3] for one in reports), strict=True))
    print(f"{commits} commits, {len(texts)} articles, {searches} searches; 0 differences")
