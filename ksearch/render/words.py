"""Numbers, sizes, dates and corrections in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ksearch import Results

if TYPE_CHECKING:
    from ksearch.model.reports import Contribution

#: Most matches of a word that are shown in a field; JSON has all.
_MATCHES_TOLD = 4


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 article``, ``2,345 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size_of(size: int) -> str:
    """Return a number of bytes: ``512 B``, ``34.5 MB``."""
    if size < 1000:
        return f"{size} B"
    amount, units = size / 1000, ["kB", "MB", "GB", "TB"]
    while amount >= 999.95 and len(units) > 1:
        amount /= 1000
        del units[0]
    return f"{amount:.1f} {units[0]}"


def milliseconds(duration: float) -> str:
    """Return a number of milliseconds: ``0.42 ms``, ``12 ms``, ``3.1 s``."""
    if duration < 9.95:
        return f"{duration:.2g} ms" if duration < 0.995 else f"{duration:.1f} ms"
    return f"{duration:.0f} ms" if duration < 1000 else seconds(duration / 1000)


def seconds(duration: float) -> str:
    """Return a number of seconds: ``0.4 s``, ``3 min 12 s``."""
    if duration < 60:
        return f"{duration:.1f} s"
    minutes, rest = divmod(round(duration), 60)
    return f"{minutes} min {rest} s"


def moment(date: datetime) -> str:
    """Return a date, with its time of day where there is one."""
    return f"{date:%Y-%m-%d}" if not (date.hour or date.minute) else f"{date:%Y-%m-%d %H:%M}"


def correction(results: Results) -> str:
    """Return the sentence about a corrected search."""
    query, suggestion = results.query, results.suggestion
    if suggestion is not None and query.replace('"', " ").split() == suggestion.split():
        return f"nothing stands word for word as {query}; these hold its words without the quotes"
    return f"nothing was found for “{query}”; these were found for “{suggestion}”"


def counted_instead(query: str, suggestion: str | None) -> str:
    """Return the sentence about a corrected query of a count."""
    return f"nothing was found for “{query}”; “{suggestion}” was counted"


def due_to(part: Contribution) -> str:
    """Return the cause of a contribution to a score: the matched texts and their fields."""
    shown = [f"“{match.text}” {match.start}–{match.end}" for match in part.matches[:_MATCHES_TOLD]]
    if len(part.matches) > _MATCHES_TOLD:
        shown.append(f"{len(part.matches) - _MATCHES_TOLD} more")
    return " ".join(filter(None, (part.detail, f"→ {', '.join(shown)}" if shown else "")))
