"""Saved HTML pages: trafilatura finds the text, the page's own metadata the rest.

What comes out goes through the news-page cleaner, as Korean papers leave reporters' lines,
copyright lines and requests inside the text. A page whose text stands only in a script's JSON is
read from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ksearch.article import Article

from ..encoding import decode
from ..extras import require
from ..fields import RowReader
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole
from ..pages import Page, clean_page, without_suffix
from ..script_json import StoredText, longest_text
from ..structured import PageFacts, facts_of_page
from ..text import tidy

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,80}encoding=["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD = 4096
#: Text in a script is taken if what stands in the page is less than this part of it.
_MUCH_LESS = 0.5


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a page."""
    trafilatura = require("trafilatura", "html", "Reading HTML")
    data = read_whole(document)
    found = _DECLARED.search(data[:_HEAD])
    declared = (found[1] or found[2]).decode("ascii", "replace") if found else None
    decoded = decode(data, declared)
    if decoded.damage:
        yield Refusal(document.key, decoded.damage)
    html = tidy(decoded.text)
    if not html.strip():
        raise Unreadable("is empty")
    facts = facts_of_page(html)
    text = _text_of(trafilatura, html, options.raw)
    if len(text) < _MUCH_LESS * len(facts.body):
        text = facts.body
    stored = longest_text(html)
    if len(text) < _MUCH_LESS * len(stored.text):
        text, facts = stored.text, _with_facts_beside(facts, stored, document.key)
    if not text:
        raise Unreadable("holds no text that could be told from its furniture")
    yield _article(text, facts, document, options)


def _with_facts_beside(facts: PageFacts, stored: StoredText, key: str) -> PageFacts:
    """Fill in what a text's own data say; the page's title may be that of its frame only."""
    row = {name: value for name, value in stored.beside.items() if isinstance(value, str | int)}
    try:
        beside = RowReader({}, key).article(row, key, key)
    except Unreadable:
        return facts
    return replace(
        facts,
        title=beside.title or facts.title,
        date=facts.date or beside.date,
        author=facts.author or beside.author,
        publisher=facts.publisher or beside.publisher,
        section=facts.section or beside.section,
    )


def _text_of(trafilatura: Any, html: str, raw: bool) -> str:
    if raw:
        return tidy(trafilatura.html2txt(html) or "").strip()
    text = trafilatura.extract(
        html,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
    )
    return tidy(text or "").strip()


def _article(text: str, facts: PageFacts, document: Document, options: ReadOptions) -> Article:
    title = without_suffix(facts.title)
    page = _cleaned(title, text)
    article = Article(
        id=document.key,
        title=title or page.title,
        lead=page.lead,
        body=page.body,
        date=facts.date or page.date,
        author=facts.author or page.author,
        publisher=facts.publisher or page.publisher,
        section=facts.section or page.section,
        url=facts.url or page.url,
        path=document.key,
    )
    return replace(article, lead="", body=text) if options.raw else article


def _cleaned(title: str, text: str) -> Page:
    """Clean the text under its headline, unless it begins with it already."""
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    page = clean_page(text, surely_page=True)
    if title and page.title != title and title not in page.title:
        kept = [part for part in (page.title, page.lead) if part]
        return replace(page, lead="\n".join(kept))
    return page
