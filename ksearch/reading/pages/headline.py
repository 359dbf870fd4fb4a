"""Which line is the headline, and which are its subheads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from . import kinds
from .bounds import Bounds, is_labelled_item
from .lines import PageLine, is_korean, is_signed_caption
from .vocabulary import PAPER
from .wording import Wording

#: The name of a series over the headline: ``[이슬의 느린 생각]``.
_LABEL_ONLY = re.compile(r"\[[^\]]+\]|<[^>]+>|【[^】]+】|〈[^〉]+〉")
_NUMBERED = frozenset("①②③④⑤⑥⑦⑧⑨⑩123456789")
_PAPER_ONLY = re.compile(rf"{PAPER}(?:\s뉴스)?")
_LIKELY = frozenset((kinds.PHRASE, kinds.CAPTION, kinds.LIST_HEADING, kinds.PROMOTION, kinds.PROSE))
_UNLIKELY = {
    kinds.CAPTION: 1.5,
    kinds.PROMOTION: 1.2,
    kinds.PROSE: 1.2,
    kinds.LIST_HEADING: 0.8,
}


def wording_of(lines: Sequence[PageLine], bounds: Bounds) -> Wording:
    """Return the words of the prose between the bounds."""
    prose = (line for line in lines[bounds.start : bounds.end] if line.kind is kinds.PROSE)
    return Wording(line.stems() for line in prose)


def find_title(lines: Sequence[PageLine], bounds: Bounds, wording: Wording) -> int | None:
    """Return the index of the headline, or None if the text has none."""
    if not bounds.furnished:
        return _title_of_plain_text(lines)
    counts = Counter([line.bare for line in lines])
    best: tuple[float, int] | None = None
    rank = 0
    for index in range(min(bounds.start, len(lines))):
        line = lines[index]
        if line.kind not in _LIKELY or not 5 <= len(line.core) <= 130:
            continue
        rank += 1
        score = _title_score(lines, index, counts, wording) - 0.12 * min(rank, 12)
        if best is None or score > best[0]:
            best = (score, index)
    return best[1] if best is not None else None


def _title_score(
    lines: Sequence[PageLine], index: int, counts: Counter[str], wording: Wording
) -> float:
    line = lines[index]
    bare = line.bare
    about = min(1.0, wording.share(bare) / 0.5)
    score = 2.0 * about
    score += 0.6 * (counts[bare] > 1 and (len(bare) >= 12 or index == 0))
    score += 0.5 * (10 <= len(bare) <= 70)
    score += 1.6 * (index == 0 and len(bare) >= 12 and about > 0) + 0.3 * (bare != line.core)
    score -= 0.8 * bool(line.bullet) + 1.0 * line.cut * (len(line.core) > 60)
    score -= 1.5 * (line.kind is kinds.CAPTION) + 1.2 * (
        line.kind in (kinds.PROMOTION, kinds.PROSE)
    )
    score -= (
        0.8 * (line.kind is kinds.LIST_HEADING) + 0.6 * (len(bare) < 10) + 0.6 * (len(bare) < 7)
    )
    score -= 1.5 * (_PAPER_ONLY.fullmatch(bare) is not None)
    score -= 1.0 * (_LABEL_ONLY.fullmatch(bare) is not None)
    behind = islice(lines, index + 1, None)
    following = next((after for after in behind if not _is_mere_name(after)), None)
    under = _lines_under(lines, index)
    if following is not None and following.kind in (kinds.DATE, kinds.BYLINE):
        score += 0.7 if following.kind is kinds.DATE else 0.4
    elif under and len(bare) >= 10 and _LABEL_ONLY.fullmatch(bare) is None:
        score += 0.7
    return score


def _is_mere_name(line: PageLine) -> bool:
    """Tell the paper's name, or a line without words, between the headline and its date."""
    return line.kind is kinds.MARK or (
        line.repeats is not None and _PAPER_ONLY.fullmatch(line.core) is not None
    )


def _title_of_plain_text(lines: Sequence[PageLine]) -> int | None:
    """Take the first line of a plain article for its headline, unless it is a paragraph."""
    for index, line in enumerate(lines[:3]):
        if line.kind in (kinds.MARK, kinds.DATE, kinds.BYLINE, kinds.CONTROL, kinds.MENU):
            continue
        alone = len(lines) == index + 1
        if line.kind is kinds.PROSE and (line.sentences and line.text[-1:] == "."):
            return None
        return index if len(line.text) <= 100 and not alone else None
    return None


def find_subheads(
    lines: Sequence[PageLine], bounds: Bounds, title: int | None, wording: Wording
) -> list[int]:
    """Return the indexes of the lines between headline and first paragraph that belong to them."""
    if title is None or title >= bounds.start:
        return []
    headline = lines[title].bare
    subheads: list[int] = []
    said = {headline}
    under = _lines_under(lines, title)
    for index in range(title + 1, bounds.start):
        line = lines[index]
        if line.core in said or line.bare in said:
            continue
        if (
            not bounds.furnished
            or (index in under and line.core.count(" ") >= 2 and "|" not in line.core)
            or _is_subhead(lines, index, title, wording)
        ):
            subheads.append(index)
            said.add(line.core)
    return subheads


def _lines_under(lines: Sequence[PageLine], title: int) -> range:
    """Return the few lines of a headline's length between a headline and its date or reporter."""
    end = title + 1
    while end < len(lines) and lines[end].kind is kinds.PHRASE and len(lines[end].core) >= 8:
        end += 1
    closed = end < len(lines) and lines[end].kind in (kinds.DATE, kinds.BYLINE)
    return range(title + 1, end if closed and end <= title + 5 else title + 1)


def _is_subhead(lines: Sequence[PageLine], index: int, title: int, wording: Wording) -> bool:
    line = lines[index]
    if line.kind not in (kinds.PHRASE, kinds.PROSE) or (line.cut and len(line.core) > 60):
        return False
    if is_signed_caption(line):
        return False
    if len(line.core) < 6 or len(line.core) > 150:
        return False
    headline = lines[title].text
    beside_title = all(
        between.kind in (kinds.PHRASE, kinds.MARK, kinds.PROSE) for between in lines[title:index]
    )
    needed = 0.25 if beside_title else 0.34
    if is_labelled_item(line) or (is_korean(headline) and not is_korean(line.core)):
        return False
    if line.bullet[:1] in _NUMBERED and not beside_title:  # the parts of a series
        return False
    return wording.share(line.core) >= needed + 0.1 * bool(line.bullet)
