"""The word lists of an index on a cluster as they are edited: a document beside the manifest.

It holds the two files that an index in a folder has, and there are none but these to read and to
change them: they are laid into a temporary folder for that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ksearch.engines.opensearch.connection.cluster import Body, Changed, NotThere
from ksearch.engines.opensearch.storage.store import Store
from ksearch.korean.word_lists import user_words as user_word_file
from ksearch.messages import Message
from ksearch.model.errors import IndexLocked
from ksearch.storage.word_lists import SYNONYMS_FILE, USER_WORDS_FILE, WordLists, read_edited

_DOCUMENT = "words"
#: Attempts to change lists that others are changing at the same time.
_ATTEMPTS = 5
_Outcome = TypeVar("_Outcome")


def edited_lists(store: Store, in_force: WordLists) -> WordLists:
    """Return the lists as they are edited, which are those in force if nobody has edited any.

    Raises:
        WordListError: a line of them cannot be read.
    """
    return reading_lists(store, in_force, read_edited)


def reading_lists(store: Store, in_force: WordLists, read: Callable[[Path], _Outcome]) -> _Outcome:
    """Return what a function reads of the edited lists, laid into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        _lay_out(_current(store, in_force)[0], Path(folder))
        return read(Path(folder))


def change_lists(store: Store, in_force: WordLists, change: Callable[[Path], _Outcome]) -> _Outcome:
    """Let a function change the edited lists, laid into a folder; return what it returns.

    Raises:
        IndexLocked: others go on changing them.
    """
    for _ in range(_ATTEMPTS):
        texts, seen = _current(store, in_force)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _lay_out(texts, folder)
            outcome = change(folder)
            changed = {each: _text_of(folder / each) for each in texts}
        try:
            if seen is None:
                store.cluster.create(store.meta, _DOCUMENT, changed)
            else:
                store.cluster.replace(store.meta, _DOCUMENT, changed, seen)
        except Changed:
            continue
        return outcome
    raise IndexLocked(
        Message(
            "others are changing the words of the index at {location}; try again",
            location=store.cluster.location,
        )
    )


def _current(store: Store, in_force: WordLists) -> tuple[Body, Body | None]:
    """Return the text of each list, and what replacing them needs to know."""
    try:
        return store.cluster.document(store.meta, _DOCUMENT)
    except NotThere:
        words = map(user_word_file.line_of, in_force.user_words.words)
        lines = {USER_WORDS_FILE: words, SYNONYMS_FILE: in_force.synonyms.lines()}
        return {name: "".join(f"{line}\n" for line in each) for name, each in lines.items()}, None


def _lay_out(texts: Body, folder: Path) -> None:
    for name, text in texts.items():
        if text:
            (folder / name).write_text(text, encoding="utf-8")


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def lay_out_edited(store: Store, in_force: WordLists, folder: Path) -> None:
    """Write the edited lists into the folder of an index."""
    _lay_out(_current(store, in_force)[0], folder)
