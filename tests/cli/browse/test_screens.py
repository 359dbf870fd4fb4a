"""Whole screens, compared with the texts in ``screens/``.

``KSEARCH_WRITE_SCREENS=1`` writes them anew; look at the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("textual")

from screens import Screen, played

import ksearch

SCREENS = Path(__file__).parent / "screens"
_DURATION = re.compile(r"[\d.]+ m?s\b")

#: By name: columns and lines, and the keys that lead there.
CASES: dict[str, tuple[tuple[int, int], Sequence[str]]] = {
    "newest": ((100, 24), ()),
    "hits_80": ((80, 24), "등대지기"),
    "hits_120": ((120, 24), "등대지기"),
    "hits_60": ((60, 20), "등대지기"),
    "second_match": ((100, 24), (*"등대지기", "enter", "n", "n")),
    "lacking": ((100, 24), "배추 등데지기"),
    "hostile": ((100, 24), "양파"),
    "counts_120": ((120, 30), ("enter", "f", "down", "space")),
    "counts_60": ((60, 24), ("enter", "f")),
    "article_60": ((60, 20), (*"등대지기", "enter", "enter")),
    "export": ((80, 24), (*"등대", "enter", "e")),
    "help": ((80, 32), ("f1",)),
    "nothing": ((80, 24), "쀍쀍쀍"),
}


@pytest.mark.parametrize("name", CASES)
def test_screen(index: ksearch.Index, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ksearch.cli.browse.query_line._TYPING_PAUSE", 3600
    )  # no completion by chance
    size, keys = CASES[name]
    seen: list[str] = []

    async def play(screen: Screen) -> None:
        if keys:
            await screen.press(*keys)
        seen.append(screen.text)

    played(index, play, size=size)
    text = _DURATION.sub("… ms", seen[0]) + "\n"
    path = SCREENS / f"{name}.txt"
    if os.environ.get("KSEARCH_WRITE_SCREENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
