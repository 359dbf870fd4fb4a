"""Chooses the headline of the article among the titles of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ksearch.messages import Message

from ..pages import without_suffix
from ..pages.headline import is_label
from ..pages.vocabulary import PAPER, SECTIONS
from ..pages.wording import Wording, stems_of
from .tree import Element, element_text, elements_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_TITLE_CLASS = re.compile(
    r"(?:^|[-_\s])(?:tit|title|subject|headline|heading|tit_view|subj)(?:$|[-_\s\d])|"
    r"(?:article|news|post|view|entry|board|bbs|read|head|cont)[-_]?(?:tit|title|subject|headline)",
    re.IGNORECASE,
)
_SITE_ENDS = re.compile(
    r"(?:홈페이지|누리집|웹사이트|대표홈페이지|[가-힣]{2,}(?:시청|군청|구청|도청|대학교|교육청)|닷컴|\.com|\.kr)$"
)
_TITLE_SEPARATOR = re.compile(r"\s*(?:[<>〈〉|│»›«‹]|::|\s[-–—:]\s|&lt;|&gt;)\s*")
_PAPER = re.compile(PAPER)
_PATH = re.compile(r"\s[<>〈〉»›«‹]\s")
_TITLE_LABELS = frozenset(("제목", "기사제목", "글제목", "title", "subject"))

_MAX_TITLE_CHARACTERS = 150
#: Most headings over an article that may be its headline; others are its section or series.
_MAX_OVER = 8
#: The usual length of a headline, in letters.
_USUAL = range(10, 81)


_SECTION = re.compile(r"\[([가-힣/·]{2,6})\]\s?")


class Title(NamedTuple):
    """A headline and the rule by which it was found."""

    text: str
    rule: str


def find_headline(
    declared: Sequence[tuple[str, str]],
    root: Element,
    container: Element | None,
    text: str,
    site: str,
    labelled: Iterable[tuple[str, str]] = (),
) -> Title:
    """Return the headline, by the declarations of the page, its headings and the article's text.

    Args:
        declared: titles that the page declares, each with its rule.
        root: the page.
        container: the element of the article's text, if there is one.
        text: the article's text.
        site: the name of the site or paper, which is not a headline.
        labelled: labels and their values (``제목``: …), as boards show them.
    """
    scores: dict[str, float] = {}
    rules: dict[str, str] = {}
    wording = Wording([stems_of(text)])

    def vote(title: str, weight: float, rule: str) -> None:
        title = title.strip(" \t-–—|:»›<>")
        if 2 <= len(title) <= _MAX_TITLE_CHARACTERS:
            scores[title] = scores.get(title, 0.0) + weight
            rules.setdefault(title, rule)

    for label, value in labelled:
        if label.replace(" ", "").lower() in _TITLE_LABELS:
            vote(value, 3.0, Message("the label {label}", label=label))
    for title, rule in declared:
        for part, weight in _parts(title):
            vote(part, weight, rule)
    for title, weight, rule in _headings(root, container):
        vote(title, weight, rule)
    best = max(
        scores,
        key=lambda title: scores[title] + _looks(title, wording, site),
        default="",
    )
    section = _SECTION.match(best)
    if section is not None and section.group(1) in SECTIONS and best[section.end() :] in scores:
        best = best[section.end() :]  # the headline without the section before it
    return Title(best, rules.get(best, ""))


def _parts(title: str) -> Iterator[tuple[str, float]]:
    """Yield the possible headlines in a declared title, with and without a site's name."""
    yield without_suffix(title), 1.6
    parts = _TITLE_SEPARATOR.split(title)
    if len(parts) > 1:
        if _PAPER.fullmatch(parts[0]):  # 들꽃일보 | 참외 첫 수확
            yield title[title.index(parts[1], len(parts[0])) :], 1.6
        for number, part in enumerate(parts):
            yield part, 0.9 if number == 0 else 0.4


def _looks(title: str, wording: Wording, site: str) -> float:
    """Return a score of how well a title fits as the headline of a text."""
    score = 0.5 * (len(title) in _USUAL) + 1.5 * min(1.0, wording.share(title) / 0.5)
    plain = title.replace(" ", "")
    if is_label(title) or _SITE_ENDS.search(title) or _are_keywords(title):
        score -= 4.0
    if site and (plain in site.replace(" ", "") or site.replace(" ", "") in plain):
        score -= 2.5 if len(plain) <= len(site) + 6 else 0.6
    if len(_TITLE_SEPARATOR.split(title)) > 2 or _PATH.search(title):
        score -= 2.0
    return score - 0.7 * (len(title) < 6)


def _are_keywords(title: str) -> bool:
    """Return whether a title is a list of a site's keywords: ``들꽃군청, 들꽃군, 군청``."""
    parts = [part.strip() for part in title.split(",")]
    return len(parts) > 1 and any(
        one and one != other and one in other for one in parts for other in parts
    )


def _headings(root: Element, container: Element | None) -> Iterator[tuple[str, float, str]]:
    """Yield the headings over the article, nearest last, and the first ones in it."""
    over: list[Element] = []
    for element in elements_of(root):
        if element is container:
            break
        if _is_heading(element):
            over.append(element)
    nearest = over[-_MAX_OVER:] if container is not None else over[:_MAX_OVER]
    inside = (
        [] if container is None else list(islice(filter(_is_heading, elements_of(container)), 3))
    )
    for element in (*nearest, *inside):
        if title := _short_text(element):
            named = element.tag not in _HEADINGS or element.get("class") is not None
            yield title, 0.9 + 0.7 * (element.tag == "h1") + 0.3 * named, f"<{element.tag}>"


def _is_heading(element: Element) -> bool:
    if element.tag in _HEADINGS or element.get("itemprop") == "headline":
        return True
    if element.tag in ("a", "li", "ul", "body", "html"):
        return False
    return (
        _TITLE_CLASS.search(f"{element.get('id') or ''} {element.get('class') or ''}") is not None
    )


def _short_text(element: Element) -> str:
    size = 0
    for text in element.itertext():
        size += len(text.strip())
        if size > 2 * _MAX_TITLE_CHARACTERS:
            return ""
    return " ".join(element_text(element).split())
