"""The role of a line by the lines around it: a copy, a link, a teaser, a subhead, a notice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import kinds
from .bounds import Bounds
from .edges import OF_PAGE, asks_reader, is_notice, is_polite, is_short_saying, is_spoken
from .kinds import FURNITURE
from .lines import PageLine
from .wording import Wording

#: Least characters of a paragraph whose repetition is a copy; a shorter one may be intended.
MIN_REPEATED = 40

#: Average characters of headlines; lines of poems and tables are shorter.
_USUAL_HEADLINE = 14

#: Most characters of the name of a speaker between the paragraphs of a report: ``<앵커>``,
#: ``[리포트]``.
_MAX_SPEAKER = 10
_LABELLED_LINK = re.compile(r"\[[가-힣 ]{2,8}\]\s?\S.{7,}[^?다요.]$")
_LABEL = re.compile(r"[<\[〈【⟨][가-힣 /·]{2,8}[>\]〉】⟩]")


def is_in_plain_style(lines: Sequence[PageLine], bounds: Bounds) -> bool:
    """Return whether most of an article is in the plain style of reports."""
    prose = [line for line in lines[bounds.start : bounds.end] if line.kind is kinds.PROSE]
    size = sum(len(line.text) for line in prose)
    return sum(len(line.text) for line in prose if is_polite(line)) < 0.4 * size


def speaks_to_reader(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a sentence is the page's own: a notice that no paragraph follows."""
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
    """Return whether the article continues directly below a line, with a sentence or a subhead."""
    following = lines[index + 1 : index + 3]
    if not following or following[0].repeats is not None or following[0].cut:
        return bool(following) and _is_short_repeat(following[0])
    if following[0].kind is kinds.PHRASE and not following[0].sentences:
        following = following[1:]
    return bool(following) and _is_sentence(following[0])


def _is_sentence(line: PageLine) -> bool:
    """Return whether a line holds a sentence of the article, or a quoted one."""
    if line.repeats is not None and not _is_short_repeat(line):
        return False
    return line.kind is kinds.PROSE or (line.kind is kinds.PHRASE and is_spoken(line))


def _is_short_repeat(line: PageLine) -> bool:
    """Return whether a sentence is too short for its repetition to be a copy: 감사합니다."""
    return line.kind is kinds.PROSE and is_short_saying(line)


def is_copy(line: PageLine) -> bool:
    """Return whether a repeated line is a copy: rows of lists and short sayings may repeat."""
    if line.kind is kinds.PROSE:
        return len(line.core) >= MIN_REPEATED
    return not is_item(line)


def is_among_furniture(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether furniture, or another language, is beside a line."""
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(lines))
    return any(lines[i].kind is kinds.FOREIGN or lines[i].kind in FURNITURE for i in beside)


def is_item(line: PageLine) -> bool:
    """Return whether a line is a row of a table, or an item of a list, of the article."""
    return bool(line.bullet) or any(mark in line.text for mark in "|:\t")


def ends_list(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a line is a subhead behind a list of links: without a bullet, over prose."""
    before, after = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else None
    bulleted = bool(before.bullet) and not lines[index].bullet
    return bulleted and after is not None and after.kind is kinds.PROSE and not after.cut


def is_subhead(lines: Sequence[PageLine], index: int, wording: Wording) -> bool:
    """Return whether a heading is the article's own: over prose, about the same words."""
    line = lines[index]
    if line.kind not in (kinds.LIST_HEADING, kinds.MENU) or index + 1 >= len(lines):
        return False
    beside = lines[index - 1].kind is kinds.PROSE and lines[index + 1].kind is kinds.PROSE
    return beside and not lines[index + 1].cut and wording.share(line.core) >= 0.6


def continues_article(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a sentence that sounds like a request is between paragraphs.

    구독 and 회원 occur in prose, too: such a word alone is not evidence against a sentence.
    """
    line = lines[index]
    if line.kind is not kinds.PROMOTION or not line.sentences or line.bullet:
        return False
    before, after = lines[index - 1] if index else None, lines[index + 1 : index + 2]
    if (before is None or _is_sentence(before)) and (not after or _is_sentence(after[0])):
        return True
    if asks_reader(line) or not _is_followed_by_text(lines, index):
        return False
    return before is not None and (_is_sentence(before) or before.kind is kinds.PHRASE)


def is_link(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a line is a link, not a subhead: no paragraph follows, or it is long."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    return following is None or following.kind is not kinds.PROSE or len(lines[index].core) > 30


def is_of_head(line: PageLine, bounds: Bounds) -> bool:
    """Return whether a fragment also occurs over the article: the name of a series or paper."""
    said = line.repeats is not None and line.repeats < bounds.start
    return said and line.kind is kinds.PHRASE and not names_speaker(line)


def is_teaser(lines: Sequence[PageLine], index: int, wording: Wording) -> bool:
    """Return whether a sentence of a list is under its headline, before the next headline."""
    line, headline = lines[index], lines[index - 1]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or line.kind is not kinds.PROSE or line.sentences > 1:
        return False
    if headline.kind is not kinds.PHRASE or following.kind is not kinds.PHRASE:
        return False
    common = set(line.stems()) & set(headline.stems())
    return len(common) >= 2 and wording.share(headline.core) < 0.5


def names_speaker(line: PageLine) -> bool:
    """Return whether a line says who speaks: ``<앵커>``."""
    return len(line.text) <= _MAX_SPEAKER and _LABEL.fullmatch(line.text) is not None


def is_labelled_link(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a line between paragraphs has a label: ``[함께 읽기] 동네 빵집의 하루``."""
    text = lines[index].text
    if text[0] != "[" or _LABELLED_LINK.match(text) is None:
        return False
    if lines[index].kind is not kinds.PHRASE or not 0 < index < len(lines) - 1:
        return False
    return lines[index - 1].kind is kinds.PROSE and lines[index + 1].kind is kinds.PROSE


def is_in_box(lines: Sequence[PageLine], index: int, wording: Wording) -> bool:
    """Return whether a line is in a box of links between paragraphs, with a button below."""
    if "|" in lines[index].text or "\t" in lines[index].text:
        return False
    below = index
    while below < len(lines) and lines[below].kind is kinds.PHRASE:
        below += 1
    closed = below < len(lines) and lines[below].kind is kinds.CONTROL
    run = _run_of_phrases(lines, index) if closed else ()
    return len(run) >= 3 and wording.share(" ".join(line.core for line in run)) < 0.5


def is_among_headlines(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a line is in a list of headlines, not in a poem, a table or an interview."""
    run = [line for line in _run_of_phrases(lines, index) if not names_speaker(line)]
    if (
        is_spoken(lines[index])
        or len(run) < 3
        or 2 * sum(line.sentences > 0 for line in run) >= len(run)
    ):
        return False
    return sum(len(line.core) for line in run) >= _USUAL_HEADLINE * len(run)


def _run_of_phrases(lines: Sequence[PageLine], index: int) -> Sequence[PageLine]:
    first = last = index
    while first > 0 and lines[first - 1].kind is kinds.PHRASE:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].kind is kinds.PHRASE:
        last += 1
    return lines[first : last + 1]
