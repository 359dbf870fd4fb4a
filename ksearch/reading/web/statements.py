"""Declarations of a page about its article: JSON-LD (schema.org), OpenGraph, meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from ksearch.model.names import people_in

from ..dates import parse_date
from ..pages.looks import suffix_in
from ..pages.vocabulary import PAPER
from ..text.markup import html_to_text
from ..text.tidying import tidy
from .tree import Element

#: JSON-LD types that are articles (schema.org).
_ARTICLE_TYPES = re.compile(
    r"(?:News|Blog|Social|Scholarly|Tech|Satirical|Opinion|Report|Analysis)?\w*Article$|BlogPosting$|Report$"
)
_SCRIPT_COMMENT = re.compile(r"(?<=[\s,{\[])//[^\n\"]*$", re.MULTILINE)
_LOOSE_COMMA = re.compile(r",(\s*[}\]])")
_TITLES = ("og:title", "twitter:title", "dc.title", "title")
_DATES = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *(
        "og:regdate",
        "dable:published_time",
        "pubdate",
        "publishdate",
        "publish_date",
        "article.published",
        "regdate",
        "dc.date.issued",
    ),
    *("sailthru.date", "parsely-pub-date", "date", "dc.date"),
)
_AUTHORS = (
    *("article:author", "og:article:author", "dable:author", "author", "byl", "dc.creator"),
    *("byline", "parsely-author", "sailthru.author", "twitter:data1"),
)
_SECTIONS = ("article:section", "og:article:section", "section", "article:section2")
_PUBLISHERS = (
    *("og:article:publisher", "og:site_name", "article:publisher", "publisher", "dc.publisher"),
    *("copyright", "twitter:creator"),
)
#: Portals show the articles of papers: their own name is not the paper's.
_PORTALS = re.compile(r"\s*[|·:\-–]\s*(?:네이버|다음|네이트|Daum|NAVER|Naver|nate|ZUM|줌).{0,6}$")
_PORTAL = re.compile(
    r"(?:네이버|다음|네이트|줌|Daum|NAVER|nate|ZUM)(?:\s?(?:뉴스|블로그|카페|포스트|news|[|]).{0,8})?",
    re.IGNORECASE,
)


_NAMED_PAPER = re.compile(rf"(?<![가-힣A-Za-z]){PAPER}\s*$")


@dataclass(frozen=True, slots=True)
class Statements:
    """The fields of an article that its page declares; others are empty.

    Attributes:
        titles: of the page, each with the rule by which it was found.
        body: the text in JSON-LD.
        date: of publication.
        people: the authors.
        publisher: the paper, which is never a portal.
        section: the paper's section.
        url: the canonical address.
        rules: for date, author and publisher, the declaration that each was found in.
    """

    titles: tuple[tuple[str, str], ...] = ()
    body: str = ""
    date: datetime | None = None
    people: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    url: str | None = None
    rules: Mapping[str, str] = field(default_factory=dict)


class _Declared:
    """The meta elements, titles, canonical link and JSON-LD of a page."""

    def __init__(self, root: Element) -> None:
        self.meta: dict[str, list[str]] = {}
        self.titles: list[str] = []
        self.canonical = ""
        self.article: dict[str, Any] = {}
        for element in root.iter("meta", "title", "link", "script"):
            self._take(element)

    def _take(self, element: Element) -> None:
        tag = element.tag
        if tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = element.get("content")
            if name and content:
                self.meta.setdefault(name.strip().lower(), []).append(content.strip())
        elif tag == "title":
            if element.text and not element.xpath("ancestor::*[local-name()='svg']"):
                self.titles.append(element.text)
        elif tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and not self.canonical:
                self.canonical = element.get("href") or ""
        elif "ld+json" in (element.get("type") or "").lower() and not self.article:
            self.article = next(_articles_in(element.text or ""), {})

    def first(self, *names: str) -> tuple[str, str]:
        """Return the first value that one of these names has, and that name."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value, name
        return "", ""


