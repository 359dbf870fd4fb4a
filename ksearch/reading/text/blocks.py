"""Documents (HWP, Word, PDF …) as blocks: paragraphs and rows, with the size of their letters.

A document is never cleaned as a web page is: every block of it is in its article. Only the headline
and the date are looked for, by their place, their size and the labels beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from ksearch.model.article import Article

from ..dates import find_date
from .tidying import tidy

TITLE, NOTE = "title", "note"


class Block(NamedTuple):
    """A paragraph, or a row of a table with a tab between its cells.

    Attributes:
        text: the text.
        size: the height of its letters in points; 0 if the format does not give it.
        role: ``TITLE`` if the document itself calls it its title, ``NOTE`` for notes, headers and
            footers, which are never the headline.
    """

    text: str
    size: float = 0.0
    role: str = ""


#: Rows of cells; a cell is the blocks that are in it.
Table = Sequence[Sequence[Sequence[Block]]]

#: Most blocks, and most characters, among which the headline is looked for.
_HEAD_BLOCKS = 40
_HEAD_CHARACTERS = 2_000
_MAX_HEADLINE = 120
_MAX_LINES = 4
#: A headline of one word with fewer letters must be this many times as high as the usual text,
#: because it is more often a label or a name; a word with still fewer letters is never a headline.
_MIN_WORD = 8
_MIN_HEADLINE_LETTERS = 4
_LARGE_FACTOR = 1.3
#: Least factor by which the letters of a headline are higher than the text around it.
_LARGER = 1.1
#: Most characters before the end of the lead; a document whose first paragraph of prose is further
#: down has no lead.
_LONGEST_LEAD = 800
_MIN_PROSE = 60

_LABEL = re.compile(
    r"""(?:
        (?:[가-힣]{2,8})? (?:보도|참고|설명|해명|언론|취재|배포|회의|브리핑|정책|행사)
            (?:참고|설명|해명)? (?:자료|시점|일시|자제|지원|안건)
      | (?:즉시|수시)?보도 (?:가능|요청)? | 보도시간 | 배포 (?:즉시|일|처)? | 엠바고 | 비상대응
      | 담당 (?:부서|자)? | 문의 (?:처)? | 총\d+쪽.* | 붙임 \d* | 별첨 \d* | 별지.* | 첨부 \d*
      | 목차 | 차례 | 표지 | 개요 | 요약 | 공고 (?:문)? | 고시 | 공문 | 수신.* | 참조.* | 발신.*
      | 품목번호 | 지자체명 | 제목 | 부제 | 문서번호.* | 시행.* | 접수.* | 안건번호.* | 의안번호.*
      | press (?:release)? | news (?:release)? | release | contents | abstract
      | 제?\d+ (?:호|차|회|쪽|면|판|권) | \d+
    )[:：]?""",
    re.VERBOSE | re.IGNORECASE,
)
_SQUEEZED = re.compile(r"[\s\u3000·∙・.\-–―~<>〈〉《》()\[\]【】「」『』■□○●◇◆▶▷*※|/]+")
_CONTACT = re.compile(r"@|https?:|www\.|☎|(?<!\d)0\d{1,2}[-)\s.]{1,2}\d{3,4}-\d{4}")
_PLAIN_DATE = re.compile(
    r"[\s\d.,'’년월일시분:()~\-–/월화수목금토일요조석간]+(?:이후|부터|발행|배포|보도)?"
)
#: An office, a firm, or the addressee of a letter: as large as a headline, but not one.
_OFFICE = re.compile(
    r"[가-힣A-Za-z]{1,14}(?:부|처|청|실|국|시|군|구|도|공사|공단|대학교|센터|은행|신문|위원회|연구원|협회|재단)"
    r"|(?:주식회사|㈜|\(주\)|재단법인|사단법인)\s?\S+|\S+\s?(?:주식회사|㈜|\(주\))|.{2,30}(?:귀\s?하|귀\s?중|올림)"
)

_DATE_LABEL = re.compile(
    r"(?:보도|배포|작성|등록|게시|발행|발간|시행|공고|게재|제출|기준|회의)\s?(?:시점|일시|일자|날짜|일)"
    r"|(?:보\s?도|배\s?포)(?=\s*[\t:：]?\s*(?:20|’|'))|(?<![가-힣])(?:일\s?시|일\s?자|날\s?짜)(?![가-힣])"
)


def article_of_blocks(
    blocks: Iterable[Block],
    key: str,
    *,
    title: str = "",
    date: datetime | None = None,
    author: str | None = None,
) -> Article:
    """Return the article that a document is; all of its blocks are in it.

    Args:
        blocks: of the document, in reading order.
        key: its id and path.
        title: what its properties give for a title, for where no headline is found.
        date: what its properties give for a date, for where the text names none of its own.
        author: who wrote it.
    """
    kept = [each._replace(text=text) for each in blocks if (text := tidy(each.text).strip())]
    first, last = _headline(kept)
    named = tidy(title).strip()
    if named and (not last or _is_said_at_the_head(named, kept)):
        headline, first, last = named, 0, 0
        if kept and kept[0].text == named:
            last = 1
    else:
        headline = " ".join(_one_line(block.text) for block in kept[first:last])
    before = [block.text for block in kept[:first]]
    lead, after = _lead([block.text for block in kept[last:]])
    return Article(
        id=key,
        title=headline,
        lead="\n".join(lead),
        body="\n".join((*before, *after)),
        date=_labelled_date(kept) or date,
        author=author,
        path=key,
    )


def table_rows(table: Table) -> Iterator[Block]:
    """Yield the rows of a table.

    A row with a single non-empty cell gives its paragraphs. Tables of one cell are boxes around
    text, whose paragraphs are kept.
    """
    for row in table:
        cells = [list(cell) for cell in row]
        filled = [cell for cell in cells if any(block.text.strip() for block in cell)]
        if len(filled) == 1:
            yield from filled[0]
        elif filled:
            texts = [" ".join(_one_line(block.text) for block in cell) for cell in cells]
            size = max(block.size for cell in filled for block in cell)
            yield Block("\t".join(texts).rstrip("\t"), size)


def with_readings(text: str, readings: Iterable[str]) -> str:
    """Return a paragraph, followed by the text above its letters (漢字 and its reading).

    Inside the paragraph it would be between a word and its particle.
    """
    above = ", ".join(filter(None, (reading.strip() for reading in readings)))
    return f"{text.rstrip()} ({above})" if above else text


def once_each(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks that are not empty, each text once: headers and footers repeat."""
    seen: set[str] = set()
    for block in blocks:
        text = _one_line(block.text)
        if text and text not in seen:
            seen.add(text)
            yield block._replace(role=NOTE)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _squeezed(text: str) -> str:
    return _SQUEEZED.sub("", text)


