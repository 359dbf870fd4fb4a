"""The scripts of ``examples/`` do what they say."""

from __future__ import annotations

import runpy
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import ksearch

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


def script(name: str) -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLES / name))


def test_every_example_is_tried_here() -> None:
    assert sorted(path.name for path in EXAMPLES.glob("*.py")) == [
        "index_a_folder.py",
        "index_a_table.py",
        "rerank_by_meaning.py",
        "search_from_a_script.py",
    ]


def test_index_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], without_kiwi: None
) -> None:
    source = tmp_path / "기사"
    source.mkdir()
    (source / "등대.txt").write_text("등대에 불이 켜졌다\n\n섬사람들이 반겼다.\n", encoding="utf-8")
    (source / "그림.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100))
    script("index_a_folder.py")["main"](str(source), str(tmp_path / "색인"))
    out = capsys.readouterr().out
    assert out.startswith("1 added, 0 changed, 0 removed; 1 articles in ")
    assert "not read: 그림.txt: " in out.replace(str(source) + "/", "")


def test_search_from_a_script(seed_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script("search_from_a_script.py")["main"]("철강 디지털 전환", str(seed_folder))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 found"
    assert lines[1] == "1. 경북도, [철강] 금속 [디지털] 대[전환] 선포"
    assert "[철강]" in lines[2]


def test_search_from_a_script_without_an_index_is_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "search_from_a_script.py"), "철강", str(tmp_path / "없음")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("there is no index in ")
    assert done.stderr.count("\n") == 1


def test_index_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], without_kiwi: None
) -> None:
    database, index = str(tmp_path / "기사.db"), str(tmp_path / "색인")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE articles (id, title, body, date, publisher)")
        rows = [
            (1, "갯벌에 돌아온 철새", "철새 떼가 갯벌에 내렸다.", "2025-02-12", "갯벌일보"),
            (2, "산골 장터", "장터에 손님이 들었다.", None, None),
        ]
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows)
    main = script("index_a_table.py")["main"]
    main(database, index)
    main(database, index)
    assert capsys.readouterr().out == f"2 rows indexed in {index}\n" * 2
    with ksearch.open(index) as opened:
        assert len(opened) == 2
        hit = opened.search("철새").hits[0]
        assert (hit.id, hit.publisher) == ("1", "갯벌일보")
        assert hit.date is not None
        assert hit.date.date().isoformat() == "2025-02-12"
        assert opened.get("2").date is None


def test_rerank_by_meaning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], without_kiwi: None
) -> None:
    def embed(texts: list[str]) -> list[list[float]]:
        """Take the place of a model: what is about the sea is close to what is about the sea."""
        return [[float("등대" in text), float("바다" in text or "섬" in text)] for text in texts]

    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        writer.add(ksearch.Article(id="1", title="등대 불빛", lead="산에 있는 등대 불빛이다."))
        writer.add(ksearch.Article(id="2", title="등대 불빛", lead="섬에 있는 등대 불빛이다."))
    script("rerank_by_meaning.py")["main"]("바다 등대 불빛", str(index.path), embed)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1. 등대 불빛 (")
    assert float(first.split("(")[1][:-1]) >= float(second.split("(")[1][:-1])
