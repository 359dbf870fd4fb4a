"""From the text of a page to its article, with a verdict on every line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ksearch.messages import Message
from ksearch.model.article import ExplainedArticle

from ..text.tidying import tidy
from . import kinds
from .bounds import Bounds, find_bounds, last_prose, plain_bounds, with_opening
from .edges import OF_PAGE, asks_reader, is_notice, is_polite, is_short_saying, is_spoken
from .facts import find_authors, find_published, find_publisher, find_section, find_url
from .headline import find_subheads, find_title, wording_of
from .kinds import FURNITURE, LineKind
from .lines import PageLine, is_signed_caption, page_lines
from .model import Line, Page, Role
from .wording import Wording

_META = frozenset((kinds.DATE, kinds.BYLINE))
_REPEATED = Message("said before")
_OUTSIDE_HEAD = Message("stands over the article")
_OUTSIDE_TAIL = Message("stands after the article's end")
_OTHER_STORIES = Message("a headline of another story")

#: A paragraph this long is not repeated by intention; a shorter line may be.
_MIN_REPEATED = 40

#: A page is believed to be one if at least this share of its lines is furniture, …
_FURNITURE_OF_PAGE = 0.08
#: … or if what it loses beside furniture is at most this part of what is kept.
_MAX_LOST = 0.25

#: The share of the prose in an article's own element that its bounds must hold to be believed.
_MIN_PROSE_KEPT = 0.4

#: Headlines are this long on the average; lines of poems and tables are shorter.
_MIN_HEADLINE = 14

#: Who speaks, between the paragraphs of a report: ``<앵커>``, ``[리포트]``.
_LONGEST_LABEL = 10
_LABELLED_LINK = re.compile(r"\[[가-힣 ]{2,8}\]\s?\S.{7,}[^?다요.]$")
_LABEL = re.compile(r"[<\[〈【⟨][가-힣 /·]{2,8}[>\]〉】⟩]")


def clean_page(text: str, *, surely_page: bool = False, headed: bool = False) -> Page:
    """Find the article in the plain text of a page.

    Args:
        text: the page's text, a paragraph, heading or button a line.
        surely_page: whether it comes from a page; otherwise that is decided by its amount of
            furniture.
        headed: its first line is the headline, and the rest comes from the element of the article,
            so that what stands over the first paragraph is the article's unless it looks otherwise.

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
    """Return the article of a page's text, cleaned (whole if `raw`), and what it was taken for."""
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
            "taken for a page, {left:,} of {count:,} lines left out; --raw takes it whole",
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


_Verdict = tuple[Role, str]
_SAID_BEFORE: _Verdict = (Role.DROPPED, _REPEATED)
_OVER: _Verdict = (Role.DROPPED, _OUTSIDE_HEAD)
_BEHIND: _Verdict = (Role.DROPPED, _OUTSIDE_TAIL)
_ALWAYS_OUTSIDE: dict[LineKind, _Verdict] = {
    kind: (Role.META, "") if kind in _META else (Role.DROPPED, kind.value)
    for kind in (*_META, *FURNITURE, kinds.MARK, kinds.CAPTION)
}


def _understand(
    lines: Sequence[PageLine], bounds: Bounds, *, headed: bool = False
) -> tuple[Page, list[_Verdict]]:
    """Return the article among the lines, as a page without them, and a verdict on each."""
    wording = wording_of(lines, bounds) if bounds.furnished else Wording(())
    title = 0 if headed and lines else find_title(lines, bounds, wording)
    subheads = find_subheads(lines, bounds, title, wording)
    verdicts = _roles(lines, bounds, title, subheads, wording)
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


