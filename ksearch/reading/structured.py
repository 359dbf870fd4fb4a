"""What a web page says of itself: JSON-LD, OpenGraph and other meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any

from .dates import parse_date
from .markup import html_to_text
from .text import tidy


@dataclass(frozen=True, slots=True)
class PageFacts:
    """An article's fields as its page states them; empty where it does not."""

    title: str = ""
    body: str = ""
    date: datetime | None = None
    author: str | None = None
    publisher: str | None = None
    section: str | None = None
    url: str | None = None


#: JSON-LD types that are articles (schema.org).
_ARTICLES = re.compile(
    r"(?:News|Blog|Social|Scholarly|Tech|Satirical|Opinion|Report|Analysis)?\w*Article$|BlogPosting$|Report$"
)
_DATES = ("article:published_time", "og:article:published_time", "datepublished", "pubdate", "date")
_AUTHORS = ("article:author", "og:article:author", "dable:author", "author", "byl", "dc.creator")
_SECTIONS = ("article:section", "og:article:section", "section", "article:section2")
_PUBLISHERS = ("og:site_name", "article:publisher", "publisher", "dc.publisher", "twitter:creator")


class _Head(HTMLParser):
    """Gathers meta elements, the title, the canonical link and the JSON-LD of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, list[str]] = {}
        self.title = ""
        self.canonical = ""
        self.linked_data: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = given.get("property") or given.get("name") or given.get("itemprop") or ""
            if name and given.get("content"):
                self.meta.setdefault(name.lower(), []).append(given["content"].strip())
        elif tag == "link" and given.get("rel", "").lower() == "canonical":
            self.canonical = given.get("href", "")
        elif tag == "title" and not self.title:
            self._inside = "title"
        elif tag == "script" and "ld+json" in given.get("type", "").lower():
            self._inside = "json"
            self.linked_data.append("")

    def handle_endtag(self, _: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside == "json":
            self.linked_data[-1] += data


def facts_of_page(html: str) -> PageFacts:
    """Return what a page states of its article; JSON-LD is believed before meta elements."""
    head = _Head()
    head.feed(html)
    article = next((item for text in head.linked_data for item in _articles_in(text)), {})

    def meta(*names: str) -> str:
        return next((head.meta[name][0] for name in names if name in head.meta), "")

    title = _plain(article.get("headline")) or meta("og:title", "twitter:title") or head.title
    url = _plain(article.get("url")) or meta("og:url") or head.canonical
    return PageFacts(
        title=_one_line(title),
        body=_body(article.get("articleBody")),
        date=parse_date(article.get("datePublished")) or parse_date(meta(*_DATES)),
        author=_names(article.get("author")) or _person(meta(*_AUTHORS)),
        publisher=_names(article.get("publisher")) or _person(meta(*_PUBLISHERS)),
        section=_names(article.get("articleSection")) or _one_line(meta(*_SECTIONS)) or None,
        url=url if url.startswith(("http://", "https://")) else None,
    )


def _articles_in(text: str) -> Iterator[dict[str, Any]]:
    """Yield the articles of a JSON-LD block, wherever they are nested."""
    try:
        pending: list[Any] = [json.loads(tidy(text), strict=False)]
    except (ValueError, RecursionError):
        return
    while pending:
        item = pending.pop(0)
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict):
            types = item.get("@type")
            named = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and _ARTICLES.search(name) for name in named):
                yield item
            pending += [item[name] for name in ("@graph", "mainEntity") if name in item]


def _names(value: Any) -> str | None:
    values = value if isinstance(value, list) else [value]
    names = (_plain(item.get("name") if isinstance(item, dict) else item) for item in values)
    return ", ".join(dict.fromkeys(filter(None, map(_one_line, names)))) or None


def _person(text: str) -> str | None:
    """Return a name, but not the address of a profile, which some papers give instead."""
    plain = _one_line(text)
    return None if not plain or plain.startswith(("http", "@")) else plain


def _plain(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return unescape(value) if isinstance(value, str) else ""


def _body(value: Any) -> str:
    return html_to_text(unescape(value)).strip() if isinstance(value, str) else ""


def _one_line(text: str) -> str:
    return " ".join(tidy(text).split())
