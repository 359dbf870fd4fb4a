"""An option of the command line, and a command, as data."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple


class OptionKind(Enum):
    """The type of an option's value."""

    WORDS = "words"  # positional; one at least if required
    WORD = "word"  # positional; exactly one
    FLAG = "flag"
    NUMBER = "number"
    SECONDS = "seconds"  # a number that may have decimals
    TEXT = "text"
    CHOICE = "choice"
    TEXTS = "texts"  # may be given several times
    CHOICES = "choices"  # may be given several times


#: The kinds of positional arguments.
POSITIONAL = frozenset((OptionKind.WORDS, OptionKind.WORD))
#: The kinds whose value is a tuple.
MANY = frozenset((OptionKind.WORDS, OptionKind.TEXTS, OptionKind.CHOICES))


class Option(NamedTuple):
    """One option, or the positional arguments, of a command.

    Attributes:
        name: the parameter of the command's function.
        flags: its spellings: ``--limit``, ``-n``; empty for positional arguments.
        kind: the type of its value.
        help: its text in ``--help``.
        default: its value if it is not given.
        choices: the values of a choice.
        metavar: the name of its value in ``--help``.
        off: for a flag, the spelling that turns it off.
        variable: the environment variable with its default.
        required: for positional arguments, whether there must be one.
        least: the smallest number that typer accepts.
        key: its name in ``ksearch.toml``; None if it is only for the command line.
        path: whether its value is a path, which in a file of settings is relative to that file.
        yields_to: options that override a configured value if they are on the command line.
        completion: the completer of its value: a name in `completion.VALUE_COMPLETIONS`.
    """

    name: str
    flags: tuple[str, ...]
    kind: OptionKind
    help: str
    default: object = None
    choices: tuple[str, ...] = ()
    metavar: str | None = None
    off: str | None = None
    variable: str | None = None
    required: bool = True
    least: float | None = None
    key: str | None = None
    path: bool = False
    yields_to: tuple[str, ...] = ()
    completion: str | None = None


class Command(NamedTuple):
    """One command.

    Attributes:
        name: its name on the command line, after that of its group: ``words add``.
        summary: its text in ``--help``; its first line is shown in the list of commands.
        options: its options, as in `taken.TAKEN`.
        run: is called with the options' names as keywords, and returns the exit status.
    """

    name: str
    summary: str
    options: tuple[Option, ...]
    run: Callable[..., int]
