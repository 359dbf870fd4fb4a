"""The rules by which a line of a page is kept or dropped: three tables, each read from the top.

The first rule that applies to a line decides. A plain text is read by `PLAIN_TEXT`; in a page,
lines within the bounds of the article are read by `INSIDE`, others by `OUTSIDE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

from ksearch.messages import Message

from . import kinds
from .bounds import Bounds, last_prose
from .edges import is_spoken
from .kinds import FURNITURE, LineKind
from .lines import PageLine, is_signed_caption
from .model import Role
from .surroundings import (
    MIN_REPEATED,
    continues_article,
    ends_list,
    is_among_furniture,
    is_among_headlines,
    is_copy,
    is_in_box,
    is_in_plain_style,
    is_item,
    is_labelled_link,
    is_link,
    is_of_head,
    is_subhead,
    is_teaser,
    names_speaker,
    speaks_to_reader,
)
from .wording import Wording

#: The role of a line, and the reason if it is dropped.
Verdict: TypeAlias = tuple[Role, str]

TITLE: Verdict = (Role.TITLE, "")
LEAD: Verdict = (Role.LEAD, "")
KEPT: Verdict = (Role.BODY, "")
OTHER_STORY: Verdict = (Role.DROPPED, Message("a headline of another story"))
SAID_BEFORE: Verdict = (Role.DROPPED, Message("said before"))
OVER: Verdict = (Role.DROPPED, Message("above the article"))
BEHIND: Verdict = (Role.DROPPED, Message("after the article's end"))
OWN_SENTENCE: Verdict = (Role.DROPPED, kinds.PROMOTION.value)

_META = frozenset((kinds.DATE, kinds.BYLINE))
_ALL = frozenset(LineKind)
_DOUBTFUL_TEXT = frozenset((kinds.PHRASE, kinds.FOREIGN))
_NO_TEXT = frozenset((*_META, *FURNITURE, kinds.MARK, kinds.CAPTION))
_PROSE = frozenset((kinds.PROSE,))
_PHRASE_KIND = frozenset((kinds.PHRASE,))

#: The verdict on a line for what it looks like alone.
_BY_LOOKS: dict[LineKind, Verdict] = {
    kind: (Role.META, "") if kind in _META else (Role.DROPPED, kind.value) for kind in LineKind
}

#: Least share of the words of a heading that also occur in its article.
_OWN_WORDING = 0.5
#: Most such words of a headline of another story.
_STRANGE_WORDING = 0.2
#: Signs in front of a link to another story.
_LINK_BULLETS = frozenset("▶▷►▸☞👉➤➜→※")


class Cursor:
    """The current line of a page, with the properties that rules test; it moves from line to line.

    Attributes:
        lines, bounds, title, subheads, wording: of the page.
        kept: the lines that have been kept, without their bullets.
        index, line: the line.
        inside: whether it is within the bounds.
        in_list: whether it is in a list of other stories there.
        teaser: whether it is the first sentence of another story.
    """

    def __init__(
        self,
        lines: Sequence[PageLine],
        bounds: Bounds,
        title: int | None,
        subheads: Sequence[int],
        wording: Wording,
    ) -> None:
        self.lines = lines
        self.bounds = bounds
        self.title = title
        self.subheads = frozenset(subheads)
        self.wording = wording
        self.kept = {lines[index].core for index in subheads}
        if title is not None:
            self.kept.add(lines[title].bare)
        self.in_list = self.teaser = False

    def go_to(self, index: int) -> None:
        """Move to a line; the lines of the article are visited in order."""
        self.index = index
        self.line = line = self.lines[index]
        self.inside = self.bounds.start <= index < self.bounds.end
        if self.inside:
            self.teaser = self.in_list and is_teaser(self.lines, index, self.wording)
            self.in_list = self.teaser or (
                line.kind is not kinds.PROSE and (self.in_list or line.kind is kinds.LIST_HEADING)
            )

    @cached_property
    def plain_style(self) -> bool:
        """Whether the article is mostly in the plain style of reports."""
        return is_in_plain_style(self.lines, self.bounds)

    @cached_property
    def last(self) -> int:
        """The last line of prose or speech of the article.

        After an article in plain style, sentences to the reader do not count.
        """
        lines, bounds = self.lines, self.bounds
        last = last_prose(lines, bounds, default=bounds.end)
        if bounds.start < bounds.end and is_spoken(lines[bounds.end - 1]):
            last = bounds.end - 1
        while (
            self.plain_style and bounds.start < last < bounds.end and speaks_to_reader(lines, last)
        ):
            last = last_prose(lines, replace(bounds, end=last), default=bounds.end)
        return last

    @property
    def share(self) -> float:
        """The share of the line's words that are in the article."""
        return self.wording.share(self.line.core)


class Rule(NamedTuple):
    """A rule on lines of a page.

    Attributes:
        name: what it recognises.
        kinds: the kinds of lines that it looks at.
        holds: its condition.
        verdict: on lines that meet it; None: by what the line looks like.
    """

    name: str
    kinds: frozenset[LineKind]
    holds: Callable[[Cursor], bool]
    verdict: Verdict | None


def _always(_: Cursor) -> bool:
    return True


PLAIN_TEXT = (
    Rule("the copyright lines at its end", _ALL, lambda here: here.index >= here.bounds.end, None),
    Rule("the title", _ALL, lambda here: here.index == here.title, TITLE),
    Rule("a paragraph that is given twice", _ALL,
         lambda here: here.line.repeats is not None and len(here.line.core) >= 2 * MIN_REPEATED,
         SAID_BEFORE),
    Rule("a line over the title", _ALL,
         lambda here: here.title is not None and here.index < here.title, KEPT),
    Rule("a subhead", _ALL, lambda here: here.index in here.subheads, LEAD),
    Rule("the first paragraph", _ALL, lambda here: here.index == here.bounds.start, LEAD),
    Rule("the article", _ALL, _always, KEPT),
)  # fmt: skip

