"""Numbers, sizes, dates and corrections in words."""

from __future__ import annotations

from datetime import datetime

from ksearch import Results


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
    """Return the sentence that says what was searched for instead of what was typed."""
    query, suggestion = results.query, results.suggestion
    return f"nothing was found for “{query}”; these were found for “{suggestion}”"