def _is_doubtful(lines: Sequence[PageLine], bounds: Bounds, verdicts: Sequence[_Verdict]) -> bool:
    """Return whether a text that looks like a page would lose more than a page's furniture.

    The burden of proof is on the page: a long document has a line or two that look like a menu or a
    button, too. A page has many, and otherwise loses little in relation to what is kept.
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
    """Return whether most paragraphs of an article's own element would be dropped with its ends.

    A list of notices or of press releases, each with its first sentences, is such a page.
    """

    def prose(part: Sequence[PageLine]) -> int:
        return sum(
            len(line.text) for line in part if line.kind is kinds.PROSE and line.repeats is None
        )

    return prose(lines[bounds.start : bounds.end]) < _MIN_PROSE_KEPT * prose(lines)


def _title_text(line: PageLine, bounds: Bounds) -> str:
    return line.bare if bounds.furnished else line.text


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
    plain = _is_in_plain_style(lines, bounds)
    last = last_prose(lines, bounds, default=bounds.end)
    if bounds.start < bounds.end and is_spoken(lines[bounds.end - 1]):
        last = bounds.end - 1
    while plain and bounds.start < last < bounds.end and _speaks_to_reader(lines, last):
        last = last_prose(lines, replace(bounds, end=last), default=bounds.end)
    kept: set[str] = {lines[index].core for index in subheads}
    if title is not None:
        kept.add(lines[title].bare)
    in_list = False
    for index in range(bounds.start, bounds.end):
        line = lines[index]
        teaser = in_list and _is_teaser(lines, index, wording)
        in_list = teaser or (
            line.kind is not kinds.PROSE and (in_list or line.kind is kinds.LIST_HEADING)
        )
        reason = _reason_against(lines, index, last, in_list, wording, kept)
        spoken = (plain or line.bullet) and not reason and _speaks_to_reader(lines, index)
        if spoken:
            reason = kinds.PROMOTION.value
        if teaser and not bounds.listed:
            reason = _OTHER_STORIES
        if not reason and _is_of_head(line, bounds):
            reason = _REPEATED
        if index == bounds.start or (bounds.listed and reason == _OTHER_STORIES):
            reason = ""
        if line.kind in _META and reason:
            verdicts[index] = (Role.META, "")
        elif reason:
            verdicts[index] = (Role.DROPPED, reason)
        else:
            verdicts[index] = (Role.LEAD if index == bounds.start else Role.BODY, "")
            kept.add(line.core)
    return verdicts


def _is_in_plain_style(lines: Sequence[PageLine], bounds: Bounds) -> bool:
    """Return whether most of an article is in the plain style of reports."""
    prose = [line for line in lines[bounds.start : bounds.end] if line.kind is kinds.PROSE]
    size = sum(len(line.text) for line in prose)
    return sum(len(line.text) for line in prose if is_polite(line)) < 0.4 * size


def _speaks_to_reader(lines: Sequence[PageLine], index: int) -> bool:
    """Tell the page's own sentence, behind which no paragraph follows, from the article's."""
    line = lines[index]
    if (
        line.kind is not kinds.PROSE
        or line.bullet.strip("※☞")
        or not is_notice(line)
        or OF_PAGE.search(line.text) is None
        or line.text[0] in "“\"‘'"
    ):
        return False
    if line.bullet:  # ☞ 회원이 되시려면 여기를 누르세요.
        return index + 1 == len(lines) or lines[index + 1].kind is not kinds.PROSE
    return not _is_followed_by_text(lines, index)


def _is_followed_by_text(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether the article goes on right below a line: a sentence, or a subhead over one."""
    following = lines[index + 1 : index + 3]
    if not following or following[0].repeats is not None or following[0].cut:
        return bool(following) and _is_short_repeat(following[0])
    if following[0].kind is kinds.PHRASE and not following[0].sentences:
        following = following[1:]
    return bool(following) and _tells(following[0])


def _tells(line: PageLine) -> bool:
    """Return whether a line holds a sentence of the article, or a quoted one."""
    if line.repeats is not None and not _is_short_repeat(line):
        return False
    return line.kind is kinds.PROSE or (line.kind is kinds.PHRASE and is_spoken(line))


