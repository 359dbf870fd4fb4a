"""Which element of a page holds the article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .tree import Element, elements_of, is_hidden

#: Class names and ids that papers, portals and blogs use only for the article's text.
_ARTICLE = re.compile(
    r"""
      (?:article|news|story|post|entry|read|view|detail|bbs|board|art|arti)
      [-_]{0,2}(?:view|article|end)?[-_]{0,2}
      (?:body|contents?|cont|cnt|conts|text|txt|area|main)
    | dic_area | harmony_?container | newsct_article | artice_?body | art_(?:txt|body|text|cont)
    | se-main-container | tt_article | contents_style | viewer_?(?:cont|article)
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Class names and ids that may also be those of the whole page without its menus.
_CONTENT = re.compile(
    r"""
      (?:article|news|story|post|entry|read|view|detail|bbs|board|cont(?:ent)?s?|cnt|txt|text|wrap)
      [-_]{0,2}(?:view|article)?[-_]{0,2}
      (?:body|contents?|cont|cnt|text|txt|view|detail|area|story|main|wrap)
    | (?:body|cnt|contents?|viewer)[-_]?(?:area|text|view|wrap)? $
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Class names and ids of elements outside of the article.
_OTHER_CLASS = re.compile(
    r"""
      comment | reply | repl[iy] | (?:^|[-_\s])(?:foot|footer|gnb|lnb|nav|navi|menu|aside|side|sns
      |ads?|adv|banner|util|tag|tags|quick|layer|modal|popup|pop|skip|sitemap|search|login
      |family)(?:$|[-_\s\d])
    | relat | rank | most | popular | recommend | aside | sidebar | copyright | share | breadcrumb
    | hot[-_]?(?:news|issue) | best[-_]?(?:news|click) | other[-_]?news | more[-_]?news | newslist
    | news[-_]?list | list[-_]?(?:news|article) | headline[-_]?list | promotion | subscri
    | newsletter | cookie | paging | pagination | journalist | reporter | profile
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NEVER = frozenset(
    "script style template noscript head svg nav footer aside button select textarea iframe form "
    "option label".split()
)
_LINK_TAGS = frozenset(("a", "button"))
#: Children that share the text of their parent's paragraph.
_INLINE_ELEMENTS = frozenset(
    "b strong i em u s span font a mark small big sub sup ruby rb rt br q cite code time".split()
)
_SENTENCE = re.compile(r"[다요죠까음함됨임]\s?[.?!…”\"')\]]|[.?!]$")
_HANGUL = re.compile("[가-힣]")

#: Least characters of a piece of text that counts as prose without the end of a sentence.
_LONG_PIECE = 60
#: Least share of the prose in a child to which the search descends.
_DESCEND_SHARE = 0.8
#: Least share of the page's prose in an element with a name of articles.
_NAMED_SHARE = 0.3
#: Least share of the outer element's prose in a nested one that is preferred.
_INNER_SHARE = 0.7
#: Least characters of prose in an article; less is a caption, or a page without an article.
ENOUGH_PROSE = 80


@dataclass(frozen=True, slots=True)
class Container:
    """The element of the article.

    Attributes:
        element: the element, None if the page has no prose.
        prose: characters of prose in it.
        named: whether it has a name of articles.
    """

    element: Element | None
    prose: int
    named: bool


def find_container(root: Element) -> Container:
    """Return the element that holds the article's text.

    Prose is counted where it is, outside of links and of elements that are named as furniture. An
    element with a name of articles is chosen if enough prose is in it; otherwise the search
    descends from the root while one child has most of the prose.
    """
    prose = _count_prose(root, skip_named=True)
    if prose.get(root, 0) < ENOUGH_PROSE:
        prose = _count_prose(root, skip_named=False)
    total = prose.get(root, 0)
    if not total:
        return Container(None, 0, named=False)
    named = _named(prose, total)
    element = named if named is not None else _narrowed(root, prose)
    return Container(element, prose[element], named=named is not None)


def _named(prose: dict[Element, int], total: int) -> Element | None:
    """Return the element with a name of articles: of nested ones the innermost."""
    for is_named in (_is_article, _is_content):
        best: Element | None = None
        best_size = _NAMED_SHARE * total
        for element, size in prose.items():  # outer elements come before inner ones
            if size >= best_size and is_named(element):
                best, best_size = element, max(best_size, _INNER_SHARE * size)
        if best is not None:
            return best
    return None


def _is_article(element: Element) -> bool:
    return element.get("itemprop") == "articleBody" or _has_name(element, _ARTICLE)


def _is_content(element: Element) -> bool:
    return element.tag in ("article", "main") or _has_name(element, _CONTENT)


def _has_name(element: Element, pattern: re.Pattern[str]) -> bool:
    if element.tag in ("body", "html", "ul", "ol", "a", "p"):
        return False
    names = f"{element.get('id') or ''} {element.get('class') or ''}".split()
    return any(pattern.search(name) for name in names)


def _narrowed(element: Element, prose: dict[Element, int]) -> Element:
    while True:
        children = [
            child for child in element if child in prose and child.tag not in _INLINE_ELEMENTS
        ]
        best = max(children, key=lambda child: prose[child], default=None)
        if best is None or best.tag == "p" or prose[best] < _DESCEND_SHARE * prose[element]:
            return element
        element = best


def _count_prose(root: Element, *, skip_named: bool) -> dict[Element, int]:
    """Return the characters of prose below each element that has any, outer elements first."""
    own: dict[Element, int] = {}
    order: list[Element] = []
    skipped: set[Element] = set()
    for element in elements_of(root):
        parent = element.getparent()
        inside = parent is not None and parent in skipped
        if inside or element.tag in _NEVER or (skip_named and _is_furniture(element)):
            skipped.add(element)
            if not inside and parent is not None and parent not in skipped:
                own[parent] = own.get(parent, 0) + _prose_in(element.tail)
            continue
        order.append(element)
        if element.tag not in _LINK_TAGS:
            own[element] = own.get(element, 0) + _prose_in(element.text)
        if parent is not None and parent.tag not in _LINK_TAGS:
            own[parent] = own.get(parent, 0) + _prose_in(element.tail)
    counts: dict[Element, int] = {}
    for element in reversed(order):
        size = own.get(element, 0) + counts.get(element, 0)
        if size:
            counts[element] = size
            parent = element.getparent()
            if parent is not None and parent not in skipped:
                counts[parent] = counts.get(parent, 0) + size
    return {element: counts[element] for element in order if counts.get(element)}


def _is_furniture(element: Element) -> bool:
    if is_hidden(element):
        return True
    if element.tag in ("body", "html", "main", "article"):
        return False
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    if not names.strip() or element.get("itemprop") == "articleBody":
        return False
    return _OTHER_CLASS.search(names) is not None and _ARTICLE.search(names) is None


def _prose_in(text: str | None) -> int:
    """Return the characters of a piece of text if it reads as prose, 0 otherwise."""
    if not text:
        return 0
    text = text.strip()
    if len(text) < 12 or _HANGUL.search(text) is None:
        return 0
    return len(text) if len(text) >= _LONG_PIECE or _SENTENCE.search(text) else 0
