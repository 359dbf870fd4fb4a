"""User words and synonyms of an index: the edited files, and the version in force.

People edit ``userwords.txt`` and ``synonyms.txt`` in the index folder. A commit that finds them
changed stores their contents in an immutable file that the manifest names, so that a search never
reads a half-edited list, and the whole index is analysed with the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ksearch.arrays import ArrayFile, write_arrays
from ksearch.arrays.types import AnyArray
from ksearch.korean.word_lists import synonyms
from ksearch.korean.word_lists import user_words as user_word_file
from ksearch.korean.word_lists.files import WordListError
from ksearch.korean.word_lists.glosses import Gloss
from ksearch.korean.word_lists.synonyms import Synonyms
from ksearch.korean.word_lists.user_words import UserWords
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt
from ksearch.storage.manifest import Manifest
from ksearch.storage.segments.gloss_rows import gloss_rows, glosses_of

#: Name of the array of glosses.
GLOSSES_ARRAY = "glosses"
#: The files that people edit; ksearch never removes them.
USER_WORDS_FILE = "userwords.txt"
SYNONYMS_FILE = "synonyms.txt"


@dataclass(frozen=True, slots=True)
class WordLists:
    """The user words and synonyms of one index, without the shorthand that ksearch ships.

    ``glosses`` are the abbreviations that its articles explain, as of the last commit.
    """

    user_words: UserWords = field(default_factory=UserWords)
    synonyms: Synonyms = field(default_factory=Synonyms)
    glosses: tuple[Gloss, ...] = ()

    def says_the_same(self, other: WordLists) -> bool:
        """Return whether the edited lists are equal, ignoring notes and the order of words."""
        return self.synonyms == other.synonyms and not self.user_words.changed(other.user_words)


#: Seconds that an edit waits for another one to finish; each takes milliseconds.
_LOCK_TIMEOUT_SECONDS = 20.0


@contextmanager
def editing(folder: Path) -> Iterator[None]:
    """Hold the lock on the word lists of a folder while the block reads and replaces them.

    Raises:
        IndexLocked: another process is editing them, and did not finish in time.
        StorageError: the folder cannot be written in.
    """
    from ksearch.storage.locking import WORDS_FILE_NAME, write_lock

    with write_lock(folder, _LOCK_TIMEOUT_SECONDS, name=WORDS_FILE_NAME):
        yield


def read_edited(folder: Path) -> WordLists:
    """Read the edited word lists of an index folder; empty if the files do not exist.

    Raises:
        WordListError: a line of them, or a file, cannot be read.
    """
    return WordLists(
        user_word_file.read(folder / USER_WORDS_FILE), synonyms.read(folder / SYNONYMS_FILE)
    )


def use_glosses(folder: Path, use: bool) -> None:
    """Turn the abbreviations that articles explain on or off, from the next commit on.

    Raises:
        WordListError: the synonyms cannot be read as they stand.
        IndexLocked, StorageError: see `editing`.
    """
    with editing(folder):
        synonyms.use_glosses(folder / SYNONYMS_FILE, use)


def read_in_force(folder: Path, manifest: Manifest) -> WordLists:
    """Read the word lists that a manifest names."""
    return read_kept(ArrayFile(folder / manifest.words)) if manifest.words else WordLists()


def read_kept(file: ArrayFile) -> WordLists:
    """Read word lists that were written by `keep`.

    Raises:
        IndexCorrupt: they are damaged.
    """
    try:
        return WordLists(
            user_word_file.parse(_lines(file["user_words"])),
            synonyms.parse(_lines(file["synonyms"])),
            glosses_of(_text(file.get(GLOSSES_ARRAY))),
        )
    except (KeyError, ValueError, TypeError, WordListError) as error:
        raise IndexCorrupt(
            Message(
                "the index file {path} is damaged ({error}); run `ksearch rebuild`",
                path=file.path.name,
                error=error,
            )
        ) from error


def keep(path: Path, lists: WordLists) -> None:
    """Write word lists into a file that the manifest can name.

    Raises:
        StorageError: the disk refused.
    """
    words = map(user_word_file.line_of, lists.user_words.words)
    write_arrays(
        path,
        {
            "user_words": _packed(words),
            "synonyms": _packed(lists.synonyms.lines()),
            GLOSSES_ARRAY: np.frombuffer(gloss_rows(lists.glosses).encode(), np.uint8),
        },
    )


def _packed(lines: Iterable[str]) -> AnyArray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _lines(packed: AnyArray) -> list[str]:
    return _text(packed).split("\n")


def _text(packed: AnyArray | None) -> str:
    return "" if packed is None else packed.tobytes().decode()