def _is_short_repeat(line: PageLine) -> bool:
    """Return whether a sentence is so short that saying it twice means nothing: 감사합니다."""
    return line.kind is kinds.PROSE and is_short_saying(line)


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
        elif line.repeats is not None and len(line.core) >= 2 * _MIN_REPEATED:
            verdicts.append((Role.DROPPED, _REPEATED))
        elif title is not None and index < title:
            verdicts.append((Role.BODY, ""))
        elif index == bounds.start or index in subheads:
            verdicts.append((Role.LEAD, ""))
        else:
            verdicts.append((Role.BODY, ""))
    return verdicts


def _outside(line: PageLine, bounds: Bounds, index: int) -> _Verdict:
    always = _ALWAYS_OUTSIDE.get(line.kind)
    if always is not None:
        return always
    if line.repeats is not None:
        return _SAID_BEFORE
    return _OVER if index < bounds.start else _BEHIND


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
    if line.kind is kinds.PHRASE and index < last:
        if _is_in_box(lines, index, wording):
            return _OTHER_STORIES
        if _is_label(line):
            return ""
    if line.core in kept and _is_said_again(line):
        return _REPEATED
    if line.kind is kinds.PROSE:
        return str(kinds.CAPTION.value) if index < last and is_signed_caption(line) else ""
    if line.kind in _META or line.kind in (kinds.MARK, kinds.CAPTION):
        return str(line.kind.value)
    if line.kind in FURNITURE:
        is_text = _serves_as_subhead(lines, index, wording) or _goes_on_telling(lines, index)
        return "" if is_text else line.kind.value
    if line.kind is kinds.FOREIGN and _among_furniture(lines, index):
        return str(line.kind.value)
    if in_list and not _ends_list(lines, index):
        return _OTHER_STORIES
    if index > last and not line.bullet and ":" not in line.text:
        return _OUTSIDE_TAIL
    if line.bullet and line.bullet[0] in "▶▷►▸☞👉➤➜→※" and _is_link(lines, index):
        return _OTHER_STORIES
    if _is_labelled_link(lines, index) and wording.share(line.core) < 0.5:
        return _OTHER_STORIES
    if not _is_item(line) and wording.share(line.core) < 0.2 and _among_headlines(lines, index):
        return _OTHER_STORIES
    return ""


def _is_said_again(line: PageLine) -> bool:
    """Return whether a line that was kept before is a copy: rows of lists and sayings repeat."""
    if line.kind is kinds.PROSE:
        return len(line.core) >= _MIN_REPEATED
    return not _is_item(line)


def _among_furniture(lines: Sequence[PageLine], index: int) -> bool:
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(lines))
    return any(lines[i].kind is kinds.FOREIGN or lines[i].kind in FURNITURE for i in beside)


def _is_item(line: PageLine) -> bool:
    """Tell a row of a table or an item of a list that belongs to the article."""
    return bool(line.bullet) or any(mark in line.text for mark in "|:\t")


def _ends_list(lines: Sequence[PageLine], index: int) -> bool:
    """Tell a subhead behind a bulleted list of links: it bears no bullet, and prose follows."""
    before, after = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else None
    bulleted = bool(before.bullet) and not lines[index].bullet
    return bulleted and after is not None and after.kind is kinds.PROSE and not after.cut


def _serves_as_subhead(lines: Sequence[PageLine], index: int, wording: Wording) -> bool:
    """Tell a heading of the article itself from a list's: prose follows, about the same words."""
    line = lines[index]
    if line.kind not in (kinds.LIST_HEADING, kinds.MENU) or index + 1 >= len(lines):
        return False
    beside = lines[index - 1].kind is kinds.PROSE and lines[index + 1].kind is kinds.PROSE
    return beside and not lines[index + 1].cut and wording.share(line.core) >= 0.6


