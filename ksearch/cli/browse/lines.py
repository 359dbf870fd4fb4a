"""Lays out hits, counts and articles in lines of a given width; knows nothing of Textual.

All texts of articles pass `safe` on their way into a line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ksearch.messages import tr, tr_count
from ksearch.model.results import Span
from ksearch.render.safety import harmless, shown
from ksearch.render.terminal.hits import with_ellipses
from ksearch.render.terminal.width import display_width, fit, pad, wrap
from ksearch.render.words import moment

if TYPE_CHECKING:
    from ksearch import HighlightedArticle, Hit

#: Lines of running text wider than this are hard to read.
LONGEST_LINE = 100
_SEPARATOR = " · "
#: Lines of a hit: title, provenance and snippet; and the same if there is little room.
ROWS_OF_HIT, FEW_ROWS_OF_HIT = 4, 2


class StyledText(NamedTuple):
    """A stretch of a line in one style.

    Attributes:
        text: what is shown.
        style: ``""``, ``title``, ``label``, ``dim``, ``warning``, ``match`` or ``title-match``.
        match: of a match in an article, its number from 0; otherwise -1.
    """

    text: str
    style: str = ""
    match: int = -1


StyledLine: TypeAlias = tuple[StyledText, ...]


class HitRow(NamedTuple):
    """What the list shows of a hit; made where the index is asked, as a hit reads it lazily.

    Attributes:
        rank: from 1.
        id: of the article.
        title: or its id where it has none; ``title_matches`` are spans of it.
        source: date, paper, reporter and section, if known.
        snippet: the best passage, and its matches as spans of it.
        missing: the words of the query that it does not have.
        similar: how many near-identical articles are behind it.
    """

    rank: int
    id: str
    title: str
    title_matches: tuple[Span, ...]
    source: tuple[str, ...]
    snippet: str
    snippet_matches: tuple[Span, ...]
    missing: tuple[str, ...] = ()
    similar: int = 0


class ArticleLines(NamedTuple):
    """An article laid out.

    Attributes:
        lines: from the title to the end.
        match_lines: for each match the line where it begins.
    """

    lines: tuple[StyledLine, ...] = ()
    match_lines: tuple[int, ...] = ()


def row_of(hit: Hit) -> HitRow:
    """Return what the list shows of a hit."""
    snippet, matches = with_ellipses(hit)
    return HitRow(
        rank=hit.rank,
        id=hit.id,
        title=hit.title or hit.id,
        title_matches=hit.title_matches if hit.title else (),
        source=_source(
            f"{hit.date:%Y-%m-%d}" if hit.date else None, hit.publisher, hit.author, hit.section
        ),
        snippet=snippet,
        snippet_matches=tuple(matches),
        missing=hit.missing,
        similar=hit.similar_count,
    )


def _source(*parts: str | None) -> tuple[str, ...]:
    return tuple(safe(part) for part in parts if part)


def _joined(parts: Sequence[str], columns: int) -> str:
    """Return the first parts on one line: as many as fit, but at least one."""
    line = parts[0] if parts else ""
    for part in parts[1:]:
        longer = f"{line}{_SEPARATOR}{part}"
        if display_width(longer) > columns:
            break
        line = longer
    return fit(line, columns)


def hit_lines(row: HitRow, columns: int, rows: int) -> tuple[StyledLine, ...]:
    """Return the lines of a hit, as many as ``rows`` says."""
    title = harmless(row.title)
    lines = [
        _one_line(title, row.title_matches, 0, len(title), columns, "title"),
        _provenance(row, columns),
    ]
    lines += _some_lines(harmless(row.snippet), row.snippet_matches, columns, rows - len(lines))
    lines += [()] * (rows - len(lines))
    return tuple(lines[:rows])


def _provenance(row: HitRow, columns: int) -> StyledLine:
    """Return the line with a hit's provenance, its missing words, and hidden near-duplicates."""
    notes = []
    if row.missing:
        notes.append(tr("missing: {words}", words=", ".join(row.missing)))
    if row.similar:
        notes.append(tr_count("+{count:,} similar", "+{count:,} similar", row.similar))
    note = safe(_SEPARATOR.join(notes))
    if not note:
        return (StyledText(_joined(row.source, columns), "label"),)
    # The shorter of the two is shown whole.
    behind = columns - len(_SEPARATOR)
    room = max(behind - display_width(note), behind // 2)
    source = _joined(row.source, room)
    parts = [StyledText(source, "label"), StyledText(_SEPARATOR)] if source else []
    left = columns - sum(display_width(part.text) for part in parts)
    return (*parts, StyledText(fit(note, left), "warning"))


def article_pane_lines(found: HighlightedArticle, columns: int) -> ArticleLines:
    """Lay out a whole article with every match."""
    article, width = found.article, min(columns, LONGEST_LINE)
    layout = _Layout(width)
    layout.add(article.title, found.title_matches, "title")
    date = moment(article.date) if article.date else None
    source = _source(date, article.publisher, article.author, article.section)
    for known in (_SEPARATOR.join(source), article.url, article.id):
        if known:
            layout.add(known, (), "label")
    for text, matches in (
        (article.lead, found.lead_matches),
        (article.body, found.body_matches),
    ):
        layout.add_paragraphs(text, matches)
    return ArticleLines(tuple(layout.lines), tuple(layout.match_lines))


class _Layout:
    """Lines of an article as they come, with the lines where matches begin."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._matches = 0  # of the fields before the present one
        self.lines: list[StyledLine] = []
        self.match_lines: list[int] = []

    def add(self, text: str, matches: Sequence[Span], style: str) -> None:
        """Add a field of one paragraph."""
        if text:
            self._add_lines(harmless(text), 0, len(text), matches, style)
        self._matches += len(matches)

    def add_paragraphs(self, text: str, matches: Sequence[Span]) -> None:
        """Add a field with an empty line before each of its paragraphs."""
        clean, start = harmless(text), 0
        for line in text.splitlines(keepends=True):
            if line.strip():
                self.lines.append(())
                self._add_lines(clean, start, start + len(line.rstrip()), matches, "")
            start += len(line)
        self._matches += len(matches)

    def _add_lines(
        self, text: str, start: int, end: int, matches: Sequence[Span], style: str
    ) -> None:
        for first, last in wrap(text[start:end], self._columns):
            line = tuple(_pieces(text, matches, start + first, start + last, style, self._matches))
            for piece in line:
                while len(self.match_lines) <= piece.match:
                    self.match_lines.append(len(self.lines))
            self.lines.append(line)


def _pieces(
    text: str, matches: Sequence[Span], start: int, end: int, style: str = "", before: int = 0
) -> Iterator[StyledText]:
    """Yield the pieces of one line of a text that is free of control characters.

    Args:
        text: all of it.
        matches: spans of it.
        start, end: the characters of the line.
        style: of what is not a match.
        before: how many matches the article has before this text.
    """
    painted = "title-match" if style == "title" else "match"
    place = start
    for number in range(bisect_right(matches, start, key=_end_of), len(matches)):
        begin, last = matches[number]
        if begin >= end:
            break
        begin, last = max(begin, place), min(last, end)
        if begin > place:
            yield StyledText(shown(text[place:begin]), style)
        yield StyledText(shown(text[begin:last]), painted, before + number)
        place = last
    if place < end:
        yield StyledText(shown(text[place:end]), style)


_end_of = itemgetter(1)


def _some_lines(text: str, matches: Sequence[Span], columns: int, most: int) -> list[StyledLine]:
    """Return the first lines of a text; the last one shows that there are more."""
    spans = list(islice(wrap(text, columns), most))
    lines = [tuple(_pieces(text, matches, start, end)) for start, end in spans[:-1]]
    if spans:
        start, end = spans[-1]
        cut = len(spans) == most and bool(text[end:].strip())
        lines.append(_one_line(text, matches, start, len(text) if cut else end, columns))
    return lines


def _one_line(
    text: str, matches: Sequence[Span], start: int, end: int, columns: int, style: str = ""
) -> StyledLine:
    """Return a stretch of a text, cut to one line."""
    whole = text[start:end]
    cut = fit(whole, columns)
    if cut == whole:
        return tuple(_pieces(text, matches, start, end, style))
    kept = start + max(len(cut) - 1, 0)
    return (*_pieces(text, matches, start, kept, style), StyledText(cut[-1:], style))


def count_line(name: str, count: int, columns: int, *, ticked: bool) -> StyledLine:
    """Return the line of a value that can be ticked, with its number of articles at the right."""
    number = f"{count:,}"
    room = max(columns - 4 - display_width(number) - 1, 1)
    label = pad(fit(safe(harmless(name)), room), room)
    return (
        StyledText("[x] " if ticked else "[ ] ", "match" if ticked else "dim"),
        StyledText(f"{label} "),
        StyledText(number, "label"),
    )


def safe(text: str) -> str:
    """Return a text from a source, made safe for a terminal."""
    return shown(harmless(text))
