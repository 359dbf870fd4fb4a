"""The keys of the screen, in one table that the bindings and the help are made of."""

from __future__ import annotations

from typing import NamedTuple

from ksearch.messages import tr

#: What the keys of letters give while the keyboard is switched to Hangul (the layout with two
#: sets), so that they work without switching back.
_HANGUL = dict(zip("bdefgjknopqrstxyzT", "ㅠㅇㄷㄹㅎㅓㅏㅜㅐㅔㅂㄱㄴㅅㅌㅛㅋㅆ", strict=True))


def both(key: str) -> str:
    """Return a key with the one that the same stroke gives on a keyboard switched to Hangul."""
    return f"{key},{_HANGUL[key]}" if key in _HANGUL else key


class KeyHelp(NamedTuple):
    """A key, or several for one thing.

    Attributes:
        keys: as Textual names them, the one that is shown first.
        shown: as people name them.
        action: Textual's name of what it does; empty for what a pane does by itself.
        label: what it does in a word or two, for the last line of the screen.
        help: what it does, for the help.
        footer: whether it is named in the last line of the screen.
    """

    keys: str
    shown: str
    action: str
    label: str
    help: str
    footer: bool = True


def key_table() -> tuple[KeyHelp, ...]:
    """Return all keys, in the order of the help."""
    return (
        KeyHelp("slash", "/", "query", tr("query"), tr("go to the query line")),
        KeyHelp("", "↑ ↓  j k", "", "", tr("go through the hits, or the lines of the article")),
        KeyHelp("", "PgUp PgDn  g G", "", "", tr("by pages; to the first, to the last")),
        KeyHelp("", "Tab", "", "", tr("go to the next pane")),
        KeyHelp("", "Enter", "", "", tr("read the article; in the list of counts, tick")),
        KeyHelp(both("n"), "n", "match(1)", tr("next"), tr("go to the next match in the article")),
        KeyHelp(f"N,{both('p')}", "N p", "match(-1)", tr("previous"), tr("go to the match before")),
        KeyHelp(both("o"), "o", "open", tr("open"), tr("open the file or the web page")),
        KeyHelp(both("s"), "s", "similar", tr("similar"), tr("list similar articles")),
        KeyHelp(both("r"), "r", "related", tr("related"), tr("show words that go with the query")),
        KeyHelp(both("f"), "f", "facets", tr("narrow"), tr("narrow down by paper, section, …")),
        KeyHelp(both("x"), "x", "widen", tr("all"), tr("untick everything"), footer=False),
        KeyHelp(both("t"), "t", "sort", tr("order"), tr("order by relevance, newest, oldest")),
        KeyHelp(
            f"{both('d')},ctrl+g",
            "d  Ctrl-G",
            "suggestion",
            tr("did you mean"),
            tr("search for what was probably meant"),
            footer=False,
        ),
        KeyHelp(both("z"), "z", "zoom", tr("whole"), tr("show the article alone"), footer=False),
        KeyHelp(
            both("y"), "y", "copy_id", tr("copy id"), tr("copy the article's id"), footer=False
        ),
        KeyHelp(both("e"), "e", "export", tr("export"), tr("write the list to a file (CSV, XLSX)")),
        KeyHelp(both("T"), "T", "theme", tr("colours"), tr("light or dark colours"), footer=False),
        KeyHelp("f1,question_mark", "F1  ?", "help", tr("help"), tr("show this help")),
        KeyHelp("escape", "Esc", "go_back", tr("back"), tr("go back"), footer=False),
        KeyHelp(both("q"), "q  Ctrl-C", "quit", tr("quit"), tr("quit")),
    )
