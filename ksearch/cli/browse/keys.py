"""The keys of the screen, in one table, from which bindings and help are made."""

from __future__ import annotations

from typing import NamedTuple

from ksearch.messages import tr

#: Letters of the same keys on a keyboard switched to Hangul (두벌식), so that keys work without
#: switching back.
_HANGUL_KEYS = dict(zip("bdefgjknopqrstxyzT", "ㅠㅇㄷㄹㅎㅓㅏㅜㅐㅔㅂㄱㄴㅅㅌㅛㅋㅆ", strict=True))


def both(key: str) -> str:
    """Return a key with the one that the same stroke gives on a keyboard switched to Hangul."""
    return f"{key},{_HANGUL_KEYS[key]}" if key in _HANGUL_KEYS else key


class KeyHelp(NamedTuple):
    """A key, or several for one thing.

    Attributes:
        keys: as Textual names them, the one that is shown first.
        shown: as people name them.
        action: Textual's name of what it does; empty for what a pane does by itself.
        help: what it does, for the help.
        label: what it does in a word, for the last line of the screen, which has room for some.
    """

    keys: str
    shown: str
    action: str
    help: str
    label: str = ""


def key_table() -> tuple[KeyHelp, ...]:
    """Return all keys, in the order of the help."""
    return (
        KeyHelp("f1,question_mark", "F1  ?", "help", tr("show this help"), tr("help")),
        KeyHelp("slash", "/", "query", tr("go to the query line"), tr("query")),
        KeyHelp("", "↑ ↓  j k", "", tr("go through the hits, or the lines of the article")),
        KeyHelp("", "PgUp PgDn  g G", "", tr("by pages; to the first, to the last")),
        KeyHelp("", "Tab", "", tr("go to the next pane")),
        KeyHelp("", "Enter", "", tr("read the article; in the list of counts, tick")),
        KeyHelp(both("n"), "n", "match(1)", tr("go to the next match in the article"), tr("next")),
        KeyHelp(f"N,{both('p')}", "N p", "match(-1)", tr("go to the match before")),
        KeyHelp(both("o"), "o", "open", tr("open the file or the web page"), tr("open")),
        KeyHelp(both("s"), "s", "similar", tr("list similar articles"), tr("similar")),
        KeyHelp(both("r"), "r", "related", tr("show words that go with the query")),
        KeyHelp(both("f"), "f", "facets", tr("narrow down by paper, section, …"), tr("narrow")),
        KeyHelp(both("x"), "x", "widen", tr("untick everything")),
        KeyHelp(both("t"), "t", "sort", tr("order by relevance, newest, oldest"), tr("order")),
        KeyHelp(
            f"{both('d')},ctrl+g",
            "d  Ctrl-G",
            "suggestion",
            tr("search for what was probably meant"),
        ),
        KeyHelp(both("z"), "z", "zoom", tr("show the article alone")),
        KeyHelp(both("y"), "y", "copy_id", tr("copy the article's id")),
        KeyHelp(both("e"), "e", "export", tr("write the list to a file (CSV, XLSX)"), tr("export")),
        KeyHelp(both("T"), "T", "theme", tr("light or dark colours")),
        KeyHelp("escape", "Esc", "go_back", tr("go back")),
        KeyHelp(both("q"), "q  Ctrl-C", "quit", tr("leave"), tr("quit")),
    )
