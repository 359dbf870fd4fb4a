"""From the text of a page to its article, with a verdict on every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ksearch.messages import Message
from ksearch.model.article import ExplainedArticle

from ..text.tidying import tidy
from . import kinds
from .bounds import Bounds, find_bounds, plain_bounds, with_opening
from .facts import find_authors, find_published, find_publisher, find_section, find_url
from .headline import find_subheads, find_title, wording_of
from .kinds import FURNITURE
from .lines import PageLine, page_lines
from .model import Line, Page, Role
from .rules import Verdict, decisions
from .wording import Wording

#: A text is a page if at least this share of its lines is furniture,
_FURNITURE_OF_PAGE = 0.08
#: or if other lines that are dropped are at most this part of what is kept.
_MAX_LOST = 0.25

#: Least share of the prose in the article's own element that the bounds must include.
_MIN_PROSE_KEPT = 0.4


def clean_page(text: str, *, surely_page: bool = False, headed: bool = False) -> Page:
    """Find the article in the plain text of a page.

    Args:
        text: the page's text, a paragraph, heading or button a line.
        surely_page: whether it comes from a page; otherwise that is decided by its amount of
            furniture.
        headed: its first line is the headline, and the rest comes from the element of the article,
            so that lines over the first paragraph belong to it unless they look like furniture.

    Returns:
        Title, lead (subheads and first paragraph), body (paragraphs separated by newlines) and
        date, reporters, paper and section as far as found; and each line with its role. A
        text without a page's furniture is kept whole.
    """
    text = tidy(text)
    lines = page_lines(text)
    bounds = find_bounds(lines, surely_page)
    if headed:
        bounds = with_opening(lines, bounds)
        if _leaves_out_most(lines, bounds):
            bounds = Bounds(True, 1, len(lines), listed=True)
    page, verdicts = _understand(lines, bounds, headed=headed)
    if not surely_page and _is_doubtful(lines, bounds, verdicts):
        page, verdicts = _understand(lines, plain_bounds(lines), headed=headed)
    return replace(page, lines=_every_line(text, lines, verdicts))


def article_of(text: str, key: str, *, raw: bool = False) -> ExplainedArticle:
    """Return the article of a page's text, cleaned (whole if `raw`), with the role of each line."""
    text = tidy(text)
    if raw:
        title, _, body = text.strip().partition("\n")
        return ExplainedArticle(id=key, title=title.strip(), body=body.strip(), path=key)
    lines = page_lines(text)
    bounds = find_bounds(lines)
    page, verdicts = _understand(lines, bounds)
    found_by = {}
    if _is_doubtful(lines, bounds, verdicts):
        page, _ = _understand(lines, plain_bounds(lines))
        found_by["page"] = Message(
            "looks like a page, but too much of it would be left out: taken whole"
        )
    elif bounds.furnished:
        left = sum(role is Role.DROPPED for role, _ in verdicts)
        found_by["page"] = Message(
            "read as a page, {left:,} of {count:,} lines left out; --raw keeps all of it",
            left=left,
            count=len(lines),
        )
    return ExplainedArticle(
        id=key,
        title=page.title,
        lead=page.lead,
        body=page.body,
        date=page.date,
        author=page.author,
        publisher=page.publisher,
        section=page.section,
        url=page.url,
        path=key,
        found_by=found_by,
    )


def _understand(
    lines: Sequence[PageLine], bounds: Bounds, *, headed: bool = False
) -> tuple[Page, list[Verdict]]:
    """Return the article among the lines, and a verdict on each line."""
    wording = wording_of(lines, bounds) if bounds.furnished else Wording(())
    title = 0 if headed and lines else find_title(lines, bounds, wording)
    subheads = find_subheads(lines, bounds, title, wording)
    verdicts = [each for _, each in decisions(lines, bounds, title, subheads, wording)]
    lead: list[str] = []
    body: list[str] = []
    texts = {Role.LEAD: lead, Role.BODY: body}
    for line, (role, _) in zip(lines, verdicts, strict=True):
        if role in texts:
            texts[role].append(line.text)
    page = Page(
        title=_title_text(lines[title], bounds) if title is not None else "",
        lead="\n".join(lead),
        body="\n".join(body),
        date=find_published(lines, bounds, title),
        author=find_authors(lines, bounds),
        publisher=find_publisher(lines, bounds),
        section=find_section(lines, bounds, title),
        url=find_url(lines, bounds),
        lines=(),
    )
    return page, verdicts


def _is_doubtful(lines: Sequence[PageLine], bounds: Bounds, verdicts: Sequence[Verdict]) -> bool:
    """Return whether a text that looks like a page would lose more than a page's furniture.

    In doubt a text is not a page: a long document, too, has a line or two that look like a menu or
    a button. A page has many such lines, and other lines that are dropped are few.
    """
    if not bounds.furnished:
        return False
    furniture = sum(line.kind in FURNITURE for line in lines)
    if furniture >= _FURNITURE_OF_PAGE * len(lines):
        return False
    kept = lost = 0
    for line, (role, _) in zip(lines, verdicts, strict=True):
        if role is Role.DROPPED and line.repeats is None and line.kind not in FURNITURE:
            lost += len(line.text)
        elif role in (Role.LEAD, Role.BODY):
            kept += len(line.text)
    return lost > _MAX_LOST * kept


def _leaves_out_most(lines: Sequence[PageLine], bounds: Bounds) -> bool:
    """Return whether most paragraphs of an article's own element would be outside its bounds.

    A list of notices or of press releases, each with its first sentences, is such a page.
    """

    def prose(part: Sequence[PageLine]) -> int:
        return sum(
            len(line.text) for line in part if line.kind is kinds.PROSE and line.repeats is None
        )

    return prose(lines[bounds.start : bounds.end]) < _MIN_PROSE_KEPT * prose(lines)


def _title_text(line: PageLine, bounds: Bounds) -> str:
    return line.bare if bounds.furnished else line.text


def _every_line(
    text: str, lines: Sequence[PageLine], verdicts: Sequence[Verdict]
) -> tuple[Line, ...]:
    roles = {line.number: verdict for line, verdict in zip(lines, verdicts, strict=True)}
    return tuple(
        Line(raw, *roles.get(number, (Role.BLANK, "")))
        for number, raw in enumerate(text.split("\n"))
    )
