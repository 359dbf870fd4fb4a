"""Saved HTML pages to articles: the cleaned element of the text, and the metadata of the page.

Korean papers leave reporters' lines, copyright lines and requests inside the element of the text,
so its contents are cleaned like a news page. If the page is drawn by a script, the script's data
are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ksearch.messages import Message
from ksearch.model.article import Article, ExplainedArticle
from ksearch.model.names import people_in

from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole
from ..pages import Page, clean_page
from ..records.fields import RowReader
from ..text.encoding import decode
from ..text.tidying import tidy
from ..web.container import ENOUGH_PROSE, find_container
from ..web.marks import labelled_values, shown_date, shown_people
from ..web.neighbours import lines_beside
from ..web.scripts import StoredText, people_beside, story_in_scripts
from ..web.statements import Statements, statements_of
from ..web.titles import Title, find_headline
from ..web.tree import Element, lines_of, parse_page

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,80}encoding=["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD_BYTES = 4096
#: Rules by which a field is found, as shown to users.
_SCRIPT = Message("the data of a script")
_CLEANER = Message("the lines of the article")
_BESIDE_RULE = Message("the lines beside the article")
#: Text in a script or in JSON-LD is used if the visible text is shorter than this share of it.
_MUCH_LESS = 0.5


@dataclass(frozen=True, slots=True)
class _FoundText:
    """An article's text, with its rule and its place.

    Attributes:
        text: its lines.
        rule: how it was found.
        container: the element of the article.
        stored: the script's data with the text.
    """

    text: str
    rule: str
    container: Element | None = None
    stored: StoredText | None = None


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a page."""
    data = read_whole(document)
    found = _DECLARED.search(data[:_HEAD_BYTES])
    declared = (found[1] or found[2]).decode("ascii", "replace") if found else None
    decoded = decode(data, declared)
    if decoded.damage:
        yield Refusal(document.key, decoded.damage, note=True)
    html = tidy(decoded.text)
    if not html.strip():
        raise Unreadable(Message("is empty"))
    article = article_of_page(html, document.key, raw=options.raw)
    yield article if options.explain else article.plain()


def article_of_page(html: str, key: str, *, raw: bool = False) -> ExplainedArticle:
    """Return the article of a page's HTML, with the rules by which its fields were found.

    Raises:
        Unreadable: it holds no text.
    """
    root = parse_page(html)
    statements = statements_of(root)
    found = _FoundText("\n".join(lines_of(root)), "--raw") if raw else _find_text(root, statements)
    if not found.text.strip():
        raise Unreadable(Message("has no text that could be recognised as its article"))
    return _FieldFinder(root, statements, found, key).article(raw=raw)


