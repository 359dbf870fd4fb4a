"""Draws the pictures of `ksearch browse` in docs/ from the screen itself.

    python scripts/browse_picture.py

Builds an index over corpus/ in a temporary folder, types a query, and writes
docs/pictures/browse.svg and browse.ko.svg.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from rich.segment import Segment
from terminal_svg import terminal_svg

import ksearch
from ksearch.cli.browse.answers import Asking
from ksearch.cli.browse.app import Browse
from ksearch.cli.browse.view import View
from ksearch.messages import use_language

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
#: The pictures by the language of the screen.
NAMES = {"en": "browse.svg", "ko": "browse.ko.svg"}
SIZE = (110, 26)
QUERY, KEYS = "산업 전환", ("enter", "n", "n", "n")

#: What differs from run to run.
_DURATION = re.compile(r"[\d.]+ m?s\b")


async def screen(index: ksearch.Index) -> list[list[Segment]]:
    """Return the lines of the screen."""
    app = Browse(Asking(index, {}), View(QUERY))
    async with app.run_test(size=SIZE) as pilot:
        for key in ("", *KEYS):
            if key:
                await pilot.press(key)
            await pilot.pause()
            while app.busy:
                await asyncio.sleep(0.01)
            await pilot.pause()
        return [
            [
                Segment(_DURATION.sub("3.1 ms", segment.text), segment.style)
                for segment in strip.simplify()
            ]
            for strip in app.screen._compositor.render_strips()
        ]


def main() -> None:
    """Draw the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        ksearch.update(folder, [ROOT / "corpus"])
        for language, name in NAMES.items():
            use_language(language)
            with ksearch.open(folder) as index:
                drawn = asyncio.run(screen(index))
            (PICTURES / name).write_text(terminal_svg(drawn, SIZE[0]), encoding="utf-8")
            print(f"docs/pictures/{name} is drawn anew")


if __name__ == "__main__":
    main()
