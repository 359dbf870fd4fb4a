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
#: Labels over articles of every kind, which are not headlines.
_LABEL = re.compile(
    r"(?:(?:보도|해명|설명|참고|언론)\s?자료|공지\s?사항|새\s?소식|자유\s?게시판|게시판|게시물|뉴스|기사|소식|"
    r"알림(?:마당)?|고시|공고|입찰|행사|자료실|갤러리|상세\s?(?:보기|페이지|내용)?|글\s?(?:내용\s?)?보기|본문|"
    r"홈|메뉴|메인|목록|검색|통합\s?검색|로그인|사진|포토|칼럼|사설|오피니언|블로그|포스트|전체\s?기사|"
    r"심볼마크|보도|해명|홈페이지|누리집|대표|수신|발신|시행|제목|품목\s?번호|지자체명|보도\s?시점|배포(?:\s?일시)?)"
    r"(?:\s?[/·,]?\s?(?:해명|설명|자료|공고|보기|뉴스|소식|페이지))*"
)
_NUMERALS = frozenset("①②③④⑤⑥⑦⑧⑨⑩123456789")
_PAPER_ONLY = re.compile(rf"{PAPER}(?:\s뉴스)?")
#: Most characters of a headline over a plain text.
_LONGEST_HEADLINE = 100
#: Most lines of a plain text among which its headline is looked for.
_MAX_OVER_HEADLINE = 4
_LIKELY = frozenset((kinds.PHRASE, kinds.CAPTION, kinds.LIST_HEADING, kinds.PROMOTION, kinds.PROSE))


def is_label(text: str) -> bool:
    """Return whether a line is a label found over articles of every kind: 보도자료, 공지사항."""
    return len(text) <= 16 and _LABEL.fullmatch(text.strip("[]<>【】〈〉:： ")) is not None


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
    """Return whether a line between headline and date is the paper's name, or has no words."""
    return line.kind is kinds.MARK or (
        line.repeats is not None and _PAPER_ONLY.fullmatch(line.core) is not None
    )


def _title_of_plain_text(lines: Sequence[PageLine]) -> int | None:
    """Take the first line of a plain article for its headline, unless it is a paragraph.

    A label (보도자료) is skipped if a headline follows, and is the headline otherwise.
    """
    label: int | None = None
    for index, line in enumerate(lines[:_MAX_OVER_HEADLINE]):
        if index + 1 == len(lines):
            break
        if line.kind in (kinds.MARK, kinds.DATE, kinds.BYLINE, kinds.CONTROL, kinds.MENU):
            continue
        if is_label(line.text):
            label = index if label is None else label
            continue
        paragraph = line.kind is kinds.PROSE and line.sentences and line.text[-1:] == "."
        return label if paragraph or len(line.text) > _LONGEST_HEADLINE else index
    return label


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
    if line.bullet[:1] in _NUMERALS and not beside_title:  # the parts of a series
        return False
    return wording.share(line.core) >= needed + 0.1 * bool(line.bullet)
