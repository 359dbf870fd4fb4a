"""What opens over the screen: the help, the words that go with a query, the name of an export."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from ksearch.messages import tr
from ksearch.render.terminal.width import display_width, pad

from .keys import both, key_table
from .lines import safe

_CLOSING_KEYS: list[BindingType] = [Binding("escape,ctrl+c", "close", show=False)]


class HelpDialog(ModalScreen[None]):
    """All keys, and how to search."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_CLOSING_KEYS,
        Binding(f"{both('q')},question_mark,f1,enter", "close", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Make the text."""
        table = key_table()
        widest = max(display_width(key.shown) for key in table)
        lines = [
            Content.assemble((pad(key.shown, widest), "bold"), "  ", key.help) for key in table
        ]
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = tr("ksearch browse: help")
            yield Label(Content("\n").join(lines))
            yield Label(Content(f"\n{_searching()}"))

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()


def _searching() -> str:
    return tr(
        "Words find all their forms: 오르다 finds 올랐다. “…” finds an exact run of words, -포항 "
        "leaves out articles with a word, title:물가 looks in titles. Keys of letters also work "
        "while the keyboard is switched to Hangul."
    )


class RelatedDialog(ModalScreen[str | None]):
    """Words that go with the query; the one that is chosen is returned."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_CLOSING_KEYS,
        Binding(f"{both('q')},{both('r')}", "close", show=False),
        Binding(both("j"), "app.simulate_key('down')", show=False),
        Binding(both("k"), "app.simulate_key('up')", show=False),
    ]

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """Make the list."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = tr("Words that go with it")
            dialog.border_subtitle = tr("Enter adds one to the query")
            yield OptionList(*(Option(safe(word)) for word in self._words), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the word."""
        self.dismiss(self._words[event.option_index])

    def action_close(self) -> None:
        """Return no word."""
        self.dismiss(None)


class ExportDialog(ModalScreen[str | None]):
    """Asks for the name of the file that the list is to be written to."""

    BINDINGS: ClassVar[list[BindingType]] = _CLOSING_KEYS

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        """Make the line for the name."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = tr("Write the whole list to")
            dialog.border_subtitle = tr("a new file, .csv or .xlsx")
            yield Input(self._path, select_on_focus=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the name."""
        self.dismiss(event.value.strip() or None)

    def action_close(self) -> None:
        """Return no name."""
        self.dismiss(None)
