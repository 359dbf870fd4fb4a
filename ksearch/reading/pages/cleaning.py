"""From the text of a page to its article, with a verdict on every line."""

from __future__ import annotations

from collections.abc import Sequence

from ksearch.article import Article

from ..text import tidy
from .bounds import Bounds, find_bounds
from .facts import find_authors, find_published, find_publisher, find_section, find_url
from .headline import find_subheads, find_title, without_suffix, wording_of
from .lines import FURNITURE, Kind, PageLine, page_lines
from .model import Line, Page, Role
from .wording import Wording

_META = frozenset((Kind.DATE, Kind.BYLINE))
_REPEATED = "said before"
_OUTSIDE_HEAD = "stands over the article"
_OUTSIDE_TAIL = "stands after the article's end"
_OTHER_STORIES = "a headline of another story"

#: A paragraph this long is not repeated by intention; a shorter line may be.
_LEAST_REPEATED = 40


def clean_page(text: str, *, surely_page: bool = False) -> Page:
    """Find the article in the plain text of a page.

    Args:
        text: the page's text, a paragraph, heading or button a line.
        surely_page: it comes from a page; otherwise that is told from how much furniture it has.

    Returns:
        Title, lead (subheads and first paragraph), body (paragraphs separated by newlines) and
        what could be told of date, reporters, paper and section; and each line with its role. A
        text without a page's furniture is kept whole.
    """
    text = tidy(text)
    lines = page_lines(text)
    bounds = find_bounds(lines, surely_page)
    wording = wording_of(lines, bounds) if bounds.furnished else Wording(())
    title = find_title(lines, bounds, wording)
    subheads = find_subheads(lines, bounds, title, wording)
    roles = _roles(lines, bounds, title, subheads, wording)
    lead = [line.text for line, (role, _) in zip(lines, roles, strict=True) if role is Role.LEAD]
    body = [line.text for line, (role, _) in zip(lines, roles, strict=True) if role is Role.BODY]
    return Page(
        title=_title_text(lines[title], bounds) if title is not None else "",
        lead="\n".join(lead),
        body="\n".join(body),
        date=find_published(lines, bounds, title),
        author=find_authors(lines, bounds),
        publisher=find_publisher(lines, bounds),
        section=find_section(lines, bounds, title),
        url=find_url(lines, bounds),
        lines=_every_line(text, lines, roles),
    )


def _title_text(line: PageLine, bounds: Bounds) -> str:
    return without_suffix(line.core) if bounds.furnished else line.text


def article_of(text: str, key: str, *, raw: bool = False) -> Article:
    """Return the article of a page's text, cleaned, or whole if `raw`."""
    if raw:
        title, _, body = tidy(text).strip().partition("\n")
        return Article(id=key, title=title.strip(), body=body.strip(), path=key)
    page = clean_page(text)
    return Article(
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
    )


_Verdict = tuple[Role, str]


def _roles(
    lines: Sequence[PageLine],
    bounds: Bounds,
    title: int | None,
    subheads: Sequence[int],
    wording: Wording,
) -> list[_Verdict]:
    if not bounds.furnished:
        return _roles_of_plain_text(lines, bounds, title, subheads)
    verdicts = [_outside(line, bounds, index) for index, line in enumerate(lines)]
    for index in subheads:
        verdicts[index] = (Role.LEAD, "")
    if title is not None:
        verdicts[title] = (Role.TITLE, "")
    last = max(
        (i for i in range(bounds.start, bounds.end) if lines[i].kind is Kind.PROSE),
        default=bounds.end,
    )
    kept: set[str] = {lines[index].core for index in subheads}
    if title is not None:
        kept.add(without_suffix(lines[title].core))
    in_list = False
    for index in range(bounds.start, bounds.end):
        line = lines[index]
        in_list = line.kind is not Kind.PROSE and (in_list or line.kind is Kind.LIST_HEADING)
        reason = _reason_against(lines, index, last, in_list, wording, kept)
        if index == bounds.start:
            reason = ""
        if line.kind in _META and reason:
            verdicts[index] = (Role.META, "")
        elif reason:
            verdicts[index] = (Role.DROPPED, reason)
        else:
            verdicts[index] = (Role.LEAD if index == bounds.start else Role.BODY, "")
            kept.add(line.core)
    return verdicts


