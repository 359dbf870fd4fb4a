"""Every text that people read is in the catalogue, and translated."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages import Catalog

from ksearch.messages.catalogue import Catalogue
from ksearch.messages.languages import LANGUAGES
from ksearch.messages.particles import FORMS

ROOT = Path(__file__).parent.parent.parent
TRANSLATED = sorted(set(LANGUAGES) - {"en"})


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "scripts" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogue"] = module
    spec.loader.exec_module(module)
    return module


@cache
def catalogue_of(language: str) -> Catalog:
    path = script().LOCALES / language / "LC_MESSAGES" / "ksearch.po"
    return script().read(path, language)


def singular(text_id: str | tuple[str, ...]) -> str:
    return text_id if isinstance(text_id, str) else text_id[0]


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Yield every English template with each of its translations."""
    for message in catalogue_of(language):
        for text in [message.string] if isinstance(message.string, str) else message.string:
            if message.id:
                yield singular(message.id), text


def fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template)} - {None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_has_the_texts_of_the_program(language: str) -> None:
    """If this fails, run ``python scripts/catalogue.py`` and translate what it names."""
    marked = {singular(each.id) for each in script().template() if each.id}
    known = {singular(each.id) for each in catalogue_of(language) if each.id}
    assert len(marked) > 500
    assert marked - known == set(), "not in the catalogue yet"
    assert known - marked == set(), "nobody says these any more"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    assert [english for english, text in pairs(language) if not text.strip()] == []
    assert [each.id for each in catalogue_of(language) if each.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_values_of_the_text(language: str) -> None:
    wrong = [(one, two) for one, two in pairs(language) if fields(one) != fields(two)]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_typed_is_the_same_in_every_language(language: str) -> None:
    """Commands and options within a text, and the borders of white space around it."""
    typed = re.compile(r"`[^`]*`|(?<![\w-])--[a-z][a-z-]*")
    for english, text in pairs(language):
        assert set(typed.findall(english)) <= set(typed.findall(text)), (english, text)
        assert english[:1].isspace() == text[:1].isspace(), (english, text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_file_is_that_of_the_catalogue(language: str) -> None:
    """If this fails, run ``python scripts/catalogue.py``."""
    path = script().LOCALES / language / "LC_MESSAGES" / "ksearch.mo"
    assert path.read_bytes() == script().mo_bytes(catalogue_of(language))


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_found(language: str) -> None:
    texts = Catalogue(language)
    for message in catalogue_of(language):
        if message.id:
            one = singular(message.id)
            many = None if isinstance(message.id, str) else message.id[1]
            found = texts.text(many or one, one if many else None, 1)
            assert found in (
                [message.string] if isinstance(message.string, str) else message.string
            )


def test_korean_particles_are_written_so_that_one_is_chosen() -> None:
    """``을(를)`` is replaced by the form that fits; ``를(을)`` would be shown as it is."""
    both = re.compile(r"[이가을를은는과와]\([이가을를은는과와]\)|\(으\)로?")
    found = {form for _, text in pairs("ko") for form in both.findall(text)}
    assert found
    assert found <= set(FORMS)


def test_korean_is_formal_throughout() -> None:
    """Sentences end as in 합니다, and tell people what to do as in 하십시오."""
    informal = re.compile(r"(?:세요|해요|어요|아요|이다|한다|하라)(?:$|[.\s])")
    assert [text for _, text in pairs("ko") if informal.search(text)] == []
