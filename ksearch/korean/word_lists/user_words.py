"""The user dictionary: words that the morphological analyser is to know.

A plain text file, one word a line: the word, then after a tab its part of speech (NNP, a proper
noun, if left out). What follows ``#`` is a note.

    전세사기<TAB>NNG<TAB># since 2022
    한강 작가

A word is kept whole where it occurs without spaces, and is found by its parts, too. Spaces say what
the parts are (한강작가: 한강, 작가); without them they are what the analyser would read instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ksearch.korean.word_lists.files import (
    WordListError,
    entries,
    read_lines,
    split_comment,
    with_line,
    write_list,
)
from ksearch.messages import Message
from ksearch.model.errors import InvalidValue

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

_HANGUL = re.compile("[가-힣]+")
_FIRST_SYLLABLE = ord("가")
_FINALS = 28
_PER_INITIAL = 21 * _FINALS
#: Tags of words that conjugate, so that their last syllables change.
_PREDICATES = ("VV", "VA")
#: Longer ones are not words; the lexicon keeps places in an eojeol in seven bits.
_MAX_WORD = 50


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word of the user dictionary; ``tag`` is one of `TAGS`."""

    text: str
    tag: str = DEFAULT_TAG
    note: str = ""

    @property
    def form(self) -> str:
        """The word as it stands in texts: without the spaces between its parts."""
        return self.text.replace(" ", "")


def syllables_alike(word: UserWord) -> tuple[str, int, int]:
    """Return how a word may be spelt in texts: its beginning, and the range of its next syllable.

    A word that ends in a vowel may have taken a consonant as its final (전세사긴), and the last
    syllables of a verb may have changed (굽다, 구워; 흐르다, 흘러). The range is one of code units,
    its end not included.
    """
    if word.tag in _PREDICATES:
        kept = max(len(word.form) - 2, 0)
        return word.form[:kept], *_alike(word.form[kept], _FINALS if kept else _PER_INITIAL)
    final = (ord(word.form[-1]) - _FIRST_SYLLABLE) % _FINALS
    return word.form[:-1], *_alike(word.form[-1], 1 if final else _FINALS)


def _alike(syllable: str, size: int) -> tuple[int, int]:
    """Return the range of syllables that share the initial, or the initial and the vowel."""
    first = ord(syllable) - (ord(syllable) - _FIRST_SYLLABLE) % size
    return first, first + size


@dataclass(frozen=True, slots=True)
class UserWords:
    """A user dictionary as read, in the order of the file."""

    words: tuple[UserWord, ...] = ()

    def changed(self, other: UserWords) -> frozenset[UserWord]:
        """Return the words, without notes, that one of the two has and the other has not so.

        Only what holds one of them need be analysed anew.
        """
        return self.without_notes() ^ other.without_notes()

    def without_notes(self) -> frozenset[UserWord]:
        """Return the words as far as they decide how a text is read."""
        return frozenset(replace(word, note="") for word in self.words)


def parse(lines: Iterable[str], name: str = "user words") -> UserWords:
    """Read the lines of a user dictionary; ``name`` stands for the file in errors.

    Raises:
        WordListError: a line is not ``word<TAB>tag``, a word occurs twice, or is not Hangul.
    """
    words: dict[str, UserWord] = {}
    numbered = list(lines)
    for number, content in entries(numbered):
        word = _word(content, split_comment(numbered[number - 1])[1], name, number)
        if word.form in words:
            raise WordListError(
                name,
                number,
                Message("{form} is already in a line above; remove one.", form=word.form),
            )
        words[word.form] = word
    return UserWords(tuple(words.values()))


def _word(content: str, note: str, name: str, number: int) -> UserWord:
    text, *rest = [column.strip() for column in content.split("\t") if column.strip()]
    if len(rest) > 1:
        raise WordListError(name, number, Message("write word, tab, tag, and put # before a note."))
    if not rest and text.split()[-1] in TAGS and len(text.split()) > 1:
        raise WordListError(
            name, number, Message("put a tab, not spaces, before {split}.", split=text.split()[-1])
        )
    tag = rest[0] if rest else DEFAULT_TAG
    if tag not in TAGS:
        raise WordListError(
            name,
            number,
            Message("{tag} is not a tag; use one of {names}.", tag=tag, names=", ".join(TAGS)),
        )
    word = UserWord(unicodedata.normalize("NFC", " ".join(text.split())), tag, note)
    if not _HANGUL.fullmatch(word.form):
        raise WordListError(
            name,
            number,
            Message(
                "{text} is not only Hangul; words with letters, digits or signs in them are found "
                "as they are, without the dictionary, so leave it out.",
                text=word.text,
            ),
        )
    if len(word.form) > _MAX_WORD:
        raise WordListError(
            name,
            number,
            Message("a word has at most {longest} syllables; shorten it.", longest=_MAX_WORD),
        )
    return word


def line_of(word: UserWord) -> str:
    """Return a word as a line of the file, without the line's end."""
    return "\t".join([word.text, word.tag, *([f"# {word.note}"] if word.note else [])])


def read(path: Path) -> UserWords:
    """Read a user dictionary; one that does not exist is empty.

    Raises:
        WordListError: a line of it, or the file, cannot be read.
    """
    return parse(read_lines(path), str(path))


def add(path: Path, word: UserWord) -> UserWord:
    """Append a word to the file, and return it; the rest of the file is unchanged.

    Raises:
        InvalidValue: the word is there already, is empty, or cannot be written in a line.
        WordListError: the file cannot be read as it stands.
        StorageError: the file cannot be written.
    """
    lines = read_lines(path)
    existing = parse(lines, str(path))
    word = replace(word, text=unicodedata.normalize("NFC", word.text))
    if not word.form:
        raise InvalidValue(Message("there is no word to add; type one, such as 전세사기."))
    try:
        line = line_of(word)
        readable = not set("\r\n") & set(line) and parse([line]).words == (word,)
    except WordListError as error:
        raise InvalidValue(error.reason) from error
    if not readable:
        raise InvalidValue(
            Message(
                "{text} cannot be a user word; leave out tabs, newlines and #.",
                text=repr(word.text),
            )
        )
    if any(there.form == word.form for there in existing.words):
        raise InvalidValue(
            Message("{form} is a user word already; remove it first to change it.", form=word.form)
        )
    write_list(path, with_line(lines, line))
    return word


def remove(path: Path, text: str) -> UserWord:
    """Remove a word and its line, and return it; the rest of the file is unchanged.

    Spaces within the word do not matter.

    Raises:
        InvalidValue: the word is not in the file.
        WordListError: the file cannot be read as it stands.
        StorageError: the file cannot be written.
    """
    lines = read_lines(path)
    wanted = _form_of(text)
    unwanted = [word for word in parse(lines, str(path)).words if word.form == wanted]
    if not unwanted:
        raise InvalidValue(
            Message("{text} is not a user word; `ksearch words list` shows them.", text=text)
        )
    write_list(path, [line for line in lines if _form_of(split_comment(line)[0]) != wanted])
    return unwanted[0]


def _form_of(content: str) -> str:
    return unicodedata.normalize("NFC", "".join(content.split("\t")[0].split()))