def _roles_of_plain_text(
    lines: Sequence[PageLine], bounds: Bounds, title: int | None, subheads: Sequence[int]
) -> list[_Verdict]:
    """Keep everything, except a body that is given twice."""
    verdicts: list[_Verdict] = []
    for index, line in enumerate(lines):
        if index >= bounds.end:
            verdicts.append((Role.DROPPED, line.kind.value))
        elif index == title:
            verdicts.append((Role.TITLE, ""))
        elif line.repeats is not None and len(line.core) >= 2 * _LEAST_REPEATED:
            verdicts.append((Role.DROPPED, _REPEATED))
        elif title is not None and index < title:
            verdicts.append((Role.BODY, ""))
        elif index == bounds.start or index in subheads:
            verdicts.append((Role.LEAD, ""))
        else:
            verdicts.append((Role.BODY, ""))
    return verdicts


def _outside(line: PageLine, bounds: Bounds, index: int) -> _Verdict:
    if line.kind in _META:
        return Role.META, ""
    if line.kind in FURNITURE or line.kind in (Kind.MARK, Kind.CAPTION):
        return Role.DROPPED, line.kind.value
    if line.repeats is not None:
        return Role.DROPPED, _REPEATED
    return Role.DROPPED, _OUTSIDE_HEAD if index < bounds.start else _OUTSIDE_TAIL


def _reason_against(
    lines: Sequence[PageLine],
    index: int,
    last: int,
    in_list: bool,
    wording: Wording,
    kept: set[str],
) -> str:
    """Return why a line between the bounds is no text of the article, or nothing if it is."""
    line = lines[index]
    if line.core in kept and (line.kind is not Kind.PROSE or len(line.core) >= _LEAST_REPEATED):
        return _REPEATED
    if line.kind is Kind.PROSE:
        return ""
    if line.kind in _META or line.kind in (Kind.MARK, Kind.CAPTION):
        return str(line.kind.value)
    if line.kind in FURNITURE:
        return "" if _serves_as_subhead(lines, index, wording) else line.kind.value
    if in_list and not _ends_list(lines, index):
        return _OTHER_STORIES
    if index > last and not line.bullet and ":" not in line.text:
        return _OUTSIDE_TAIL
    if line.bullet and line.bullet[0] in "▶▷►▸☞👉➤➜→※" and _is_link(lines, index):
        return _OTHER_STORIES
    if not _is_item(line) and _run_of_phrases(lines, index) >= 3 and wording.share(line.core) < 0.2:
        return _OTHER_STORIES
    return ""


def _is_item(line: PageLine) -> bool:
    """Tell a row of a table or an item of a list that belongs to the article."""
    return bool(line.bullet) or any(mark in line.text for mark in "|:\t")


def _ends_list(lines: Sequence[PageLine], index: int) -> bool:
    """Tell a subhead behind a bulleted list of links: it bears no bullet, and prose follows."""
    before, after = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else None
    bulleted = bool(before.bullet) and not lines[index].bullet
    return bulleted and after is not None and after.kind is Kind.PROSE and not after.cut


def _serves_as_subhead(lines: Sequence[PageLine], index: int, wording: Wording) -> bool:
    """Tell a heading of the article itself from a list's: prose follows, about the same words."""
    line = lines[index]
    if line.kind not in (Kind.LIST_HEADING, Kind.MENU) or index + 1 >= len(lines):
        return False
    beside = lines[index - 1].kind is Kind.PROSE and lines[index + 1].kind is Kind.PROSE
    return beside and not lines[index + 1].cut and wording.share(line.core) >= 0.6


def _is_link(lines: Sequence[PageLine], index: int) -> bool:
    """Tell a link to another story from a subhead: no paragraph follows it, or it is long."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    return following is None or following.kind is not Kind.PROSE or len(lines[index].core) > 30


def _run_of_phrases(lines: Sequence[PageLine], index: int) -> int:
    first = last = index
    while first > 0 and lines[first - 1].kind is Kind.PHRASE:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].kind is Kind.PHRASE:
        last += 1
    return last - first + 1


def _every_line(
    text: str, lines: Sequence[PageLine], verdicts: Sequence[_Verdict]
) -> tuple[Line, ...]:
    roles = {line.number: verdict for line, verdict in zip(lines, verdicts, strict=True)}
    return tuple(
        Line(raw, *roles.get(number, (Role.BLANK, "")))
        for number, raw in enumerate(text.split("\n"))
    )
