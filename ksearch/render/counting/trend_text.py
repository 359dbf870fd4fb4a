"""A trend as bars in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksearch import Trend, TrendSeries
from ksearch.render.terminal import ANY_WIDTH, Terminal, harmless
from ksearch.render.terminal.bars import bar
from ksearch.render.terminal.width import fit, pad
from ksearch.render.words import counted_query, in_short, total_in_words

#: Longest and shortest useful length of a bar, in columns.
_MAX_TREND_BAR, _MIN_TREND_BAR = 50, 3
_GAP = "  "
_SHARE_COLUMNS = len("100%")


def trend_lines(trend: Trend, terminal: Terminal) -> Iterator[str]:
    """Yield a line for each period from the first with a hit to the last, and the totals.

    A query has a column with a bar, the hits, and their share of the period's articles; if there is
    no room for columns, the queries follow one another. All bars have one scale.
    """
    columns = terminal.columns or ANY_WIDTH
    table = _Table(trend, terminal, columns)
    together = table.fits(len(trend.series))
    for series in [trend.series] if together else [(each,) for each in trend.series]:
        if len(trend.series) > 1:
            yield terminal.title(table.head(series))
        yield from table.rows(series)
        yield ""
    for each in trend.series:
        total = (
            f"{harmless(in_short(counted_query(each)))}: {total_in_words(each.total, each.undated)}"
        )
        yield from map(terminal.dim, terminal.wrapped(total))


class _Table:
    """The periods of a trend, and how wide each part of a line is."""

    def __init__(self, trend: Trend, terminal: Terminal, columns: int) -> None:
        self._trend = trend
        self._terminal = terminal
        self._columns = columns
        hits = [series.hits for series in trend.series]
        met = [any(row) for row in zip(*hits, strict=True)]
        self._places = range(met.index(True), len(met) - met[::-1].index(True))
        self._most = max(max(row) for row in hits)
        self._numbers = len(f"{self._most:,}")
        self._periods = max(map(len, trend.periods))

    def _width(self, several: int) -> int:
        """Return how many columns each of several queries has."""
        return (self._columns - self._periods) // several - len(_GAP)

    def _room(self, several: int) -> int:
        """Return how many columns a bar has; a space is before and behind its number."""
        return min(self._width(several) - self._numbers - _SHARE_COLUMNS - 2, _MAX_TREND_BAR)

    def fits(self, several: int) -> bool:
        """Return whether several queries have room side by side."""
        return several == 1 or self._room(several) >= _MIN_TREND_BAR

    def head(self, series: Sequence[TrendSeries]) -> str:
        """Return the queries, each above its column."""
        width = max(self._width(len(series)), _MIN_TREND_BAR)
        names = (_GAP + pad(fit(harmless(counted_query(each)), width), width) for each in series)
        return (" " * self._periods + "".join(names)).rstrip()

    def rows(self, series: Sequence[TrendSeries]) -> Iterator[str]:
        """Yield the lines of some queries side by side."""
        room = self._room(len(series))
        for place in self._places:
            cells = "".join(_GAP + self._cell(each, place, room) for each in series)
            yield (self._trend.periods[place].ljust(self._periods) + cells).rstrip()

    def _cell(self, series: TrendSeries, place: int, room: int) -> str:
        hits, articles = series.hits[place], self._trend.articles[place]
        number = f"{hits:,}" if hits else "·"
        share = _share(hits, articles)
        share = " " * (_SHARE_COLUMNS - len(share)) + self._terminal.dim(share)
        if room < _MIN_TREND_BAR:
            return f"{number:>{self._numbers}} {share}"
        drawn = bar(hits, self._most, room, blocks=self._terminal.blocks)
        filled = self._terminal.label(drawn) + " " * (room - len(drawn))
        return f"{filled} {number:>{self._numbers}} {share}"


def _share(hits: int, articles: int) -> str:
    """Return a share in at most four characters: 12%, 1.2%, .04%; nothing for no hits."""
    if not hits:
        return ""
    percent = 100 * hits / articles
    if percent >= 9.95:
        return f"{percent:.0f}%"
    return f"{percent:.1f}%" if percent >= 0.095 else f"{percent:.2f}%".lstrip("0")
