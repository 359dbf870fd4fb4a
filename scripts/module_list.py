"""Write MODULES.md, the tree with a line for each module: ``python scripts/module_list.py``.

The line is the first sentence of the module's docstring, which is the only place to change it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "MODULES.md"
_HEAD = """# The modules

Every module of `ksearch/`, room by room, with the first line of its docstring.
[ARCHITECTURE.md](ARCHITECTURE.md) says how the rooms hang together.
`python scripts/module_list.py` writes this page.
"""


def first_sentence(path: Path) -> str:
    """Return the first paragraph of a module's docstring, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(re.sub(r"``(.*?)``", r"`\1`", text).partition("\n\n")[0].split())


def lines() -> Iterator[str]:
    """Yield the lines of the page."""
    yield from _HEAD.splitlines()
    package = ROOT / "ksearch"
    rooms = sorted({path.parent for path in package.rglob("*.py")})
    for room in rooms:
        name = room.relative_to(ROOT).as_posix()
        yield from ("", f"## `{name}/`", "")
        own = first_sentence(room / "__init__.py") if (room / "__init__.py").exists() else ""
        if own:
            yield from (own, "")
        yield from ("| module | what it is |", "| --- | --- |")
        for path in sorted(room.glob("*.py")):
            if path.name != "__init__.py":
                yield f"| `{path.name}` | {first_sentence(path).replace('|', chr(92) + '|')} |"


def page() -> str:
    """Return the page."""
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
