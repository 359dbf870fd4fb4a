"""What ``ksearch search --json`` prints, and the exit status: other programs rely on both."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from ksearch.cli import main

KEYS = {"query", "interpreted", "total", "took_ms", "offset", "suggestion", "hits"}
HIT_KEYS = {
    "rank", "id", "path", "title", "lead", "date", "publisher", "author", "url", "score",
    "missing", "title_matches", "snippet",
}  # fmt: skip


@pytest.fixture
def answer(location: str, capsys: pytest.CaptureFixture[str]) -> Any:
    def answer(*arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        status = main(["search", *arguments, "--json", "--index", location])
        out = capsys.readouterr().out
        return status, json.loads(out) if out else None

    return answer


def test_the_object(answer: Any) -> None:
    status, found = answer("작은", "섬", "도서관")
    assert status == 0
    assert set(found) >= KEYS
    assert (found["query"], found["offset"], found["suggestion"]) == ("작은 섬 도서관", 0, None)
    assert found["total"] == len(found["hits"])
    assert isinstance(found["took_ms"], float)
    for hit in found["hits"]:
        assert set(hit) >= HIT_KEYS
        assert set(hit["snippet"]) >= {"text", "matches"}


def test_a_hit(answer: Any) -> None:
    hit = answer("작은 섬 도서관")[1]["hits"][0]
    assert (hit["rank"], hit["id"], hit["path"]) == (1, "섬/도서관.txt", "섬/도서관.txt")
    assert datetime.fromisoformat(hit["date"]).isoformat() == "2025-02-12T11:14:00+09:00"
    assert hit["missing"] == []
    assert [hit["title"][start:end] for start, end in hit["title_matches"]] == [
        "작은",
        "섬",
        "도서관",
    ]
    snippet = hit["snippet"]
    painted = [snippet["text"][start:end] for start, end in snippet["matches"]]
    assert painted == ["작은", "섬", "도서관"]


def test_what_is_not_known_is_null(answer: Any) -> None:
    hit = answer("장터에", "--match", "all")[1]["hits"][0]
    assert [hit[name] for name in ("path", "date", "publisher", "author", "url")] == [None] * 5


def test_what_an_article_lacks_is_named(answer: Any) -> None:
    hits = answer("섬 도서관 등대에")[1]["hits"]
    assert {hit["id"]: hit["missing"] for hit in hits}["섬/도서관.txt"] == ["등대에"]


def test_what_could_not_be_read_as_syntax_is_reported(answer: Any) -> None:
    assert "notes" not in answer("섬")[1]
    status, found = answer('"섬')
    assert (status, found["interpreted"]) == (0, "섬")
    (note,) = found["notes"]
    assert "character 1 is never closed" in note


def test_nothing_found_is_an_object_too(answer: Any) -> None:
    status, found = answer("도서관 북적였다", "--match", "all")
    assert (status, found["total"], found["hits"]) == (1, 0, [])


def test_pages(answer: Any) -> None:
    whole = answer("도서관 장터에 등대에", "--match", "any")[1]
    page = answer("도서관 장터에 등대에", "--match", "any", "-n", "1", "--offset", "1")[1]
    assert (page["offset"], page["total"], whole["total"]) == (1, 3, 3)
    assert [hit["rank"] for hit in page["hits"]] == [2]
    assert page["hits"][0]["id"] == whole["hits"][1]["id"]


@pytest.mark.parametrize("arguments", [["…"], ["섬", "--since", "그날"], ["섬", "--sort", "가"]])
def test_what_cannot_be_asked_is_status_2_and_one_sentence(
    arguments: list[str], location: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", *arguments, "--json", "--index", location]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert captured.err.strip()
