"""Counts for a terminal: totals, facets and related words."""

from __future__ import annotations

from collections.abc import Iterator

from ksearch import Facets, FieldCounts, Related
from ksearch.messages import tr
from ksearch.render.terminal import ANY_WIDTH, Terminal, harmless
from ksearch.render.terminal.bars import bar
from ksearch.render.terminal.width import display_width, fit, pad
from ksearch.render.words import field_in_words, total_in_words

#: Longest and shortest useful length of a bar, in columns.
_MAX_BAR, _MIN_BAR = 40, 4
_GAP = "  "


def count_lines(facets: Facets, terminal: Terminal) -> Iterator[str]:
    """Yield a total: in a pipe, a bare number for programs."""
    if terminal.columns is None:
        yield str(facets.total)
    else:
        yield from _total_lines(facets, terminal)


def _total_lines(facets: Facets, terminal: Terminal) -> Iterator[str]:
    yield from terminal.wrapped(total_in_words(facets.total, facets.undated))


def facets_lines(facets: Facets, terminal: Terminal, limit: int) -> Iterator[str]:
    """Yield a table for each field, and the total; ``limit`` is how many values each shows."""
    for counts in facets.fields:
        yield terminal.title(field_in_words(counts.field))
        yield from _field_lines(counts, terminal, limit, facets.total)
        yield ""
    yield from _total_lines(facets, terminal)


def _field_lines(counts: FieldCounts, terminal: Terminal, limit: int, total: int) -> Iterator[str]:
    rows = [(harmless(name), count) for name, count in counts.top(limit)]
    if counts.without:
        rows.append((tr("(none)"), counts.without))
    columns = terminal.columns or ANY_WIDTH
    numbers = max((len(f"{count:,}") for _, count in rows), default=0)
    rest = columns - numbers - 2 * len(_GAP)
    names = min(max((display_width(name) for name, _ in rows), default=0), max(rest, _MIN_BAR))
    room = min(rest - names - len(_GAP), _MAX_BAR)
    for name, count in rows:
        label = pad(fit(name, names), names)
        drawn = bar(count, total, room, blocks=terminal.blocks) if room >= _MIN_BAR else ""
        yield f"{_GAP}{label}{_GAP}{count:>{numbers},}{_GAP}{terminal.label(drawn)}".rstrip()
    if len(counts) > limit:
        yield terminal.dim(f"{_GAP}… {tr('{count:,} more', count=len(counts) - limit)}")


def related_lines(related: Related, terminal: Terminal) -> Iterator[str]:
    """Yield the words, with how many of the best articles and of all articles hold each."""
    words = [harmless(word.word) for word in related]
    if terminal.columns is None or not words:
        yield from words
        return
    widest = max(map(display_width, words))
    most = max(word.score for word in related)
    numbers, best = max(len(f"{word.articles:,}") for word in related), len(str(related.best))
    held = [
        tr(
            "{best} of {all_best}, {articles}",
            best=f"{word.best:>{best}}",
            all_best=related.best,
            articles=f"{word.articles:>{numbers},}",
        )
        for word in related
    ]
    rest = terminal.columns - widest - 2 * len(_GAP) - max(map(display_width, held))
    for text, word, counts in zip(words, related, held, strict=True):
        room = min(rest, _MAX_BAR)
        drawn = bar(word.score, most, room, blocks=terminal.blocks) if room >= _MIN_BAR else ""
        if rest < 0:
            yield fit(text, terminal.columns)
        else:
            line = f"{pad(text, widest)}{_GAP}{terminal.dim(counts)}{_GAP}{terminal.label(drawn)}"
            yield line.rstrip()
    yield ""
    meaning = tr(
        "how many of the best {count} articles, and of all articles, have each word",
        count=related.best,
    )
    yield from map(terminal.dim, terminal.wrapped(meaning))