def _goes_on_telling(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a sentence that sounds like a request stands between paragraphs.

    Prose says 구독 and 회원, too: alone, a phrase is no evidence against a sentence in an article.
    """
    line = lines[index]
    if line.kind is not kinds.PROMOTION or not line.sentences or line.bullet:
        return False
    before, after = lines[index - 1] if index else None, lines[index + 1 : index + 2]
    if (before is None or _tells(before)) and (not after or _tells(after[0])):
        return True
    if asks_reader(line) or not _is_followed_by_text(lines, index):
        return False
    return before is not None and (_tells(before) or before.kind is kinds.PHRASE)


def _is_link(lines: Sequence[PageLine], index: int) -> bool:
    """Tell a link to another story from a subhead: no paragraph follows it, or it is long."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    return following is None or following.kind is not kinds.PROSE or len(lines[index].core) > 30


def _is_of_head(line: PageLine, bounds: Bounds) -> bool:
    """Tell a fragment that the page has said before the article: the name of a series or paper."""
    said = line.repeats is not None and line.repeats < bounds.start
    return said and line.kind is kinds.PHRASE and not _is_label(line)


def _is_teaser(lines: Sequence[PageLine], index: int, wording: Wording) -> bool:
    """Tell a sentence under its headline in a list of other stories, before the next headline."""
    line, headline = lines[index], lines[index - 1]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or line.kind is not kinds.PROSE or line.sentences > 1:
        return False
    if headline.kind is not kinds.PHRASE or following.kind is not kinds.PHRASE:
        return False
    common = set(line.stems()) & set(headline.stems())
    return len(common) >= 2 and wording.share(headline.core) < 0.5


def _is_label(line: PageLine) -> bool:
    return len(line.text) <= _LONGEST_LABEL and _LABEL.fullmatch(line.text) is not None


def _is_labelled_link(lines: Sequence[PageLine], index: int) -> bool:
    """Tell ``[함께 읽기] 동네 빵집의 하루`` between paragraphs: no subhead bears such a label."""
    text = lines[index].text
    if text[0] != "[" or _LABELLED_LINK.match(text) is None:
        return False
    if lines[index].kind is not kinds.PHRASE or not 0 < index < len(lines) - 1:
        return False
    return lines[index - 1].kind is kinds.PROSE and lines[index + 1].kind is kinds.PROSE


def _is_in_box(lines: Sequence[PageLine], index: int, wording: Wording) -> bool:
    """Tell a box that lists a series between paragraphs, by the button under its lines."""
    if "|" in lines[index].text or "\t" in lines[index].text:
        return False
    below = index
    while below < len(lines) and lines[below].kind is kinds.PHRASE:
        below += 1
    closed = below < len(lines) and lines[below].kind is kinds.CONTROL
    run = _run_of_phrases(lines, index) if closed else ()
    return len(run) >= 3 and wording.share(" ".join(line.core for line in run)) < 0.5


def _among_headlines(lines: Sequence[PageLine], index: int) -> bool:
    """Tell a list of headlines from lines of a poem or a table, and from what people say."""
    run = [line for line in _run_of_phrases(lines, index) if not _is_label(line)]
    if (
        is_spoken(lines[index])
        or len(run) < 3
        or 2 * sum(line.sentences > 0 for line in run) >= len(run)
    ):
        return False
    return sum(len(line.core) for line in run) >= _MIN_HEADLINE * len(run)


def _run_of_phrases(lines: Sequence[PageLine], index: int) -> Sequence[PageLine]:
    first = last = index
    while first > 0 and lines[first - 1].kind is kinds.PHRASE:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].kind is kinds.PHRASE:
        last += 1
    return lines[first : last + 1]


def _every_line(
    text: str, lines: Sequence[PageLine], verdicts: Sequence[_Verdict]
) -> tuple[Line, ...]:
    roles = {line.number: verdict for line, verdict in zip(lines, verdicts, strict=True)}
    return tuple(
        Line(raw, *roles.get(number, (Role.BLANK, "")))
        for number, raw in enumerate(text.split("\n"))
    )
