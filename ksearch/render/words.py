"""Numbers, sizes, dates and corrections in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ksearch import Facets, Related, Results, TrendSeries
from ksearch.messages import Message, tr, tr_count, translate
from ksearch.render.terminal.width import fit

if TYPE_CHECKING:
    from ksearch.model.reports import Contribution, MatchedText

#: Columns of a query within a sentence.
_QUERY_COLUMNS = 60
#: Most texts that are shown for a score; JSON has all.
_MATCHES_SHOWN = 4
#: Most columns of one of them; a longer text is cut.
_MATCH_COLUMNS = 60


def articles_in_words(number: int) -> str:
    """Return ``1 article``, ``2,345 articles``."""
    return tr_count("{count:,} article", "{count:,} articles", number)


def total_in_words(total: int, undated: int) -> str:
    """Return how many articles were counted, and how many of them have no date."""
    articles = articles_in_words(total)
    return f"{articles} · {tr('{count:,} undated', count=undated)}" if undated else articles


#: The fields of articles, as people call them.
_FIELDS = {
    "id": Message("id"),
    "title": Message("title"),
    "lead": Message("lead"),
    "body": Message("body"),
    "date": Message("date"),
    "author": Message("author"),
    "publisher": Message("publisher"),
    "section": Message("section"),
    "url": Message("url"),
}


def field_in_words(name: str) -> str:
    """Return the name of a field."""
    return translate(_FIELDS.get(name, name))


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
    """Return a number of milliseconds as a text: ``0.42 ms``, ``12 ms``, ``3.1 s``."""
    if duration < 9.95:
        return f"{duration:.2g} ms" if duration < 0.995 else f"{duration:.1f} ms"
    return f"{duration:.0f} ms" if duration < 1000 else seconds(duration / 1000)


def seconds(duration: float) -> str:
    """Return a number of seconds: ``0.4 s``, ``3 min 12 s``."""
    if duration < 60:
        return tr("{seconds:.1f} s", seconds=duration)
    minutes, rest = divmod(round(duration), 60)
    return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)


def moment(date: datetime) -> str:
    """Return a date, with its time of day if it has one."""
    return f"{date:%Y-%m-%d}" if not (date.hour or date.minute) else f"{date:%Y-%m-%d %H:%M}"


def in_short(query: str) -> str:
    """Return a query on one line for a sentence about it; a pasted paragraph is cut."""
    return fit(" ".join(query.split()), _QUERY_COLUMNS)


def correction(results: Results) -> str:
    """Return the sentence about a corrected search."""
    query, suggestion = results.query, results.suggestion
    if suggestion is not None and query.replace('"', " ").split() == suggestion.split():
        return tr(
            "no article has exactly {query}; these have its words without the quotes",
            query=in_short(query),
        )
    return tr(
        "nothing was found for “{query}”; these were found for “{suggestion}”",
        query=in_short(query),
        suggestion=in_short(suggestion or ""),
    )


def counted_query(counted: Facets | Related | TrendSeries) -> str:
    """Return the query whose matches were counted: as typed, or its correction."""
    return counted.suggestion or counted.query if counted.corrected else counted.query


def counted_instead(query: str, suggestion: str | None) -> str:
    """Return the sentence about a corrected query of a count."""
    return tr(
        "nothing was found for “{query}”; “{suggestion}” was counted",
        query=in_short(query),
        suggestion=in_short(suggestion or ""),
    )


def due_to(part: Contribution) -> str:
    """Return the cause of a contribution to a score: the texts that gave it, and their fields."""
    shown = [_placed(match, part.field) for match in part.matches[:_MATCHES_SHOWN]]
    if len(part.matches) > _MATCHES_SHOWN:
        shown.append(tr("{count:,} more", count=len(part.matches) - _MATCHES_SHOWN))
    return " ".join(
        filter(None, (translate(part.detail), f"→ {', '.join(shown)}" if shown else ""))
    )


def _placed(match: MatchedText, field: str | None) -> str:
    """Return a text with its position, and with its field if the line does not name that."""
    where = f"{match.start}–{match.end}"
    if field is None and match.field:
        where = f"{translate(_FIELDS[match.field])} {where}"
    return f"“{fit(match.text, _MATCH_COLUMNS)}” {where}"
