"""The user dictionary: words that the morphological analyser shall know.

A plain text file, one word a line: the word, then after a tab its part of speech (NNP, a proper
noun, if left out). What follows ``#`` is a note.

    전세사기<TAB>NNG<TAB># since 2022
    한강 작가
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ksearch.errors import InvalidValue
from ksearch.korean.wordlists import (
    WordListError,
    entries,
    read_lines,
    split_comment,
    with_line,
    write_lines,
)

DEFAULT_TAG = "NNP"

#: The parts of speech that a user word may have (Sejong tags).
TAGS = {
    "NNG": "common noun",
    "NNP": "proper noun",
    "NNB": "bound noun",
    "NR": "numeral",
    "NP": "pronoun",
    "VV": "verb",
    "VA": "adjective",
    "MM": "determiner",
    "MAG": "adverb",
    "MAJ": "conjunctive adverb",
    "IC": "interjection",
    "XPN": "prefix",
    "XSN": "noun suffix",
    "XR": "root",
    "SL": "foreign word",
}


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word of the user dictionary; ``tag`` is one of `TAGS`."""

    text: str
    tag: str = DEFAULT_TAG
    note: str = ""


@dataclass(frozen=True, slots=True)
class UserWords:
    """A user dictionary as read, in the order of the file."""

    words: tuple[UserWord, ...] = ()

    def changed(self, other: UserWords) -> frozenset[str]:
        """Return the words that one of the two has and the other has not, or has with another tag.

        Only what holds one of them need be analysed anew.
        """
        mine = {(word.text, word.tag) for word in self.words}
        theirs = {(word.text, word.tag) for word in other.words}
        return frozenset(text for text, _ in mine ^ theirs)


def parse(lines: Iterable[str], name: str = "user words") -> UserWords:
    """Read the lines of a user dictionary; ``name`` stands for the file in errors.

    Raises:
        WordListError: a line is not ``word<TAB>tag``, or a word stands twice.
    """
    words: dict[str, UserWord] = {}
    numbered = list(lines)
    for number, content in entries(numbered):
        word = _word(content, split_comment(numbered[number - 1])[1], name, number)
        if word.text in words:
            raise WordListError(name, number, f"{word.text} stands in a line above; remove one.")
        words[word.text] = word
    return UserWords(tuple(words.values()))


def _word(content: str, note: str, name: str, number: int) -> UserWord:
    text, *rest = [column.strip() for column in content.split("\t") if column.strip()]
    if len(rest) > 1:
        raise WordListError(name, number, "write word, tab, tag, and put # before a note.")
    if not rest and text.split()[-1] in TAGS and len(text.split()) > 1:
        raise WordListError(name, number, f"put a tab, not spaces, before {text.split()[-1]}.")
    tag = rest[0] if rest else DEFAULT_TAG
    if tag not in TAGS:
        raise WordListError(name, number, f"{tag} is no tag; use one of {', '.join(TAGS)}.")
    return UserWord(" ".join(text.split()), tag, note)


def read(path: Path) -> UserWords:
    """Read a user dictionary; one that does not exist is empty.

    Raises:
        WordListError: a line of it, or the file, cannot be read.
    """
    return parse(read_lines(path), str(path))


def add(path: Path, word: UserWord) -> None:
    """Add a word at the end of the file; all else in it stays as it is.

    Raises:
        InvalidValue: the word is there already, is empty, or cannot be written in a line.
        WordListError: the file cannot be read as it stands.
        StorageError: the file cannot be written.
    """
    lines = read_lines(path)
    existing = parse(lines, str(path))
    try:
        line = "\t".join([word.text, word.tag, *([f"# {word.note}"] if word.note else [])])
        readable = parse([line]).words == (word,)
    except WordListError as error:
        raise InvalidValue(str(error)) from error
    if not readable:
        raise InvalidValue(f"{word.text!r} cannot be a user word; leave out tabs, newlines and #.")
    if any(there.text == word.text for there in existing.words):
        raise InvalidValue(f"{word.text} is a user word already; remove it first to change it.")
    write_lines(path, with_line(lines, line))


def remove(path: Path, text: str) -> None:
    """Remove a word and its line; all else in the file stays as it is.

    Raises:
        InvalidValue: the word is not in the file.
        WordListError: the file cannot be read as it stands.
        StorageError: the file cannot be written.
    """
    lines = read_lines(path)
    parse(lines, str(path))
    wanted = " ".join(text.split())
    kept = [line for line in lines if _text_of(line) != wanted]
    if not wanted or len(kept) == len(lines):
        raise InvalidValue(f"{text} is not a user word; see the list of them.")
    write_lines(path, kept)


def _text_of(line: str) -> str:
    content, _ = split_comment(line)
    return " ".join(content.split("\t")[0].split())