def statements_of(root: Element) -> Statements:
    """Return the declarations of a page about its article; JSON-LD precedes meta elements."""
    declared = _Declared(root)
    rules: dict[str, str] = {}
    publisher = _publisher(declared, rules)
    url = _plain(declared.article.get("url")) or declared.first("og:url")[0] or declared.canonical
    section = _names(declared.article.get("articleSection"))
    return Statements(
        titles=tuple(_titles(declared)),
        body=_body(declared.article.get("articleBody")),
        date=_date(declared, rules),
        people=_people(declared, publisher or "", rules),
        publisher=publisher,
        section=section or _one_line(declared.first(*_SECTIONS)[0]) or None,
        url=url if url.startswith(("http://", "https://")) else None,
        rules=rules,
    )


def _titles(declared: _Declared) -> Iterator[tuple[str, str]]:
    if headline := _one_line(_plain(declared.article.get("headline"))):
        yield headline, "JSON-LD headline"
    for name in _TITLES:
        for value in declared.meta.get(name, ()):
            if title := _one_line(unescape(value)):
                yield title, f"meta {name}"
    for value in declared.titles:
        if title := _one_line(value):
            yield title, "<title>"


def _date(declared: _Declared, rules: dict[str, str]) -> datetime | None:
    date = parse_date(declared.article.get("datePublished"))
    if date is not None:
        rules["date"] = "JSON-LD datePublished"
        return date
    for name in _DATES:
        for value in declared.meta.get(name, ()):
            date = parse_date(value)
            if date is not None:
                rules["date"] = f"meta {name}"
                return date
    return None


def _people(declared: _Declared, paper: str, rules: dict[str, str]) -> tuple[str, ...]:
    """Return the authors in JSON-LD, or in the first meta element with any."""
    people = people_in(_names(declared.article.get("author")) or "", paper=paper)
    if people:
        rules["author"] = "JSON-LD author"
        return people
    for name in _AUTHORS:
        values = ", ".join(declared.meta.get(name, ()))
        people = people_in(values, paper=paper)
        if people:
            rules["author"] = f"meta {name}"
            return people
    return ()


def _publisher(declared: _Declared, rules: dict[str, str]) -> str | None:
    name = _paper(_names(declared.article.get("publisher")) or "")
    if name:
        rules["publisher"] = "JSON-LD publisher"
        return name
    for meta in _PUBLISHERS:
        for value in declared.meta.get(meta, ()):
            name = _paper(value)
            if name and len(name) <= 40:
                rules["publisher"] = f"meta {meta}"
                return name
    for title in declared.titles:
        ending = suffix_in(_one_line(title))
        named = _NAMED_PAPER.search(ending.group()) if ending is not None else None
        if named is not None:
            rules["publisher"] = "<title>"
            return named.group().strip()
    # A portal's page has the paper, beside itself, as the author.
    for meta in ("og:article:author", "article:author", "twitter:creator"):
        for value in declared.meta.get(meta, ()):
            if _PORTALS.search(value) and (name := _paper(value)):
                rules["publisher"] = f"meta {meta}"
                return name
    return None


def _paper(text: str) -> str | None:
    """Return the name of a paper, but not the address of a profile, nor a portal's name."""
    name = _PORTALS.sub("", _one_line(unescape(text)))
    if not name or name.startswith(("http", "@")) or _PORTAL.fullmatch(name):
        return None
    return name


def _articles_in(text: str) -> Iterator[dict[str, Any]]:
    """Yield the articles of a JSON-LD block, at any depth."""
    pending = [_loads(tidy(text))]
    while pending:
        item = pending.pop(0)
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict):
            types = item.get("@type")
            named = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in named):
                yield item
            pending += [item[name] for name in ("@graph", "mainEntity") if name in item]


def _loads(text: str) -> Any:
    """Return the value of lenient JSON: with comments, or commas before a bracket."""
    for attempt in (text, _LOOSE_COMMA.sub(r"\1", _SCRIPT_COMMENT.sub("", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _names(value: Any) -> str | None:
    values = value if isinstance(value, list) else [value]
    names = (_plain(item.get("name") if isinstance(item, dict) else item) for item in values)
    return ", ".join(dict.fromkeys(filter(None, map(_one_line, names)))) or None


def _plain(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return unescape(value) if isinstance(value, str) else ""


def _body(value: Any) -> str:
    return html_to_text(unescape(value)).strip() if isinstance(value, str) else ""


def _one_line(text: str) -> str:
    return " ".join(tidy(text).split())
