"""Filters that leave nothing say what is there without them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ksearch import Article
from ksearch.storage.snapshot import Snapshot


@pytest.fixture(scope="module")
def folder(
    build: Callable[..., Snapshot], no_kiwi: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder: Path = tmp_path_factory.mktemp("거르개")
    articles = [
        Article(
            id=str(number),
            title="섬 등대",
            date=datetime(2025, 1, 5, tzinfo=UTC) if number < 4 else None,
            publisher="산골신문" if number < 3 else "남녘신문",
            section="지역",
        )
        for number in range(6)
    ]
    build(folder, [*articles, Article(id="9", title="배추", publisher="들꽃일보")])
    return folder


@pytest.fixture
def ask(folder: Path, run: Any, without_kiwi: None) -> Any:
    def ask(*arguments: str) -> Any:
        return run("search", *arguments, "--index", str(folder), columns=120)

    return ask


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--publisher", "들꽃일보"],
            "nothing was found; 6 without --publisher (papers here: 남녘신문, 산골신문)",
        ),
        (
            ["--since", "2026"],
            "nothing was found; 6 without --since (2 undated articles left out)",
        ),
        (
            ["--publisher", "산골신문", "--section", "정치"],
            "nothing was found; 3 without --section (sections here: 지역)",
        ),
        (
            ["--publisher", "들꽃일보", "--until", "2024"],
            "nothing was found; 6 without any filter",
        ),
    ],
)
def test_nothing_found_under_a_filter(ask: Any, options: list[str], sentence: str) -> None:
    outcome = ask("섬", *options)
    assert (outcome.status, outcome.err) == (1, f"ksearch: {sentence}\n")


def test_nothing_found_without_a_filter_is_said_as_before(ask: Any) -> None:
    assert ask("잠수함", "--publisher", "들꽃일보").err == "ksearch: nothing was found\n"
    assert ask("잠수함").err == "ksearch: nothing was found\n"


def test_undated_articles_that_a_date_leaves_out_are_counted(ask: Any) -> None:
    assert "2 undated articles left out" in ask("섬", "--since", "2025년 1월").out
    assert "left out" not in ask("섬").out


def test_a_name_is_found_by_a_part_of_it(ask: Any) -> None:
    assert "3 articles" in ask("섬", "--publisher", "산골").out.replace("of ", "")
    both = ask("섬", "--publisher", "산골", "--publisher", "남녘", "--no-group").out
    assert "6 articles" in both


def test_a_first_day_behind_the_last_is_an_error(ask: Any) -> None:
    outcome = ask("섬", "--since", "2025-03", "--until", "2025-01")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "ksearch: since (2025-03) is later than until (2025-01)\n"
