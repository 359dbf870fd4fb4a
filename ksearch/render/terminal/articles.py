"""Whole articles for reading in a terminal, and pages with the role of each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ksearch import Article
from ksearch.messages import Message, translate
from ksearch.model.results import HighlightedArticle, Span
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.painted import painted_lines
from ksearch.render.terminal.width import display_width, fit, pad, wrap
from ksearch.render.words import moment

if TYPE_CHECKING:
    from ksearch.reading import Page


#: Names of the roles of lines.
_ROLE_NAMES = {
    "title": Message("title"),
    "lead": Message("lead"),
    "body": Message("body"),
    "meta": Message("meta"),
    "dropped": Message("dropped"),
    "blank": Message("blank"),
}


def article_lines(
    article: Article,
    terminal: Terminal,
    *,
    found_by: Mapping[str, str] | None = None,
    matches: HighlightedArticle | None = None,
    address: str | None = None,
) -> Iterator[str]:
    """Yield the lines that show an article.

    Args:
        article: what to show.
        terminal: where.
        found_by: the rules by which its fields were found.
        matches: the same article with the matches to paint.
        address: what its title is linked to.
    """
    if article.title:
        spans = matches.title_matches if matches is not None else ()
        for line in painted_lines(
            harmless(article.title), spans, terminal.title_style, terminal.prose_columns
        ):
            yield terminal.link(line, address)
    known = (
        article.publisher,
        article.section,
        moment(article.date) if article.date else None,
        article.author,
        article.id,
    )
    for line in terminal.wrapped(" · ".join(harmless(part) for part in known if part)):
        yield terminal.label(line)
    if article.url:
        yield terminal.link(terminal.label(harmless(article.url)), address and article.url)
    for name, rule in (found_by or {}).items():
        yield terminal.dim(harmless(f"{name}: {rule}"))
    texts = (
        [(article.lead, matches.lead_matches), (article.body, matches.body_matches)]
        if (matches is not None)
        else [(article.lead, ()), (article.body, ())]
    )
    for text, spans in texts:
        yield from _paragraphs(text, spans, terminal)


def _paragraphs(text: str, spans: Sequence[Span], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a text's paragraphs, each after an empty one."""
    start = 0
    for paragraph in text.splitlines(keepends=True):
        end = start + len(paragraph)
        if paragraph.strip():
            inside = [
                (max(first, start) - start, min(last, end) - start)
                for first, last in spans
                if first < end and last > start
            ]
            yield ""
            line = harmless(paragraph.rstrip("\r\n"))
            yield from painted_lines(line, inside, terminal.text_style, terminal.prose_columns)
        start = end


def cleaned_page_lines(page: Page, terminal: Terminal) -> Iterator[str]:
    """Yield every line of a page after its role; dropped lines with the reason."""
    lines = [line for line in page.lines if line.text.strip()]
    roles = {line.role: translate(_ROLE_NAMES[line.role.value]) for line in lines}
    widest = max(map(display_width, roles.values()), default=0)
    for line in lines:
        mark, text = pad(roles[line.role], widest), harmless(line.text.strip())
        if line.kept:
            yield from _hanging(terminal.label(mark), text, widest, terminal)
            continue
        why = translate(line.reason)
        if terminal.columns is not None:  # dropped lines are cut to one terminal line
            text = fit(text, terminal.columns - widest - display_width(why) - 4)
        reason = "  " + terminal.warning(why) if why else ""
        yield f"{terminal.dim(mark)}  {terminal.dim(text)}{reason}"


def _hanging(mark: str, text: str, width: int, terminal: Terminal) -> Iterator[str]:
    if terminal.prose_columns is None:
        yield f"{mark}  {text}"
        return
    for start, end in wrap(text, terminal.prose_columns - width - 2):
        yield f"{mark}  {text[start:end]}"
        mark = " " * width
