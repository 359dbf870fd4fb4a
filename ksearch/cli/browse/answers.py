"""Asks the index for the contents of the screen; errors become sentences.

Everything lazy is read here, in the thread that asks, so that the screen gets plain data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ksearch import FieldCounts, HighlightedArticle, Hit, Index, KSearchError, Results
from ksearch.messages import Message, tr_count, translate
from ksearch.render.words import correction

from ..guard import UsageError
from ..opening import Original, original_of
from ..taking import Taking, write_hits
from .lines import ArticleLines, HitRow, article_pane_lines, row_of
from .view import EVERY_ARTICLE, MONTH, TICKED_FIELDS, View

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Formats that a list can be exported in, by the endings of names.
EXPORTED = ("csv", "xlsx")
#: Similar articles that are listed.
_SIMILAR = 50
#: Text whose prefixes are searched for before the first key, to fill the caches (a consonant alone
#: needs the same tables as a typo), and the hits that are read of each.
_WARMING, _WARMED = "ㄱ 가나다 라마바", 4
#: Related words that are offered.
_RELATED = 20


class Found(NamedTuple):
    """A page of hits, or a sentence about what went wrong.

    Attributes:
        rows: the hits.
        total: how many articles matched.
        took_ms: milliseconds that searching took.
        more: whether there may be hits behind these.
        suggestion: what was probably meant.
        note: a sentence about how the query was understood.
        error: a sentence about what went wrong.
    """

    rows: tuple[HitRow, ...] = ()
    total: int = 0
    took_ms: float = 0.0
    more: bool = False
    suggestion: str | None = None
    note: str = ""
    error: str = ""


class SidebarCounts(NamedTuple):
    """Counts of the matches for the sidebar.

    Attributes:
        fields: by field: the values with their numbers of articles, most frequent first; months
            newest first.
    """

    fields: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()


class Asking:
    """Asks one index on behalf of the screen. May be used by several threads.

    Args:
        index: the index.
        given: the filters of the command line, as keyword arguments of `Index.search`.
    """

    def __init__(self, index: Index, given: Mapping[str, Any]) -> None:
        self._index = index
        self._given = given

    def page(self, view: View, offset: int, limit: int) -> Found:
        """Return a page of what a view lists."""
        try:
            results = self._results(view, offset, limit)
            return Found(
                rows=tuple(row_of(hit) for hit in results),
                total=results.total,
                took_ms=results.took_ms,
                more=len(results) == limit and view.like is None,
                suggestion=None if results.corrected else results.suggestion,
                note=_note(results),
            )
        except KSearchError as error:
            return Found(error=translate(str(error)))

    def _results(self, view: View, offset: int, limit: int) -> Results:
        if view.like is not None:
            return self._index.similar(view.like, limit=_SIMILAR)
        return self._index.search(
            view.asked, offset=offset, limit=limit, sort=view.order, **view.filters(self._given)
        )

    def article(self, view: View, article_id: str, columns: int) -> ArticleLines | str:
        """Return an article laid out, with its matches; or an error as a sentence."""
        try:
            return article_pane_lines(self._highlighted(view, article_id), columns)
        except KSearchError as error:
            return translate(str(error))

    def _highlighted(self, view: View, article_id: str) -> HighlightedArticle:
        if view.like is not None or view.asked == EVERY_ARTICLE:
            return HighlightedArticle(self._index.get(article_id))
        options = {name: self._given[name] for name in ("match", "fields") if name in self._given}
        return self._index.highlight(view.asked, article_id, **options)

    def counts(self, view: View) -> SidebarCounts:
        """Return the counts for the sidebar; each field is counted without its own ticks."""
        if view.like is not None:
            return SidebarCounts()
        try:
            found = [*self._field_counts(view), (MONTH, self._month_counts(view))]
        except KSearchError:  # the list shows the error
            return SidebarCounts()
        return SidebarCounts(tuple((name, values) for name, values in found if values))

    def _field_counts(self, view: View) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
        free = [name for name in TICKED_FIELDS if not view.values(name)]
        asked: list[tuple[str | None, list[str]]] = [(None, free)] if free else []
        asked += [(name, [name]) for name in TICKED_FIELDS if view.values(name)]
        counted: dict[str, FieldCounts] = {}
        for without, fields in asked:
            filters = view.filters(self._given, without=without)
            counted |= dict(self._index.facets(view.asked, by=fields, **filters))
        return [(name, _with_ticked(counted[name], view.values(name))) for name in TICKED_FIELDS]

    def _month_counts(self, view: View) -> tuple[tuple[str, int], ...]:
        filters = view.filters(self._given, without=MONTH)
        trend = self._index.trend(view.asked, by="month", **filters)
        months = zip(trend.periods, trend.series[0].hits, strict=True)
        return tuple((month, hits) for month, hits in months if hits)[::-1]

    def related(self, view: View) -> tuple[str, ...] | str:
        """Return words related to the query; or an error as a sentence."""
        try:
            related = self._index.related(view.asked, limit=_RELATED, **view.filters(self._given))
        except KSearchError as error:
            return translate(str(error))
        return tuple(word.word for word in related)

    def original(self, article_id: str) -> Original:
        """Return the file that an article was read from, or its address.

        Raises:
            UsageError: neither is known.
            ArticleNotFound: it is not in the index any more.
        """
        return original_of(self._index, self._index.get(article_id))

    def export(self, view: View, path: str) -> str:
        """Write all hits of a view to a new file; return the sentence about it.

        Raises:
            UsageError: there is such a file, or its name does not end in .csv or .xlsx.
            KSearchError, OSError: what searching and writing raise.
        """
        file, kind = Path(path).expanduser(), Path(path).suffix.lower().removeprefix(".")
        if kind not in EXPORTED:
            raise UsageError(Message("the file's name has to end in .csv or .xlsx"))
        if file.exists():
            raise UsageError(
                Message("there is a file “{path}” already; name another one", path=path)
            )
        counter = count()
        hits = (hit for hit, _ in zip(self._every_hit(view), counter, strict=False))
        write_hits(Taking(kind, output=str(file)), hits, self._index.get)
        return tr_count(
            "{count:,} article written to {path}",
            "{count:,} articles written to {path}",
            next(counter),
            path=path,
        )

    def _every_hit(self, view: View) -> Iterable[Hit]:
        if view.like is not None:
            return self._results(view, 0, _SIMILAR)
        filters = view.filters(self._given)
        return self._index.scan(view.asked, sort=view.order, **filters)

    def completed(self, typed: str) -> str | None:
        """Return a text with its last word completed, if there is a completion."""
        try:
            offered = self._index.suggest(typed)
        except KSearchError:
            return None
        return next((text for text in offered if text.startswith(typed) and text != typed), None)

    def warm(self) -> None:
        """Load what the first keys would wait for.

        Completion, correction, and tables. The engine makes tables after a few queries, so a few
        queries are made.
        """
        try:
            self._index.suggest(_WARMING[:1])
            for end in range(1, len(_WARMING) + 1):
                for hit in self._index.search(_WARMING[:end], limit=_WARMED):
                    row_of(hit)
        except KSearchError:  # the first search shows the error
            pass

    def refreshed(self) -> bool:
        """Refresh the index; return whether there was a commit."""
        try:
            return self._index.refresh()
        except KSearchError:  # for example while the index is being replaced; the old state remains
            return False


def _with_ticked(counts: FieldCounts, ticked: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the values with their counts, including ticked ones that find nothing."""
    return (*counts.items(), *((value, 0) for value in ticked if value not in counts))


def _note(results: Results) -> str:
    if results.corrected:
        return correction(results)
    return next(iter(results.notes), "")
