"""A trend as a picture: a line for each query."""

from __future__ import annotations

from collections.abc import Iterator

from ksearch import Trend
from ksearch.render.styles import escape_html
from ksearch.render.words import counted_query

_WIDTH, _HEIGHT = 800, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 20, 20, 50
#: Colours that colour-blind people can distinguish (Okabe and Ito).
_COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
#: Most periods that are named below the picture.
_MAX_LABELS = 8
_LEGEND_LINE = 18


def trend_svg(trend: Trend) -> Iterator[str]:
    """Yield the lines of an SVG document, from the first period with a hit to the last."""
    hits = [series.hits for series in trend.series]
    met = [any(row) for row in zip(*hits, strict=True)]
    first = met.index(True) if True in met else 0
    last = len(met) - met[::-1].index(True) if True in met else 0
    periods = trend.periods[first:last]
    most = max((max(row[first:last], default=0) for row in hits), default=0) or 1
    height = _HEIGHT + _LEGEND_LINE * len(hits)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="sans-serif" font-size="12">'
    )
    yield f'<rect width="{_WIDTH}" height="{height}" fill="white"/>'
    floor = _HEIGHT - _BOTTOM
    for amount in sorted({0, most // 2, most}):
        y = _y(amount, most)
        yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{amount:,}</text>'
    for place in range(0, len(periods), max(-(-len(periods) // _MAX_LABELS), 1)):
        x = _x(place, len(periods))
        yield f'<text x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{periods[place]}</text>'
    for number, series in enumerate(trend.series):
        color = _COLORS[number % len(_COLORS)]
        points = " ".join(
            f"{_x(place, len(periods)):.1f},{_y(amount, most):.1f}"
            for place, amount in enumerate(series.hits[first:last])
        )
        yield f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>'
        y = _HEIGHT - _BOTTOM // 4 + _LEGEND_LINE * number
        yield f'<path d="M{_LEFT} {y}h24" stroke="{color}" stroke-width="3"/>'
        yield f'<text x="{_LEFT + 32}" y="{y + 4}">{escape_html(counted_query(series))}</text>'
    yield "</svg>"


def _x(place: int, periods: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (place + 0.5) / periods


def _y(amount: int, most: int) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - amount / most)