OUTSIDE = (
    Rule("the title", _ALL, lambda here: here.index == here.title, TITLE),
    Rule("a subhead", _ALL, lambda here: here.index in here.subheads, LEAD),
    Rule("what is never text", _NO_TEXT, _always, None),
    Rule("a copy of another line", _ALL, lambda here: here.line.repeats is not None, SAID_BEFORE),
    Rule("a line over the article", _ALL, lambda here: here.index < here.bounds.start, OVER),
    Rule("a line behind the article", _ALL, _always, BEHIND),
)  # fmt: skip

#: In an article that is a list, lines that look like headlines of other stories are its rows.
INSIDE = (
    Rule("the first paragraph", _ALL, lambda here: here.index == here.bounds.start, LEAD),
    Rule("the first sentence of another story", _PROSE,
         lambda here: here.teaser and not here.bounds.listed, OTHER_STORY),
    Rule("a box of links between paragraphs", _PHRASE_KIND,
         lambda here: here.index < here.last and is_in_box(here.lines, here.index, here.wording),
         OTHER_STORY),
    Rule("who speaks: <앵커>", _PHRASE_KIND,
         lambda here: here.index < here.last and names_speaker(here.line), KEPT),
    Rule("a copy of a line that was kept", _ALL,
         lambda here: here.line.core in here.kept and is_copy(here.line), SAID_BEFORE),
    Rule("a caption with its photographer", _PROSE,
         lambda here: here.index < here.last and is_signed_caption(here.line),
         (Role.DROPPED, kinds.CAPTION.value)),
    Rule("a sentence of the page to its reader", _PROSE,
         lambda here: (here.plain_style or bool(here.line.bullet))
         and speaks_to_reader(here.lines, here.index), OWN_SENTENCE),
    Rule("a paragraph", _PROSE, _always, KEPT),
    Rule("a heading of the article that looks like a list's", FURNITURE,
         lambda here: is_subhead(here.lines, here.index, here.wording), KEPT),
    Rule("a sentence of the article that sounds like a request", FURNITURE,
         lambda here: continues_article(here.lines, here.index), KEPT),
    Rule("what is never text", _NO_TEXT, _always, None),
    Rule("another language among furniture", frozenset((kinds.FOREIGN,)),
         lambda here: is_among_furniture(here.lines, here.index), None),
    Rule("a line of a list of other stories", _DOUBTFUL_TEXT,
         lambda here: here.in_list and not ends_list(here.lines, here.index), OTHER_STORY),
    Rule("a short line behind the last paragraph", _DOUBTFUL_TEXT,
         lambda here: here.index > here.last and not here.line.bullet and ":" not in here.line.text,
         BEHIND),
    Rule("a link with a sign in front", _DOUBTFUL_TEXT,
         lambda here: here.line.bullet[:1] in _LINK_BULLETS and is_link(here.lines, here.index),
         OTHER_STORY),
    Rule("a link with a label between paragraphs", _DOUBTFUL_TEXT,
         lambda here: is_labelled_link(here.lines, here.index) and here.share < _OWN_WORDING,
         OTHER_STORY),
    Rule("a headline among headlines", _DOUBTFUL_TEXT,
         lambda here: not is_item(here.line) and here.share < _STRANGE_WORDING
         and is_among_headlines(here.lines, here.index), OTHER_STORY),
    Rule("the name of a series that above the article", _PHRASE_KIND,
         lambda here: is_of_head(here.line, here.bounds), SAID_BEFORE),
    Rule("a subhead or a row", _ALL, _always, KEPT),
)  # fmt: skip


def _by_kind(rules: Iterable[Rule]) -> dict[LineKind, tuple[Rule, ...]]:
    """Return the rules that look at each kind of line, in their order."""
    return {kind: tuple(rule for rule in rules if kind in rule.kinds) for kind in LineKind}


_PLAIN_BY_KIND = _by_kind(PLAIN_TEXT)
_OUTSIDE_BY_KIND = _by_kind(OUTSIDE)
_INSIDE_BY_KIND = _by_kind(INSIDE)


def _deciding_rule(here: Cursor) -> Rule:
    """Return the first rule that applies to a line."""
    if not here.bounds.furnished:
        table = _PLAIN_BY_KIND
    elif here.inside:
        table = _INSIDE_BY_KIND
    else:
        table = _OUTSIDE_BY_KIND
    for rule in table[here.line.kind]:
        if rule.holds is _always or rule.holds(here):
            return rule
    raise AssertionError("the last rule of a table holds of any line")


def decisions(
    lines: Sequence[PageLine],
    bounds: Bounds,
    title: int | None,
    subheads: Sequence[int],
    wording: Wording,
) -> Iterator[tuple[Rule, Verdict]]:
    """Yield for each line of a page the rule that decides on it, and the verdict."""
    here = Cursor(lines, bounds, title, subheads, wording)
    for index in range(len(lines)):
        here.go_to(index)
        rule = _deciding_rule(here)
        yield rule, _verdict(here, rule)


def _verdict(here: Cursor, rule: Rule) -> Verdict:
    verdict = rule.verdict
    if verdict is None or (verdict[0] is Role.DROPPED and here.line.kind in _META):
        return _BY_LOOKS[here.line.kind]
    if verdict is OTHER_STORY and here.bounds.listed:
        verdict = KEPT
    if verdict is KEPT or verdict is LEAD:
        here.kept.add(here.line.core)
    return verdict
