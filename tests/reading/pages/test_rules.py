"""The tables of rules: complete, without a row that decides nothing, and each row by an example."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ksearch.reading.pages.bounds import find_bounds
from ksearch.reading.pages.headline import find_subheads, find_title, wording_of
from ksearch.reading.pages.kinds import LineKind
from ksearch.reading.pages.lines import page_lines
from ksearch.reading.pages.rules import INSIDE, OUTSIDE, PLAIN_TEXT, decisions
from ksearch.reading.pages.wording import Wording

CASES = Path(__file__).parents[2] / "cases" / "pages"
TABLES = {"plain text": PLAIN_TEXT, "outside": OUTSIDE, "inside": INSIDE}


def rules_on(text: str, *, surely_page: bool = True) -> list[tuple[str, str]]:
    """Return each line of a page with the name of the rule that decides on it."""
    lines = page_lines(text)
    bounds = find_bounds(lines, surely_page)
    wording = wording_of(lines, bounds) if bounds.furnished else Wording(())
    title = find_title(lines, bounds, wording)
    subheads = find_subheads(lines, bounds, title, wording)
    rules = decisions(lines, bounds, title, subheads, wording)
    return [(line.text, rule.name) for line, (rule, _) in zip(lines, rules, strict=True)]


@pytest.mark.parametrize("name", TABLES)
def test_of_any_line_some_rule_holds(name: str) -> None:
    last = TABLES[name][-1]
    assert last.kinds == frozenset(LineKind)
    names = [rule.name for rule in TABLES[name]]
    assert len(set(names)) == len(names)


def test_every_rule_for_pages_decides_somewhere_on_the_invented_pages() -> None:
    counts: Counter[str] = Counter()
    for path in CASES.glob("*.page"):
        lines = path.read_text("utf-8").split("\n")
        page = "\n".join(line[2:] for line in lines if not line.startswith("# "))
        counts.update(name for _, name in rules_on(page))
    idle = {rule.name for rule in (*INSIDE, *OUTSIDE)} - set(counts)
    assert idle == set(EXAMPLES)


HEAD = (
    "물결신문\n섬 이야기\n메뉴\n로그인\n섬마을 우체국이 다시 문을 열었다\n"
    "입력 2024.04.01 09:00\n공유\n인쇄\n"
)
FIRST = "섬마을 우체국이 열 해 만에 문을 열어 섬마을 문화가 되살아났다고 주민들이 전했다.\n"
LAST = "섬마을 주민은 우체국에서 편지를 부치려고 아침부터 줄을 섰고, 사탕을 하나씩 받았다고 했다.\n"
FOOT = "하나리 기자 hana@example.com\n저작권자 ⓒ 물결신문 무단전재 및 재배포 금지\n"

#: Rules that none of the invented pages needs: a line between paragraphs that each decides on.
EXAMPLES = {
    "a copy of a line that was kept": FIRST,
    "the name of a series that above the article": "섬 이야기\n",
    "a heading of the article that looks like a list's": "문화\n",
    "a sentence of the article that sounds like a request": "우체국은 제보를 기다립니다.\n",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_others_decide_on_an_example(name: str) -> None:
    page = HEAD + FIRST + EXAMPLES[name] + LAST + FOOT
    assert name in [rule for _, rule in rules_on(page)]


def test_the_rules_of_plain_text_drop_a_copyright_line_and_a_paragraph_given_twice() -> None:
    twice = (
        "섬마을 우체국이 열 해 만에 다시 문을 열었다고 주민들이 전했다. "
        "편지를 부치려는 사람이 아침부터 줄을 섰고, 우체국장은 사탕을 나누어 주었다.\n"
    )
    text = f"섬마을 우체국\n\n{twice}\n{LAST}\n{twice}\n저작권자 ⓒ 물결신문 무단전재 및 재배포 금지"
    names = [name for _, name in rules_on(text, surely_page=False)]
    assert names == [
        "the title",
        "the first paragraph",
        "the article",
        "a paragraph that is given twice",
        "the copyright lines at its end",
    ]
