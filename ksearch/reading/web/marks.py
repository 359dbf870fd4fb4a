"""Date and reporters where papers, portals and boards show them, beside the article's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from ksearch.messages import Message
from ksearch.model.names import people_in

from ..dates import parse_date
from .tree import Element, element_text, elements_of

#: Attributes with the exact time that a page shows in words.
_DATE_ATTRIBUTES = ("data-date-time", "data-published-at", "data-published", "data-created-at")
_DATE_CLASS = re.compile(
    r"(?:^|[-_\s])(?:date|time|datestamp|regist|reg|written|write|pubdate|wdate|day|input|info|byline)"
    r"(?:$|[-_\s\d])|date|num_date|txt_info",
    re.IGNORECASE,
)
_CHANGE_CLASS = re.compile("modif|update|수정|edit|최종|변경", re.IGNORECASE)
_FIRST = re.compile(
    "입력|등록|승인|작성|발행|게시|게재|송고|배포|기사\\s?등록|Published|Posted", re.IGNORECASE
)
_BYLINE = re.compile(
    r"reporter|journalist|byline|by_line|writer|(?:^|[-_\s])author|(?:^|[-_\s])rpt|jounal|gija|publisher",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(r"\d{1,2}:\d\d")
_HAS_DATE = re.compile(r"(?:19|20)\d\d|\d\d[.]\s?\d\d[.]")
_DATE_LABELS = re.compile(
    r"(?:등록|작성|게시|입력|발행|보도|배포|게재|공고)\s?(?:일|일자|일시|날짜|시간|시점)|날짜|일자|date"
)
_PERSON_LABELS = re.compile(r"작성자|글쓴이|기자|기고자|필자|등록자|저자")

_PERSON_NAME = re.compile("[가-힣]{3,4}")
#: Most elements of one class that name the reporters of an article; more are those of a list of
#: stories.
_MOST_REPORTERS = 6

#: Most characters of an element with a date or a name.
_MAX_MARK_CHARACTERS = 120
#: Most elements of a list of headings, dates or names that are examined.
_MAX_ELEMENTS = 60


class ShownDate(NamedTuple):
    """A date that a page shows and the rule by which it was found."""

    date: datetime
    rule: str


def labelled_values(root: Element) -> list[tuple[str, str]]:
    """Return labels and their values from tables and definition lists of boards."""
    found: list[tuple[str, str]] = []
    for label in root.iter("th", "dt"):
        value = label.getnext()
        if value is not None and value.tag in ("td", "dd"):
            name, text = _short(label), _short(value, 2 * _MAX_MARK_CHARACTERS)
            if name and text and len(name) <= 12:
                found.append((name, text))
        if len(found) >= _MAX_ELEMENTS:
            break
    return found


def shown_date(
    root: Element, container: Element | None, labelled: Sequence[tuple[str, str]]
) -> ShownDate | None:
    """Return the date of publication that a page shows over or under its article.

    An exact date for scripts is preferred, then a labelled one, then one with a time of day; among
    equals, the one nearest to the article's beginning. A date of change is used if there is no
    other.
    """
    best: tuple[float, ShownDate] | None = None
    for order, (text, weight, rule) in enumerate(_date_marks(root, container, labelled)):
        date = parse_date(text) if len(text) <= _MAX_MARK_CHARACTERS else None
        if date is None:
            continue
        score = weight - 0.01 * order + 0.5 * bool(_TIME_OF_DAY.search(text))
        if best is None or score > best[0]:
            best = (score, ShownDate(date, rule))
    return best[1] if best else None


def _date_marks(
    root: Element, container: Element | None, labelled: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, float, str]]:
    for label, value in labelled:
        if _DATE_LABELS.search(label) and _HAS_DATE.search(value):
            yield value, 3.0, Message("the label {label}", label=label)
    for element in _beside(root, container):
        names = f"{element.get('id') or ''} {element.get('class') or ''}"
        for attribute in _DATE_ATTRIBUTES:
            if value := element.get(attribute):
                yield value, 4.0 - 2.0 * bool(_CHANGE_CLASS.search(names)), attribute
        if element.get("itemprop") == "datePublished":
            yield (
                element.get("content") or element.get("datetime") or _short(element),
                4.0,
                "itemprop",
            )
        elif element.tag == "time" and element.get("datetime"):
            yield element.get("datetime"), 3.0 - 1.5 * bool(_CHANGE_CLASS.search(names)), "<time>"
        elif element.tag == "time" or _DATE_CLASS.search(names):
            yield from _labelled_dates(_short(element), names)


def _labelled_dates(text: str, names: str) -> Iterator[tuple[str, float, str]]:
    """Yield the dates of ``입력 2024.05.01 10:30 | 수정 2024.05.01 11:00`` with their weights."""
    if not _HAS_DATE.search(text):
        return
    pieces = re.split(
        r"(?=입력|등록|승인|작성|발행|게시|수정|업데이트|최종|Updated|Modified)|\s\|\s", text
    )
    for piece in pieces:
        if piece and _HAS_DATE.search(piece):
            changed = _CHANGE_CLASS.search(piece) or _CHANGE_CLASS.search(names)
            weight = 0.5 if changed else 2.5 if _FIRST.search(piece) else 1.5
            yield piece, weight, Message("the page's date line")


def shown_people(
    root: Element, container: Element | None, labelled: Sequence[tuple[str, str]], paper: str
) -> tuple[str, ...]:
    """Return the reporters in the elements for reporters."""
    for label, value in labelled:
        if _PERSON_LABELS.fullmatch(label.replace(" ", "")) and (
            people := people_in(value, paper=paper)
        ):
            return people
    for element in _beside(root, container):
        names = f"{element.get('id') or ''} {element.get('class') or ''}"
        is_author = element.get("itemprop") == "author" or element.get("rel") == "author"
        if not is_author and _BYLINE.search(names) is None:
            if people := _name_beside_date(element):
                return people
            continue
        text = _short(element)
        if text and not _HAS_DATE.search(text) and (people := people_in(text, paper=paper)):
            return _with_colleagues(element, container, people, paper)
    return ()


def _name_beside_date(element: Element) -> tuple[str, ...]:
    """Return the person in an element directly before one with the date."""
    after = element.getnext()
    if len(element) or after is None or after.tag != element.tag:
        return ()
    text = (element.text or "").strip()
    if _PERSON_NAME.fullmatch(text) is None or not _HAS_DATE.search(_short(after)):
        return ()
    return people_in(text)


def _with_colleagues(
    element: Element, container: Element | None, people: Sequence[str], paper: str
) -> tuple[str, ...]:
    """Return people, including those in neighbouring elements of the same class."""
    around = element.getparent()
    if around is not None and around.getparent() is not None:
        around = around.getparent()
    called = element.get("class")
    if not called or around is None or (container is not None and container in around.iter()):
        around = element.getparent()
    if not called or around is None:
        return tuple(people)
    alike = [each for each in around.iter(element.tag) if each.get("class") == called]
    if len(alike) > _MOST_REPORTERS:
        return tuple(people)
    texts = [text for text in map(_short, alike) if text and not _HAS_DATE.search(text)]
    return tuple(dict.fromkeys(name for text in texts for name in people_in(text, paper=paper)))


def _beside(root: Element, container: Element | None) -> Iterator[Element]:
    """Yield the elements over the article, in it and directly under it, without other stories."""
    if container is None:
        yield from elements_of(root)
        return
    yield from _from_last_heading(root, container)
    yield from elements_of(container)
    following = container
    for _ in range(3):  # elements under the text: next siblings of its parents
        sibling = following.getnext()
        if sibling is not None and isinstance(sibling.tag, str):
            yield from (
                element
                for _, element in zip(range(_MAX_ELEMENTS), elements_of(sibling), strict=False)
            )
        following = following.getparent()
        if following is None or following.tag in ("body", "html"):
            break


def _from_last_heading(root: Element, container: Element) -> list[Element]:
    """Return the elements between the article's headline and its text, and some before it."""
    before: list[Element] = []
    for element in elements_of(root):
        if element is container:
            break
        before.append(element)
    return before[-_MAX_ELEMENTS * 3 :][::-1]


def _short(element: Element, longest: int = _MAX_MARK_CHARACTERS) -> str:
    """Return the text of an element on one line; empty if it is longer than a label's value."""
    size = 0
    for text in element.itertext():
        size += len(text.strip())
        if size > longest:
            return ""
    return element_text(element)
