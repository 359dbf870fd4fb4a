"""Bring the catalogues of texts up to date: ``python scripts/catalogue.py``.

Collects every text that is marked in the package (`Message`, `counted`, `tr`, `tr_count`) and
whatever the commands' help consists of, merges them into ``LC_MESSAGES/ksearch.po`` of each folder
in ``ksearch/locale``, and writes the ``.mo`` beside it, which is what ksearch reads. New texts come
without a translation; where one was only reworded, the old translation is kept with the mark
``fuzzy``: correct it and remove the mark. ``python scripts/catalogue.py ja`` begins a catalogue for
another language.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "ksearch" / "locale"
#: What marks a text, and the plural beside it, by the number of templates that each takes.
MARKS = {"Message": 1, "tr": 1, "counted": 2, "tr_count": 2}

#: Date of the catalogues' heads, which is the same in every run: git knows when a text changed.
_BEGUN = datetime(2026, 11, 30, tzinfo=UTC)


class Text(NamedTuple):
    """A text to be translated.

    Attributes:
        id: its template, or singular and plural.
        place: file and line, as a comment for the translator.
    """

    id: str | tuple[str, str]
    place: tuple[str, int]


def marked_texts() -> Iterator[Text]:
    """Yield the texts that are marked in the package, file by file."""
    for path in sorted((ROOT / "ksearch").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                templates = [
                    arg.value
                    for arg in node.args[: MARKS.get(node.func.id, 0)]
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                ]
                if templates:
                    yield Text(_id(templates), (name, node.lineno))


def help_texts() -> Iterator[Text]:
    """Yield the texts of ``--help``, which occur in the table of commands and options."""
    from ksearch.cli.app import ALL_COMMANDS, Group, all_commands
    from ksearch.cli.help import paragraphs

    for declared in ALL_COMMANDS:
        if isinstance(declared, Group):
            yield Text(paragraphs(declared.summary), ("ksearch/cli/commands", 1))
    for command in all_commands():
        yield Text(paragraphs(command.summary), ("ksearch/cli/commands", 1))
        for option in command.options:
            yield Text(paragraphs(option.help), ("ksearch/cli/options.py", 1))


def _id(templates: list[str]) -> str | tuple[str, str]:
    return templates[0] if len(templates) == 1 else (templates[0], templates[1])


def template() -> Catalog:
    """Return the catalogue of all texts, without translations."""
    catalogue = Catalog(project="ksearch", charset="utf-8")
    for text in (*marked_texts(), *help_texts()):
        catalogue.add(text.id, locations=[text.place])
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """Return a catalogue with its translations; an empty one if there is none yet."""
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    else:
        catalogue = Catalog(locale=language)
    catalogue.project, catalogue.version = "ksearch", ""
    catalogue.header_comment = f"# Texts of ksearch in the language “{language}”."
    catalogue.creation_date = catalogue.revision_date = _BEGUN
    catalogue.fuzzy = False
    return catalogue


def merged(catalogue: Catalog) -> Catalog:
    """Bring a catalogue's texts up to date, and keep what of its translations still holds."""
    catalogue.update(template(), no_fuzzy_matching=False, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as the file that translators edit."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, omit_header=False, no_location=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as the file that ksearch reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main(languages: list[str]) -> int:
    """Update the catalogues of some languages, or of all; say what is left to translate."""
    left = 0
    for language in languages or sorted(folder.name for folder in LOCALES.iterdir()):
        path = LOCALES / language / "LC_MESSAGES" / "ksearch.po"
        catalogue = merged(read(path, language))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalogue))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
        open_texts = [each for each in catalogue if each.id and (each.fuzzy or not each.string)]
        left += len(open_texts)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {len(open_texts)} to translate")
    return min(left, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