def _headline(blocks: Sequence[Block]) -> tuple[int, int]:
    """Return the blocks ``[first, last)`` that are the headline; an empty range if none is."""
    head = [index for index in _head(blocks) if blocks[index].role != NOTE]
    for index in head:
        if blocks[index].role == TITLE and not _is_label(blocks[index].text):
            return index, index + 1
    candidates = [index for index in head if _may_be_headline(blocks[index].text)]
    if not candidates:
        return (head[0], head[0] + 1) if head and len(blocks[head[0]].text) <= 200 else (0, 0)
    usual = _usual_size([blocks[index] for index in head])
    full = [index for index in candidates if _is_long_enough(blocks[index], usual)]
    first = _largest(blocks, full or candidates, usual)
    last = first + 1
    while last < len(blocks) and _goes_on(blocks, first, last, usual):
        last += 1
    return first, last


def _is_long_enough(block: Block, usual: float) -> bool:
    letters = len(_squeezed(block.text))
    set_apart = " " in block.text.strip() or 0 < _LARGE_FACTOR * usual <= block.size
    return letters >= (_MIN_HEADLINE_LETTERS if set_apart else _MIN_WORD)


def _goes_on(blocks: Sequence[Block], first: int, last: int, usual: float) -> bool:
    """Whether a block is a further line of the headline: as large as the line before it."""
    size, block = blocks[first].size, blocks[last]
    if size <= _LARGER * usual or block.size != size or not _may_be_headline(block.text):
        return False
    if blocks[last - 1].text.endswith(".") or last - first >= _MAX_LINES:
        return False
    return sum(len(each.text) for each in blocks[first : last + 1]) <= _MAX_HEADLINE


def _largest(blocks: Sequence[Block], candidates: Sequence[int], usual: float) -> int:
    """Return the first of the candidates with the largest letters, if these are set apart."""
    largest = max(blocks[index].size for index in candidates)
    if largest <= _LARGER * usual:
        return candidates[0]
    return next(index for index in candidates if blocks[index].size == largest)


def _usual_size(blocks: Sequence[Block]) -> float:
    """Return the height of most letters; a short document may be half headline."""
    letters: Counter[float] = Counter()
    for block in blocks:
        if block.size > 0:
            letters[block.size] += len(block.text)
    largest = max(letters, default=0.0)
    lines = sum(block.size == largest for block in blocks)
    if len(letters) > 1 and lines <= _MAX_LINES and letters[largest] <= 2 * _MAX_HEADLINE:
        del letters[largest]
    return letters.most_common(1)[0][0] if letters else 0.0


def _head(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the numbers of the blocks that a headline may be among."""
    said = 0
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        yield index
        said += len(block.text)
        if said > _HEAD_CHARACTERS:
            return


def _is_label(text: str) -> bool:
    return (
        _LABEL.fullmatch(_squeezed(text)) is not None or _OFFICE.fullmatch(text.strip()) is not None
    )


def _may_be_headline(text: str) -> bool:
    """Whether a block could be a headline: no label, row, date, address or long paragraph."""
    if "\t" in text or len(text) > _MAX_HEADLINE or _is_label(text):
        return False
    if _PLAIN_DATE.fullmatch(text) or _CONTACT.search(text) or _DATE_LABEL.match(text):
        return False
    return any(letter.isalpha() for letter in text)


def _is_said_at_the_head(title: str, blocks: Sequence[Block]) -> bool:
    """Return whether the title of the properties occurs in the text: it may be a template's."""
    wanted = _squeezed(title)
    head = "".join(_squeezed(blocks[index].text) for index in _head(blocks))
    return len(wanted) >= 2 and wanted in head and not _is_label(title)


def _lead(texts: list[str]) -> tuple[list[str], list[str]]:
    """Split the blocks behind a headline after the first paragraph of prose, or after the first."""
    said = 0
    for index, text in enumerate(texts):
        said += len(text)
        if "\t" not in text and len(text) >= _MIN_PROSE:
            return texts[: index + 1], texts[index + 1 :]
        if said > _LONGEST_LEAD:
            break
    first = 1 if texts and "\t" not in texts[0] else 0
    return texts[:first], texts[first:]


def _labelled_date(blocks: Sequence[Block]) -> datetime | None:
    """Return the date beside a label such as 보도일시 at the beginning of a document."""
    for index in _head(blocks):
        text = blocks[index].text
        label = _DATE_LABEL.search(text)
        if label is None:
            continue
        nearby = text[label.end() : label.end() + 80]
        if not any(letter.isdigit() for letter in nearby) and index + 1 < len(blocks):
            nearby = blocks[index + 1].text[:80]
        found = find_date(nearby)
        if found is not None:
            return found[0]
    return None
