"""The user words and synonyms of an index folder: listing, adding and removing them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ksearch.korean.word_lists import synonyms
from ksearch.korean.word_lists import user_words as user_word_file
from ksearch.korean.word_lists.synonyms import ONE_WAY, TWO_WAY, SynonymGroup
from ksearch.korean.word_lists.user_words import DEFAULT_TAG, UserWord, UserWords
from ksearch.messages import Message
from ksearch.model.errors import InvalidValue
from ksearch.model.reports import WordEntry, WordState
from ksearch.storage.word_lists import (
    SYNONYMS_FILE,
    USER_WORDS_FILE,
    WordLists,
    editing,
    read_edited,
)


def entries_of(folder: Path, in_force: WordLists) -> tuple[WordEntry, ...]:
    """Return the entries of a folder's word lists, with their states.

    Raises:
        WordListError: a list cannot be read.
    """
    edited = read_edited(folder)
    return (
        *_words(edited.user_words, in_force.user_words),
        *_synonyms(edited.synonyms.groups, in_force.synonyms.groups),
        *_glosses(edited.synonyms.glosses, in_force),
    )


def _words(edited: UserWords, in_force: UserWords) -> Iterator[WordEntry]:
    changed = edited.changed(in_force)
    for word in edited.words:
        bare = UserWord(word.text, word.tag)
        yield _of_word(word, "added" if bare in changed else "in force")
    for word in in_force.words:
        if UserWord(word.text, word.tag) in changed:
            yield _of_word(word, "removed")


def _synonyms(
    edited: tuple[SynonymGroup, ...], in_force: tuple[SynonymGroup, ...]
) -> Iterator[WordEntry]:
    for group in edited:
        yield _of_group(group, "in force" if group in in_force else "added")
    for group in in_force:
        if group not in edited:
            yield _of_group(group, "removed")


def _glosses(wanted: bool, in_force: WordLists) -> Iterator[WordEntry]:
    """Yield the abbreviations that articles explain, the most frequent first."""
    for gloss in sorted(in_force.glosses, key=lambda gloss: -gloss.times):
        note = (
            Message("explained {times} times", times=gloss.times)
            if gloss.times > 1
            else Message("explained once")
        )
        state: WordState = "in force" if wanted else "removed"
        entry = f"{gloss.long} {TWO_WAY} {gloss.short}"
        yield WordEntry("gloss", entry, None, note, state)


def _of_word(word: UserWord, state: WordState) -> WordEntry:
    return WordEntry("word", word.text, word.tag, word.note, state)


def _of_group(group: SynonymGroup, state: WordState) -> WordEntry:
    return WordEntry("synonym", str(group), None, "", state)


def add_entry(
    folder: Path, entry: str, tag: str | None, note: str, in_force: WordLists
) -> WordEntry:
    """Add a user word or a synonym to its file.

    Raises:
        InvalidValue: the entry cannot be read, or is there already.
        WordListError: the file cannot be read as it stands.
        IndexLocked: another process is editing the lists, and did not finish in time.
        StorageError: the file cannot be written.
    """
    if not _is_synonym(entry):
        given = UserWord(" ".join(entry.split()), tag or DEFAULT_TAG, note)
        with editing(folder):
            word = user_word_file.add(folder / USER_WORDS_FILE, given)
            return _entry(folder, in_force, "word", word.text)
    if tag or note:
        raise InvalidValue(
            Message(
                "a tag or a note is for a word, and “{entry}” is a synonym; leave it out, "
                "or write the note behind a # in {synonyms_file}",
                entry=entry,
                synonyms_file=SYNONYMS_FILE,
            )
        )
    with editing(folder):
        group = synonyms.add(folder / SYNONYMS_FILE, entry)
        return _entry(folder, in_force, "synonym", str(group))


def remove_entry(folder: Path, entry: str) -> WordEntry:
    """Remove a user word or a synonym from its file.

    Raises:
        InvalidValue: there is no such entry.
        WordListError: the file cannot be read as it stands.
        IndexLocked: another process is editing the lists, and did not finish in time.
        StorageError: the file cannot be written.
    """
    with editing(folder):
        if _is_synonym(entry):
            group = synonyms.remove(folder / SYNONYMS_FILE, entry)
            return _of_group(group, "removed")
        return _of_word(user_word_file.remove(folder / USER_WORDS_FILE, entry), "removed")


def _is_synonym(entry: str) -> bool:
    return TWO_WAY in entry or ONE_WAY in entry


def _entry(folder: Path, in_force: WordLists, kind: str, text: str) -> WordEntry:
    """Return an added entry; it is in force if its removal was not committed yet."""
    return next(
        entry
        for entry in entries_of(folder, in_force)
        if (entry.kind, entry.entry) == (kind, text) and entry.state != "removed"
    )
