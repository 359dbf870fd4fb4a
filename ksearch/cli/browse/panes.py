"""The panes of the screen: the list of hits, the article, and what can be ticked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ksearch.messages import tr

from .answers import SidebarCounts
from .keys import both
from .lines import (
    FEW_ROWS_OF_HIT,
    ROWS_OF_HIT,
    ArticleLines,
    HitRow,
    StyledLine,
    StyledText,
    count_line,
    hit_lines,
)
from .view import MONTH, View

#: Columns at the left for the bar that marks the item under the cursor.
_MARGIN = 2
#: Least lines of a list with room for snippets.
_ENOUGH_LINES = 10
#: Values of a field that are listed until it is unfolded.
_MAX_FOLDED = 8


class LinesPane(ScrollView, can_focus=True):
    """Shows lines; only those that can be seen are made."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"pane--{style}"
        for style in ("title", "title-match", "match", "current", "label", "dim", "warning")
    } | {"pane--cursor", "pane--bar"}

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._styles_now: dict[tuple[str, bool], Style] = {}

    def line(self, number: int) -> StyledLine:
        """Return a line, from 0."""
        raise NotImplementedError

    @property
    def marked(self) -> range:
        """The lines of what the cursor is on."""
        return range(0)

    @property
    def columns(self) -> int:
        """The columns of a line."""
        return max(self.scrollable_content_region.width - _MARGIN, 1)

    @property
    def shown_lines(self) -> int:
        """How many lines can be seen at once."""
        return max(self.scrollable_content_region.height, 1)

    def set_lines(self, count: int) -> None:
        """Set how many lines there are, and draw them anew."""
        # Assigning it would lay the whole screen out again with each key, although the size of the
        # pane does not depend on its contents.
        self.set_reactive(LinesPane.virtual_size, Size(self.columns + _MARGIN, count))
        bar = self.vertical_scrollbar
        bar.window_virtual_size, bar.window_size = count, self.container_size.height
        self.scroll_y = self.validate_scroll_y(self.scroll_y)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the visible part; styles are resolved once for it."""
        self._styles_now = {}
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the part that can be seen."""
        number = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        marked = number in self.marked
        base = self._style("", marked)
        if not 0 <= number < self.virtual_size.height:
            return Strip.blank(width, base)
        segments = [Segment("▌ " if marked else "  ", self._style("bar", marked))]
        segments += [
            Segment(piece.text, self._style(self.style_name(piece), marked))
            for piece in self.line(number)
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, name: str, marked: bool) -> Style:
        """Return the resolved style of a piece, under the cursor or elsewhere."""
        style = self._styles_now.get((name, marked))
        if style is None:
            if name:
                look = self.get_component_rich_style(f"pane--{name}", partial=True)
                style = self._style("", marked) + look
            elif marked:
                look = self.get_component_rich_style("pane--cursor", partial=True)
                style = self._style("", False) + look
            else:
                style = self.rich_style
            self._styles_now[name, marked] = style
        return style

    def style_name(self, piece: StyledText) -> str:
        """Return the name of a piece's style."""
        return piece.style


