"""Hits for reading in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ksearch.messages import tr, translate
from ksearch.model.results import Hit, Results, Span
from ksearch.render.styles import paint
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.painted import painted_lines
from ksearch.render.terminal.width import display_width, fit, pad, wrap
from ksearch.render.words import (
    articles_in_words,
    correction,
    due_to,
    in_short,
    milliseconds,
    moment,
)

#: Ends of a sentence; a snippet without one is followed by an ellipsis.
_SENTENCE_ENDS = tuple(".?!…。？！\"'”’」』)]〉》")
_SEPARATOR = " · "
#: Columns below which text goes below its label instead of beside it.
_NARROW_COLUMNS = 20
_BELOW = " " * 11


#: Returns what a hit's title is linked to.
AddressOf = Callable[[Hit], str | None]


def results_text(
    results: Results,
    terminal: Terminal,
    *,
    explain: bool = False,
    address_of: AddressOf | None = None,
) -> Iterator[str]:
    """Yield the lines that show results, with the total at their end."""
    if results.corrected:
        yield from map(terminal.warning, terminal.wrapped(harmless(correction(results))))
        yield ""
    for note in results.notes:
        text = tr("note: {note}", note=harmless(translate(note)))
        yield from map(terminal.warning, terminal.wrapped(text))
    if results.notes:
        yield ""
    if explain:
        text = tr("read as: {query}", query=harmless(results.interpreted))
        yield from map(terminal.dim, terminal.wrapped(text))
        yield ""
    last = results.hits[-1].rank if results.hits else 0
    yield from hits_text(results, terminal, last, explain=explain, address_of=address_of)
    if results.suggestion and not results.corrected:
        yield terminal.warning(
            tr("did you mean “{query}”?", query=harmless(in_short(results.suggestion)))
        )
    yield terminal.dim(_footer(results))


def hits_text(
    hits: Iterable[Hit],
    terminal: Terminal,
    last_rank: int,
    *,
    explain: bool = False,
    address_of: AddressOf | None = None,
) -> Iterator[str]:
    """Yield the lines that show hits; ``last_rank`` is the highest of their ranks."""
    margin = len(str(last_rank)) + 2
    for hit in hits:
        yield from _hit(hit, terminal, margin, _address(hit, terminal, address_of))
        if explain:
            yield from _explanation(hit, terminal, margin)
        yield ""


def hits_on_lines(
    hits: Iterable[Hit],
    terminal: Terminal,
    last_rank: int,
    *,
    address_of: AddressOf | None = None,
) -> Iterator[str]:
    """Yield a line for each hit: its rank, its title (cut if needed), its origin."""
    margin = len(str(last_rank)) + 2
    for hit in hits:
        known = (hit.publisher, f"{hit.date:%Y-%m-%d}" if hit.date else None)
        origin = harmless(_SEPARATOR.join(part for part in known if part))
        title, spans = harmless(hit.title or hit.id), hit.title_matches if hit.title else ()
        if terminal.columns is not None:
            room = terminal.columns - margin
            if room - display_width(origin) - 2 < _NARROW_COLUMNS:
                origin = ""
            title = fit(title, room - (display_width(origin) + 2 if origin else 0))
        within = [(start, min(end, len(title))) for start, end in spans if start < len(title)]
        painted = paint(title, within, terminal.title_style)
        linked = terminal.link(painted, _address(hit, terminal, address_of))
        rank = terminal.dim(f"{hit.rank:>{margin - 2}}")
        yield f"{rank}  {linked}  {terminal.label(origin)}".rstrip()


def _address(hit: Hit, terminal: Terminal, address_of: AddressOf | None) -> str | None:
    return address_of(hit) if terminal.links and address_of is not None else None


def _hit(hit: Hit, terminal: Terminal, margin: int, address: str | None) -> Iterator[str]:
    title = harmless(hit.title or hit.id)
    spans = hit.title_matches if hit.title else ()
    indent = " " * margin
    head = terminal.dim(f"{hit.rank:>{margin - 2}}") + "  "
    for line in painted_lines(title, spans, terminal.title_style, terminal.columns, margin):
        yield head + terminal.link(line, address)
        head = indent
    for line in _provenance(hit, terminal, margin):
        yield indent + line
    text, matches = with_ellipses(hit)
    if text:
        style, columns = terminal.text_style, terminal.prose_columns
        for line in painted_lines(text, matches, style, columns, margin):
            yield indent + line
    if hit.missing:
        lacks = tr("missing: {words}", words=harmless(", ".join(hit.missing)))
        for line in _wrapped(lacks, terminal.prose_columns, margin):
            yield indent + terminal.warning(line)


def _provenance(hit: Hit, terminal: Terminal, margin: int) -> Iterator[str]:
    """Yield where the article is from and its id, which is kept whole so that it can be copied."""
    parts = [hit.publisher, moment(hit.date) if hit.date else None, hit.author]
    if hit.similar_count:
        parts.append(tr("+{count:,} similar", count=hit.similar_count))
    known = _SEPARATOR.join(harmless(part) for part in parts if part)
    name = harmless(hit.id)
    together = known + _SEPARATOR + name if known else name
    if terminal.columns is None or display_width(together) <= terminal.columns - margin:
        yield terminal.label(together)
        return
    for start, end in wrap(known, terminal.columns - margin) if known else ():
        yield terminal.label(known[start:end])
    yield terminal.label(name)


def with_ellipses(hit: Hit) -> tuple[str, Sequence[Span]]:
    """Return the snippet with … where the article continues before or after it."""
    snippet = hit.snippet
    text = harmless(snippet.text)
    if not text:
        return "", ()
    before = "" if harmless(hit.lead[: len(text)]) == text else "… "
    after = "" if text.endswith(_SENTENCE_ENDS) else " …"
    shift = len(before)
    return before + text + after, [(start + shift, end + shift) for start, end in snippet.matches]


def _wrapped(text: str, columns: int | None, margin: int) -> Iterator[str]:
    if columns is None:
        yield text
        return
    for start, end in wrap(text, columns - margin):
        yield text[start:end]


def _explanation(hit: Hit, terminal: Terminal, margin: int) -> Iterator[str]:
    """Yield the contributions of the ranking's parts, and their sum, the score."""
    parts = [
        (f"{part.score:+9.3f}", harmless(translate(part.what)), harmless(due_to(part)))
        for part in hit.explanation
    ]
    parts.append((f"{hit.score:9.3f}", tr("score"), ""))
    widest = max(display_width(what) for _, what, _ in parts)
    indent = " " * margin
    for score, what, matched in parts:
        head = f"{score}  {pad(what, widest)}  "
        for line in _beside(head, matched, terminal.columns and terminal.columns - margin):
            yield indent + terminal.dim(line.rstrip())


def _beside(head: str, text: str, columns: int | None) -> Iterator[str]:
    """Yield a text's lines beside its head, or below it if there is little room."""
    if columns is None or display_width(head + text) <= columns:
        yield head + text
        return
    room = columns - display_width(head)
    if room < _NARROW_COLUMNS:
        yield head
        head, room = _BELOW, columns - len(_BELOW)
    for first, last in wrap(text, room):
        yield head + text[first:last]
        head = " " * display_width(head)


def _footer(results: Results) -> str:
    first, last = results.offset + 1, results.offset + len(results)
    total = articles_in_words(results.total)
    if sum(1 + hit.similar_count for hit in results) < results.total:
        page = f"{first:,}" if first == last else f"{first:,}–{last:,}"
        total = tr("{page} of {total}", page=page, total=total)
    return f"{total}{_SEPARATOR}{milliseconds(results.took_ms)}"
