"""Saved HTML pages to articles: the element of the text, cleaned, and what the page says of it.

Korean papers leave reporters' lines, copyright lines and requests inside the element of the text,
so what stands in it goes through the news-page cleaner. Where no element holds most of the page's
prose, trafilatura looks for it; where the page is drawn by a script, the script's data are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ksearch.article import Article
from ksearch.names import people_in

from ..encoding import decode
from ..extras import require
from ..fields import RowReader
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole
from ..pages import Page, clean_page
from ..text import tidy
from ..web.container import ENOUGH_PROSE, Container, find_container
from ..web.marks import labelled_values, shown_date, shown_people
from ..web.scripts import StoredText, people_beside, story_in_scripts
from ..web.statements import Statements, statements_of
from ..web.titles import Title, find_headline
from ..web.tree import Element, lines_of, parse_page

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,80}encoding=["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD = 4096
#: Text in a script or in JSON-LD is taken if what the page shows is less than this part of it.
_MUCH_LESS = 0.5
#: The element of the text is trusted without a second opinion if it holds this share of the prose.
_TRUSTED = 0.6


@dataclass(frozen=True, slots=True)
class _Text:
    """An article's text, where it was found, and the script's object that it stood in."""

    text: str
    container: Element | None = None
    stored: StoredText | None = None


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a page."""
    data = read_whole(document)
    found = _DECLARED.search(data[:_HEAD])
    declared = (found[1] or found[2]).decode("ascii", "replace") if found else None
    decoded = decode(data, declared)
    if decoded.damage:
        yield Refusal(document.key, decoded.damage)
    html = tidy(decoded.text)
    if not html.strip():
        raise Unreadable("is empty")
    yield article_of_page(html, document.key, raw=options.raw)


def article_of_page(html: str, key: str, *, raw: bool = False) -> Article:
    """Return the article of a page's HTML.

    Raises:
        Unreadable: it holds no text.
    """
    root = parse_page(html)
    statements = statements_of(root)
    found = _Text("\n".join(lines_of(root))) if raw else _find_text(root, statements)
    if not found.text.strip():
        raise Unreadable("holds no text that could be told from its furniture")
    labelled = labelled_values(root)
    site = statements.publisher or ""
    beside = _beside(found.stored, key)
    declared = [*statements.titles]
    if beside is not None and beside.title:
        declared.insert(0, (beside.title, "script data"))
    headline = find_headline(declared, root, found.container, found.text, site, labelled)
    page = _cleaned(headline.text, found.text)
    article = Article(
        id=key,
        title=headline.text or page.title,
        lead=page.lead,
        body=page.body,
        date=_date(statements, root, found, labelled, beside) or page.date,
        author=_author(statements, root, found, labelled, beside, page),
        publisher=statements.publisher or (beside and beside.publisher) or page.publisher,
        section=statements.section or (beside and beside.section) or page.section,
        url=statements.url or page.url,
        path=key,
    )
    return replace(article, lead="", body=found.text) if raw else article


def _find_text(root: Element, statements: Statements) -> _Text:
    """Return the article's text: of its element, of the page's JSON-LD, or of its scripts."""
    container = find_container(root)
    text = "" if container.element is None else "\n".join(lines_of(container.element))
    if not _is_trusted(container):
        text = _longer_prose(text, _by_trafilatura(root))
    if container.prose < _MUCH_LESS * len(statements.body):
        return _Text(statements.body, container.element)
    if container.prose < ENOUGH_PROSE:
        stored = story_in_scripts(root, [title for title, _ in statements.titles])
        if container.prose < _MUCH_LESS * len(stored.text):
            return _Text(stored.text, None, stored)
    return _Text(text, container.element)


def _is_trusted(container: Container) -> bool:
    return container.prose >= ENOUGH_PROSE and (container.named or container.share >= _TRUSTED)


def _longer_prose(text: str, other: str) -> str:
    """Return the text with more of other letters than buttons and menus have: longer lines."""

    def prose(lines: str) -> int:
        return sum(len(line) for line in lines.split("\n") if len(line) > 40)

    return other if prose(other) > prose(text) else text or other


def _by_trafilatura(root: Element) -> str:
    trafilatura: Any = require("trafilatura", "html", "Reading HTML")
    lxml_html: Any = require("lxml.html", "html", "Reading HTML")
    etree: Any = require("lxml.etree", "html", "Reading HTML")
    tree = lxml_html.fromstring(etree.tostring(root, encoding="unicode", method="html"))
    text = trafilatura.extract(
        tree,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
        fast=True,
    )
    return tidy(text or "").strip()


def _beside(stored: StoredText | None, key: str) -> Article | None:
    """Return what a script's data say of the text that stands in them."""
    for around in stored.beside if stored is not None else ():
        row = {name: value for name, value in around.items() if isinstance(value, str | int)}
        try:
            return RowReader({}, key).article(row, key, key)
        except Unreadable:
            continue
    return None


def _date(
    statements: Statements,
    root: Element,
    found: _Text,
    labelled: list[tuple[str, str]],
    beside: Article | None,
) -> datetime | None:
    if statements.date is not None:
        return statements.date
    if beside is not None and beside.date is not None:
        return beside.date
    shown = shown_date(root, found.container, labelled)
    return shown.date if shown else None


def _author(
    statements: Statements,
    root: Element,
    found: _Text,
    labelled: list[tuple[str, str]],
    beside: Article | None,
    page: Page,
) -> str | None:
    paper = statements.publisher or ""
    people = statements.people
    if not people and found.stored is not None:
        people = people_beside(found.stored)
    if not people and beside is not None and beside.author:
        people = people_in(beside.author, paper=paper)
    if not people:
        people = shown_people(root, found.container, labelled, paper)
    return ", ".join(people) or page.author


def _cleaned(title: str, text: str) -> Page:
    """Clean the text of the article's element under its headline."""
    first, _, rest = text.partition("\n")
    if not title:
        return clean_page(text, surely_page=True)
    under = rest if first.strip() == title else text
    return clean_page(f"{title}\n\n{under}", surely_page=True, headed=True)


__all__ = ["Title", "article_of_page", "read_document"]