class ItemsPane(LinesPane):
    """A list with a cursor; every item takes the same number of lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"up,{both('k')}", "move(-1)", show=False),
        Binding(f"down,{both('j')}", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding(f"home,{both('g')}", "edge(-1)", show=False),
        Binding("end,G", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor has moved."""

        def __init__(self, pane: ItemsPane) -> None:
            super().__init__()
            self.pane = pane

    class Chosen(Message):
        """The item under the cursor was chosen."""

        def __init__(self, pane: ItemsPane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.cursor = 0
        #: Items that the cursor skips.
        self.headings: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """How many items there are."""
        raise NotImplementedError

    @property
    def item_lines(self) -> int:
        """Lines of an item."""
        return 1

    @property
    def marked(self) -> range:
        """The lines of the item that the cursor is on."""
        if self.cursor >= self.count or self.cursor in self.headings:
            return range(0)
        first = self.cursor * self.item_lines
        return range(first, first + self.item_lines)

    def items_changed(self) -> None:
        """Draw the list anew."""
        self.set_lines(self.count * self.item_lines)

    def move_to(self, item: int, step: int = 1) -> None:
        """Put the cursor on an item, or on the next one in a direction where it can be."""
        item = max(0, min(item, self.count - 1))
        for wanted in (
            *range(item, self.count if step > 0 else -1, step),
            *range(item, -1 if step > 0 else self.count, -step),
        ):
            if wanted not in self.headings:
                break
        else:
            return
        self.cursor = wanted
        self._show_cursor()
        self.refresh()
        self.post_message(self.Moved(self))

    def _show_cursor(self) -> None:
        # A heading above the first item is shown with it.
        first = 0 if self.headings.issuperset(range(self.cursor)) else self.cursor
        lines = (self.cursor - first + 1) * self.item_lines
        region = Region(0, first * self.item_lines, 1, min(lines, self.shown_lines))
        self.scroll_to_region(region, animate=False, immediate=True, x_axis=False)

    def action_move(self, step: int) -> None:
        """Move the cursor by an item."""
        self.move_to(self.cursor + step, step)

    def action_page(self, step: int) -> None:
        """Move the cursor by a page."""
        self.move_to(self.cursor + step * max(self.shown_lines // self.item_lines, 1), step)

    def action_edge(self, step: int) -> None:
        """Move the cursor to the first item, or to the last one."""
        self.move_to(0 if step < 0 else self.count - 1, -step)

    def action_choose(self) -> None:
        """Choose the item under the cursor."""
        if self.count:
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to what was clicked; a second click chooses it."""
        item = (self.scroll_offset.y + event.y) // self.item_lines
        if 0 <= item < self.count and item not in self.headings:
            again = item == self.cursor and event.chain > 1
            self.move_to(item)
            if again or self.item_lines == 1:
                self.action_choose()


class HitsPane(ItemsPane):
    """The hits that have been loaded so far."""

    class Scrolled(Message):
        """Other hits are in sight."""

    def __init__(self) -> None:
        super().__init__(id="hits")
        self.rows: tuple[HitRow, ...] = ()
        self._laid_out: dict[tuple[int, int, int], tuple[StyledLine, ...]] = {}

    @property
    def count(self) -> int:
        """How many hits there are."""
        return len(self.rows)

    @property
    def item_lines(self) -> int:
        """Lines of a hit: without a snippet where the list is low."""
        return ROWS_OF_HIT if self.shown_lines >= _ENOUGH_LINES else FEW_ROWS_OF_HIT

    @property
    def hit(self) -> HitRow | None:
        """The hit under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show(self, rows: tuple[HitRow, ...], *, keep: str | None = None) -> None:
        """Show other hits, with the cursor on the article ``keep`` if it is among them."""
        self.rows = rows
        self._laid_out.clear()
        self.items_changed()
        places = [place for place, row in enumerate(rows) if row.id == keep]
        self.move_to(places[0] if places else 0)

    def add(self, rows: tuple[HitRow, ...]) -> None:
        """Show more hits behind those that are there."""
        self.rows += rows
        self.items_changed()

    def line(self, number: int) -> StyledLine:
        """Return a line of a hit."""
        item, line = divmod(number, self.item_lines)
        key = item, self.columns, self.item_lines
        if key not in self._laid_out:
            self._laid_out[key] = hit_lines(self.rows[item], self.columns, self.item_lines)
        return self._laid_out[key][line]

    @property
    def at_end(self) -> bool:
        """Whether the last hit is in sight."""
        below = self.scroll_offset.y + self.shown_lines
        return max(below // self.item_lines, self.cursor) >= self.count - 1

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that other hits are in sight."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        """Keep the cursor where it can be seen."""
        self._laid_out.clear()
        self.items_changed()
        if self.rows:
            self.move_to(self.cursor)


class ArticlePane(LinesPane):
    """The article under the cursor, with every match painted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"down,{both('j')}", "scroll_down", show=False),
        Binding(f"up,{both('k')}", "scroll_up", show=False),
        Binding("space,pagedown", "page_down", show=False),
        Binding(f"pageup,{both('b')}", "page_up", show=False),
        Binding(f"home,{both('g')}", "scroll_home", show=False),
        Binding("end,G", "scroll_end", show=False),
    ]

    class Resized(Message):
        """The article is to be laid out for another width."""

    def __init__(self) -> None:
        super().__init__(id="article")
        self.article = ArticleLines()
        self.match = -1

    @property
    def matches(self) -> int:
        """How many matches the article has."""
        return len(self.article.match_lines)

    def show(self, article: ArticleLines, *, again: bool = False) -> None:
        """Show an article; ``again`` says that it is the same one, laid out anew."""
        self.article = article
        self.set_lines(len(article.lines))
        if not again:
            self.match = -1
            self.scroll_to(y=0, animate=False, immediate=True)

    def on_resize(self) -> None:
        """Have the article laid out for another width."""
        self.post_message(self.Resized())

    def line(self, number: int) -> StyledLine:
        """Return a line of the article."""
        return self.article.lines[number]

    def style_name(self, piece: StyledText) -> str:
        """Return the name of a piece's style; the match that one is at has its own."""
        return "current" if piece.match == self.match and piece.match >= 0 else piece.style

    def go_to_match(self, step: int) -> None:
        """Go to the next match or the one before; from the last one to the first."""
        if not self.matches:
            return
        begins = self.match < 0 and step < 0
        self.match = (self.match + step + begins) % self.matches
        line = self.article.match_lines[self.match]
        top, height = self.scroll_offset.y, self.shown_lines
        if not top <= line < top + height:
            self.scroll_to(y=max(line - height // 3, 0), animate=False, immediate=True)
        self.refresh()


class FacetItem(NamedTuple):
    """A line of what can be ticked: a value, or where there is none, a heading or an unfolder.

    Attributes:
        field: the name of the field.
        value: the value.
        articles: how many have the value; of an unfolder, the values that are not listed; 0 for
            a heading.
    """

    field: str
    value: str | None = None
    articles: int = 0


class FacetsPane(ItemsPane):
    """What can be ticked, with numbers of articles."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "choose", show=False)]

    def __init__(self) -> None:
        super().__init__(id="facets")
        self._counts = SidebarCounts()
        self._view = View()
        self._unfolded: set[str] = set()
        self._items: list[FacetItem] = []

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._items)

    def show(self, counts: SidebarCounts, view: View) -> None:
        """Show other counts, or other ticks; the cursor stays on its value."""
        kept = self.chosen if self.has_focus else None
        self._counts, self._view = counts, view
        self._items = list(self._made())
        self.headings = frozenset(
            place
            for place, item in enumerate(self._items)
            if item.value is None and not item.articles
        )
        self.items_changed()
        same = [
            place
            for place, item in enumerate(self._items)
            if kept is not None and item[:2] == kept[:2] and place not in self.headings
        ]
        self.move_to(same[0] if same else 0)

    def show_view(self, view: View) -> None:
        """Show other ticks beside the same counts, until they are counted anew."""
        self.show(self._counts, view)

    def _made(self) -> Iterator[FacetItem]:
        for field, values in self._counts.fields:
            yield FacetItem(field)
            first = _MAX_FOLDED if field not in self._unfolded else len(values)
            shown = values[:first]
            shown += tuple(v for v in values[first:] if self._view.is_ticked(field, v[0]))
            if len(shown) + 1 == len(values):
                shown = values
            yield from (FacetItem(field, value, count) for value, count in shown)
            if len(shown) < len(values):
                yield FacetItem(field, articles=len(values) - len(shown))

    @property
    def chosen(self) -> FacetItem | None:
        """The line under the cursor."""
        return self._items[self.cursor] if self.cursor < len(self._items) else None

    def unfold(self, field: str) -> None:
        """List all values of a field."""
        self._unfolded.add(field)
        self.show(self._counts, self._view)

    def line(self, number: int) -> StyledLine:
        """Return the line of a value, of a heading, or of what unfolds a field."""
        field, value, count = self._items[number]
        if value is not None:
            ticked = self._view.is_ticked(field, value)
            return count_line(value, count, self.columns, ticked=ticked)
        if count:
            return (StyledText(tr("… {count:,} more", count=count), "dim"),)
        return (StyledText(field_name(field), "title"),)

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        self.items_changed()


def field_name(field: str) -> str:
    """Return what a field is called on the screen."""
    names = {
        "publisher": tr("Papers"),
        "section": tr("Sections"),
        "author": tr("Reporters"),
        MONTH: tr("Months"),
    }
    return names[field]
