"""Whole articles for reading in a terminal, and pages as they were understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ksearch import Article
from ksearch.messages import Message, translate
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.width import display_width, fit, pad, wrap
from ksearch.render.words import field_in_words, moment

if TYPE_CHECKING:
    from ksearch.reading import Page


#: What the cleaner says of a line.
_ROLES = {
    "title": Message("title"),
    "lead": Message("lead"),
    "body": Message("body"),
    "meta": Message("meta"),
    "dropped": Message("dropped"),
    "blank": Message("blank"),
}


def article_lines(
    article: Article, terminal: Terminal, found_by: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the lines that show an article; ``found_by`` says how its fields were found."""
    if article.title:
        for line in _wrapped(article.title, terminal):
            yield terminal.title(line)
    known = (
        article.publisher,
        article.section,
        moment(article.date) if article.date else None,
        article.author,
        article.id,
    )
    yield terminal.label(" · ".join(harmless(part) for part in known if part))
    if article.url:
        yield terminal.label(harmless(article.url))
    for name, rule in (found_by or {}).items():
        yield terminal.dim(harmless(f"{field_in_words(name)}: {translate(rule)}"))
    for text in (article.lead, article.body):
        for paragraph in text.splitlines():
            if paragraph.strip():
                yield ""
                yield from _wrapped(paragraph, terminal)


def page_lines(page: Page, terminal: Terminal) -> Iterator[str]:
    """Yield every line of a page after its role; dropped lines with the reason."""
    lines = [line for line in page.lines if line.text.strip()]
    roles = {line.role: translate(_ROLES[line.role.value]) for line in lines}
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


def _wrapped(text: str, terminal: Terminal) -> Iterator[str]:
    line = harmless(text)
    if terminal.prose_columns is None:
        yield line
        return
    for start, end in wrap(line, terminal.prose_columns):
        yield line[start:end]
