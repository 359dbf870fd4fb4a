"""The screen of `ksearch browse`: what keys do, and which pane shows what."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Footer, Input, Static

from ksearch import KSearchError
from ksearch.messages import tr, tr_count, translate
from ksearch.render.words import milliseconds

from ..opening import editor_of, open_original
from .answers import Asking, Found, SidebarCounts
from .dialogs import ExportDialog, HelpDialog, RelatedDialog
from .keys import key_table
from .latest import Latest
from .lines import ArticleLines, safe
from .panes import ArticlePane, FacetsPane, HitsPane, ItemsPane
from .query_line import QueryLine
from .view import View

#: Seconds between two checks for a changed index.
_LOOKED_AT_EVERY = 2.0
#: Hits that are loaded at once beyond the first page.
_PAGE = 30
#: Hits that are loaded before the size of the list is known.
_FIRST_PAGE = 10
#: Most hits that are loaded again after a change of the index.
_MOST_RELOADED = 300
_DARK, _LIGHT = "textual-dark", "textual-light"
_EXPORT = "ksearch.csv"


class _PageRequest(NamedTuple):
    view: View
    offset: int
    limit: int
    keep: str | None = None


class _ArticleRequest(NamedTuple):
    view: View
    id: str
    columns: int


class Browse(App[None]):
    """Search as one types.

    Args:
        asking: asks the index.
        view: what to begin with.
    """

    CSS_PATH = Path(__file__).with_name("browse.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - declared so by Textual
        (0, "-narrow"),
        (80, "-medium"),
        (120, "-wide"),
    ]

    def __init__(self, asking: Asking, view: View) -> None:
        super().__init__()
        self.view = view
        self._asking = asking
        self._history: list[tuple[View, str | None]] = []
        self._found = Found()
        self._shown: str | None = None  # the id of the article that is laid out
        self._more = False
        self._export_path = _EXPORT
        self._pages = Latest(self._page, self._show_page, self._failed)
        self._next_pages = Latest(self._page, self._show_more, self._failed)
        self._articles = Latest(self._article, self._show_article, self._failed)
        self._counts = Latest(self._asking.counts, self._show_counts, self._failed)
        self._news = Latest(self._look_for_changes, self._show_changes, self._failed)

    # The screen

    def compose(self) -> ComposeResult:
        """Make the panes."""
        with Horizontal(id="query-bar"):
            yield Static("ksearch> ", id="prompt", markup=False)
            yield QueryLine(self.view.query, self._asking)
        yield Static(id="summary", markup=False)
        with Horizontal(id="panes"):
            yield FacetsPane()
            yield HitsPane()
            yield ArticlePane()
        yield Static(id="message", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Set up keys and colours, and search for the first time."""
        self.theme = _theme()
        for key in key_table():
            if key.action:
                self.bind(
                    key.keys,
                    key.action,
                    description=key.label or key.help,
                    show=bool(key.label),
                    key_display=key.shown.split()[0],
                )
        self.query_line.focus()
        self._ask()
        self.run_worker(asyncio.to_thread(self._asking.warm))
        self.set_interval(_LOOKED_AT_EVERY, lambda: self._news.ask(None))

    @property
    def query_line(self) -> QueryLine:
        """The line of the query."""
        return self.query_one(QueryLine)

    @property
    def hits(self) -> HitsPane:
        """The list of hits."""
        return self.query_one(HitsPane)

    @property
    def article(self) -> ArticlePane:
        """The article under the cursor."""
        return self.query_one(ArticlePane)

    @property
    def facets(self) -> FacetsPane:
        """The sidebar."""
        return self.query_one(FacetsPane)

    # Asking

    @property
    def busy(self) -> bool:
        """Whether an answer has not been shown yet."""
        waiting = (self._pages, self._next_pages, self._articles, self._counts, self._news)
        return any(each.busy for each in waiting)

    def _ask(self, *, keep: str | None = None, limit: int | None = None) -> None:
        """Ask for the first page of the view."""
        rows = self.hits.shown_lines // self.hits.item_lines + 2
        self._pages.ask(_PageRequest(self.view, 0, limit or max(rows, _FIRST_PAGE), keep))

    def _page(self, request: _PageRequest) -> Found:
        return self._asking.page(request.view, request.offset, request.limit)

    def _show_page(self, request: _PageRequest, found: Found) -> None:
        if request.view != self.view:
            return
        if found.error:
            # The hits of the query before remain while an invalid one is being typed.
            self._found = self._found._replace(error=found.error)
            self._more = False
        else:
            self._found, self._more = found._replace(rows=()), found.more
            self.hits.show(found.rows, keep=request.keep)
            if not found.rows:
                self._show_nothing()
            self._counts.ask(self.view)
        self._show_status()

    def _show_nothing(self) -> None:
        self.article.show(ArticleLines())

    def _show_more(self, request: _PageRequest, found: Found) -> None:
        if request.view == self.view and request.offset == self.hits.count:
            self._more = found.more and not found.error
            self.hits.add(found.rows)
            self._ask_more()

    def _article(self, request: _ArticleRequest) -> ArticleLines | str:
        return self._asking.article(request.view, request.id, request.columns)

    def _show_article(self, request: _ArticleRequest, article: ArticleLines | str) -> None:
        hit = self.hits.hit
        if hit is None or hit.id != request.id or request.view != self.view:
            return
        if isinstance(article, str):
            self._say(article, "error")
            return
        again = self._shown == request.id
        self._shown = request.id
        self.article.show(article, again=again)
        self._show_status()

    def _show_counts(self, view: View, counts: SidebarCounts) -> None:
        if view == self.view:
            self.facets.show(counts, view)

    def _look_for_changes(self, _: None) -> bool:
        return self._asking.refreshed()

    def _show_changes(self, _: None, changed: bool) -> None:
        if changed:
            hit = self.hits.hit
            limit = min(max(self.hits.count, _FIRST_PAGE), _MOST_RELOADED)
            self._shown = None
            self._ask(keep=hit.id if hit else None, limit=limit)

    def _failed(self, error: Exception) -> None:
        kind = type(error).__name__
        self._say(
            tr("something unforeseen went wrong ({kind}: {error})", kind=kind, error=error), "error"
        )

    # What the panes say

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self.view.query or self.view.like is not None:
            self._go(self.view.typed(event.value))

    @on(Input.Submitted, "#query")
    def _submitted(self) -> None:
        self.hits.focus()

    @on(ItemsPane.Moved)
    def _moved(self, event: ItemsPane.Moved) -> None:
        if event.pane is self.hits:
            self._ask_article()

    @on(ItemsPane.Chosen)
    def _chosen(self, event: ItemsPane.Chosen) -> None:
        if event.pane is self.hits:
            self.screen.remove_class("-with-facets")
            if self.screen.has_class("-narrow"):
                self.screen.add_class("-zoomed")
            self.article.focus()
            return
        chosen = self.facets.chosen
        if chosen is None:
            return
        if chosen.value is None:
            self.facets.unfold(chosen.field)
        else:
            self._go(self.view.toggled(chosen.field, chosen.value))
            self.facets.show_view(self.view)

    @on(ArticlePane.Resized)
    def _ask_article(self) -> None:
        hit = self.hits.hit
        if hit is not None:
            self._articles.ask(_ArticleRequest(self.view, hit.id, self.article.columns))

    @on(HitsPane.Scrolled)
    def _ask_more(self) -> None:
        """Load more hits when the last one is visible."""
        if self._more and self.hits.at_end and not self._pages.busy:
            self._next_pages.ask(_PageRequest(self.view, self.hits.count, _PAGE))

    # Status

    def _show_status(self) -> None:
        self.query_one("#summary", Static).update(self._summary(), layout=False)
        found = self._found
        if found.error:
            self._say(found.error, "error")
        elif found.suggestion and self.view.like is None:
            meant = tr("did you mean “{query}”? (Ctrl-G)", query=found.suggestion)
            self._say(meant, "warning")
        elif found.note:
            self._say(found.note, "warning")
        elif not self.hits.count:
            empty = tr("nothing was found")
            if self.view.narrowed:
                empty = tr("nothing was found; x unticks everything")
            self._say(empty, "warning")
        else:
            self._say("")

    def _say(self, sentence: str, kind: str = "") -> None:
        message = self.query_one("#message", Static)
        message.set_class(kind == "warning", "-warning")
        message.set_class(kind == "error", "-error")
        message.update(Content(safe(sentence)), layout=False)

    def _summary(self) -> Content:
        view, found = self.view, self._found
        parts = [
            tr_count("{count:,} article", "{count:,} articles", found.total),
            milliseconds(found.took_ms),
        ]
        if view.like is not None:
            parts.append(tr("similar to {title}", title=view.like_title))
        else:
            parts.append(_order_name(view.order))
        parts += [value for _, values in view.ticked for value in values]
        if view.months is not None:
            parts.append("–".join(dict.fromkeys(view.months)))
        here, count = self.article.match + 1, self.article.matches
        if here:
            parts.append(tr("match {number:,} of {count:,}", number=here, count=count))
        elif count:
            parts.append(tr_count("{count:,} match here", "{count:,} matches here", count))
        return Content(safe(" · ".join(parts)))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key has an effect now; keys without one are not shown."""
        if action == "query":
            return self.focused is None or self.focused is not self.query_line
        if action in ("match", "open", "similar", "related", "sort", "export"):
            return self.hits.count > 0
        return super().check_action(action, parameters)

    def _go(self, view: View, *, remember: bool = False) -> None:
        """Look at something else; ``remember`` says that Esc leads back to what is shown now."""
        if remember:
            hit = self.hits.hit
            self._history.append((self.view, hit.id if hit else None))
        self.view = view
        self._shown = None
        self._ask()

    def action_query(self) -> None:
        """Go to the query line."""
        self.screen.remove_class("-zoomed")
        self.query_line.focus()

    def action_go_back(self) -> None:
        """Close what is open, or go back to the list before, or to the query line."""
        if self.screen.has_class("-zoomed"):
            self.screen.remove_class("-zoomed")
            self.hits.focus()
        elif self.focused is self.article or (self.focused is self.facets and not self._wide):
            self._hide_narrow_facets()
            self.hits.focus()
        elif self._history:
            view, kept = self._history.pop()
            self.view = view
            self._shown = None
            with self.query_line.prevent(Input.Changed):
                self.query_line.value = view.query
            self._ask(keep=kept)
        else:
            self.query_line.focus()

    def action_match(self, step: int) -> None:
        """Go to the next match in the article, or the one before."""
        self.article.go_to_match(step)
        self.query_one("#summary", Static).update(self._summary(), layout=False)

    def action_zoom(self) -> None:
        """Show the article alone, or beside the list again."""
        zoomed = not self.screen.has_class("-zoomed")
        self.screen.set_class(zoomed, "-zoomed")
        (self.article if zoomed else self.hits).focus()

    def action_sort(self) -> None:
        """List in the next order."""
        if self.view.like is None:
            self._go(self.view.next_sort())

    @property
    def _wide(self) -> bool:
        return self.screen.has_class("-wide")

    def _hide_narrow_facets(self) -> None:
        if not self._wide:
            self.screen.remove_class("-with-facets")

    def action_facets(self) -> None:
        """Show what can be ticked and go there; where it has the focus, hide it."""
        screen = self.screen
        shown = not (screen.has_class("-with-facets") and self.focused is self.facets)
        screen.remove_class("-zoomed")
        screen.set_class(shown, "-with-facets")
        (self.facets if shown else self.hits).focus()

    def action_widen(self) -> None:
        """Untick everything."""
        if self.view.narrowed:
            self._go(self.view.widened())

    def action_suggestion(self) -> None:
        """Search for what was probably meant."""
        if self._found.suggestion and self.view.like is None:
            self.query_line.value = self._found.suggestion
            self.query_line.cursor_position = len(self.query_line.value)

    def action_similar(self) -> None:
        """List articles like the one under the cursor."""
        hit = self.hits.hit
        if hit is not None:
            self._go(self.view.similar_to(hit.id, hit.title), remember=True)
            self.hits.focus()

    async def action_related(self) -> None:
        """Offer words that go with the query."""
        view = self.view
        words = await asyncio.to_thread(self._asking.related, view)
        if isinstance(words, str):
            self._say(words, "error")
        elif not words:
            self._say(tr("no related words were found"), "warning")
        elif view == self.view:
            self.push_screen(RelatedDialog(words), self._add_word)

    def _add_word(self, word: str | None) -> None:
        if word is not None:
            self.query_line.value = f"{self.view.query.strip()} {word}".strip()
            self.query_line.cursor_position = len(self.query_line.value)

    def action_copy_id(self) -> None:
        """Copy the article's id."""
        hit = self.hits.hit
        if hit is not None:
            self.copy_to_clipboard(hit.id)
            self._say(tr("copied: {id}", id=hit.id))

    async def action_open(self) -> None:
        """Open the file of the article, or its page."""
        hit = self.hits.hit
        if hit is None:
            return
        try:
            target = await asyncio.to_thread(self._asking.original, hit.id)
            if editor_of(target) is None:
                self._say(tr("opening {target}", target=str(target)))
                await asyncio.to_thread(open_original, target)
            else:
                with self.suspend():
                    open_original(target)
        except (KSearchError, OSError) as error:
            self._say(translate(str(error)), "error")
        except SuspendNotSupported:
            self._say(tr("an editor cannot be started from here"), "error")

    def action_export(self) -> None:
        """Write the list to a file."""
        if self.hits.count:
            self.push_screen(ExportDialog(self._export_path), self._export)

    async def _export(self, path: str | None) -> None:
        if path is None:
            return
        self._export_path = path
        self._say(tr("writing …"))
        try:
            self._say(await asyncio.to_thread(self._asking.export, self.view, path))
        except (KSearchError, OSError) as error:
            self._say(translate(str(error)), "error")

    def action_theme(self) -> None:
        """Change between dark and light colours."""
        self.theme = _LIGHT if self.theme == _DARK else _DARK

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(HelpDialog())


def _order_name(order: str) -> str:
    names = {
        "relevance": tr("by relevance"),
        "newest": tr("newest first"),
        "oldest": tr("oldest first"),
    }
    return names[order]


def _theme() -> str:
    """Return the colours for the terminal's background, which COLORFGBG names in some."""
    background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return _LIGHT if background in ("7", "15") else _DARK