class _FieldFinder:
    """Finds each field of a page's article by the first rule that gives it."""

    def __init__(self, root: Element, statements: Statements, found: _FoundText, key: str) -> None:
        self._root = root
        self._statements = statements
        self._found = found
        self._key = key
        self._labelled = labelled_values(root)
        self._script = _article_beside(found.stored, key)
        self._title = Title("", "")
        self._beside: Page | None = None

    def article(self, *, raw: bool) -> ExplainedArticle:
        headline = self._title = self._headline()
        page = _cleaned(headline.text, self._found.text)
        chosen = {
            "title": _first([(headline.text, headline.rule), (page.title, _CLEANER)]),
            "date": _first(self._dates(page)),
            "author": _first(self._authors(page)),
            "publisher": _first(self._papers(page)),
        }
        found_by = {name: rule for name, (value, rule) in chosen.items() if value}
        value = {name: value for name, (value, _) in chosen.items()}
        return ExplainedArticle(
            id=self._key,
            title=value["title"] or "",
            lead="" if raw else page.lead,
            body=self._found.text if raw else page.body,
            date=value["date"],
            author=value["author"],
            publisher=value["publisher"],
            section=self._statements.section or self._script.section or page.section,
            url=self._statements.url or page.url,
            path=self._key,
            found_by={**found_by, "text": self._found.rule},
        )

    def _headline(self) -> Title:
        declared = [*self._statements.titles]
        if self._script.title:
            declared.insert(0, (self._script.title, _SCRIPT))
        return find_headline(
            declared,
            self._root,
            self._found.container,
            self._found.text,
            self._statements.publisher or "",
            self._labelled,
        )

    def _dates(self, page: Page) -> Iterator[tuple[datetime | None, str]]:
        yield self._statements.date, self._statements.rules.get("date", "")
        yield self._script.date, _SCRIPT
        shown = shown_date(self._root, self._found.container, self._labelled)
        if shown is not None:
            yield shown
        yield page.date, _CLEANER
        yield self._neighbourhood().date, _BESIDE_RULE

    def _authors(self, page: Page) -> Iterator[tuple[str | None, str]]:
        paper = self._statements.publisher or ""
        yield ", ".join(self._statements.people), self._statements.rules.get("author", "")
        if self._found.stored is not None:
            yield ", ".join(people_beside(self._found.stored)), _SCRIPT
        yield ", ".join(people_in(self._script.author or "", paper=paper)), _SCRIPT
        people = shown_people(self._root, self._found.container, self._labelled, paper)
        yield ", ".join(people), Message("where the page names its reporters")
        yield page.author, _CLEANER
        yield self._neighbourhood().author, _BESIDE_RULE

    def _neighbourhood(self) -> Page:
        """Return the fields in the lines directly over and under the article's element."""
        if self._beside is None:
            lines = lines_beside(self._root, self._found.container, self._title.text)
            self._beside = clean_page("\n".join(lines), surely_page=True)
        return self._beside

    def _papers(self, page: Page) -> Iterator[tuple[str | None, str]]:
        yield self._statements.publisher, self._statements.rules.get("publisher", "")
        yield self._script.publisher, _SCRIPT
        yield page.publisher, _CLEANER


def _first(candidates: Iterable[tuple[Any, str]]) -> tuple[Any, str]:
    """Return the first value that there is, with the rule that gave it."""
    return next(((value, rule) for value, rule in candidates if value), (None, ""))


def _find_text(root: Element, statements: Statements) -> _FoundText:
    """Return the article's text: of its element, of the page's JSON-LD, or of its scripts.

    Of a page without paragraphs, the lines are cleaned.
    """
    container = find_container(root)
    if container.prose < _MUCH_LESS * len(statements.body):
        return _FoundText(statements.body, "JSON-LD articleBody", container.element)
    if container.prose < ENOUGH_PROSE:
        stored = story_in_scripts(root, [title for title, _ in statements.titles])
        if container.prose < _MUCH_LESS * len(stored.text):
            return _FoundText(stored.text, _SCRIPT, None, stored)
    if container.element is None:
        return _FoundText(
            "\n".join(lines_of(root)), Message("the whole page, which has no paragraphs")
        )
    rule = _rule_of(container.element, by_name=container.named)
    return _FoundText("\n".join(lines_of(container.element)), rule, container.element)


def _rule_of(element: Element, *, by_name: bool) -> str:
    named = element.get("id") or element.get("class") or element.get("itemprop") or ""
    name = f"<{element.tag} {named}>" if named else f"<{element.tag}>"
    if by_name:
        return Message("{name}, by its name", name=name)
    return Message("{name}, which holds most of the prose", name=name)


def _article_beside(stored: StoredText | None, key: str) -> Article:
    """Return the fields beside a text in a script's data."""
    for around in stored.beside if stored is not None else ():
        row = {name: value for name, value in around.items() if isinstance(value, str | int)}
        try:
            return RowReader({}, key).article(row, key, key)
        except Unreadable:
            continue
    return Article(id=key)


def _cleaned(title: str, text: str) -> Page:
    """Clean the text of the article's element under its headline."""
    first, _, rest = text.partition("\n")
    if not title:
        return clean_page(text, surely_page=True)
    under = rest if first.strip() == title else text
    return clean_page(f"{title}\n\n{under}", surely_page=True, headed=True)
