"""What the page on clusters computes follows from what was measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "cluster.md").read_text("utf-8")
KOREAN = (ROOT / "docs" / "cluster.ko.md").read_text("utf-8")
RESULT = ROOT / "benchmarks" / "results" / "2026-11-30-cluster.json"
MEASURED = {
    each["figure"]: each["least"]
    for each in json.loads(RESULT.read_text("utf-8"))["figures"]
    if each["peer"] == "ksearch"
}
ROWS = {
    int(cells[0].split()[0]): [float(re.sub(r"[^\d.]", "", cell)) for cell in cells[1:]]
    for line in PAGE.splitlines()
    if (cells := [cell.strip() for cell in line.strip("|").split("|")])[0].endswith(" million")
    and line.startswith("|")
}


@pytest.mark.parametrize("millions", [1, 10, 100])
def test_sizes_and_times_are_of_the_given_number_of_articles(millions: int) -> None:
    copy, both, disks, shards, shard, _, _, hours = ROWS[millions]
    assert copy == pytest.approx(
        millions * MEASURED["merged, one copy, per article"] / 1e3, rel=0.06
    )
    assert both == pytest.approx(
        millions * MEASURED["merged, all copies, per article"] / 1e3, rel=0.02
    )
    assert disks == pytest.approx(2 * both, abs=1)
    assert shard == pytest.approx(copy / shards, rel=0.06)
    assert hours == pytest.approx(millions * MEASURED["copying, per article"] / 3.6, rel=0.02)


@pytest.mark.parametrize(("millions", "dollars"), [(1, 100), (10, 810), (100, 2700)])
def test_the_cost_is_that_of_memory_and_disks(millions: int, dollars: int) -> None:
    _, _, disks, _, _, nodes, memory, _ = ROWS[millions]
    assert 4 * nodes * memory + disks / 10 == pytest.approx(dollars, rel=0.02)
    for page in (PAGE, KOREAN):
        assert re.search(rf"\b{dollars:,}(?: dollars| for|달러)", page)


def test_every_figure_is_that_of_the_result() -> None:
    result = RESULT.with_suffix(".md").read_text("utf-8")
    rows = [line for line in PAGE.splitlines() if "`2026-11-30-cluster.md`" in line]
    assert len(rows) == 6
    for row in rows:
        what, value, _ = [cell.strip() for cell in row.strip("|").split("|")]
        assert f"| {what} | ksearch | {value.split()[0]} |" in result, what
