"""The parser of the fast lane: small and strict, for simple command lines.

It understands a subset of typer's syntax in the same way, and returns None for everything else:
help, mistakes, abbreviations and unusual spellings are left to typer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..settings.lookup import not_overridden, settings_of
from .option import MANY, Command, Option, OptionKind


class _NotPlain(Exception):
    """Internal: raised to leave the command line to typer."""


def parse_arguments(arguments: Sequence[str], command: Command) -> dict[str, Any] | None:
    """Return a value for each option, or None if typer must parse the command line.

    Args:
        arguments: the command line, behind the command's name.
        command: the command, with its options and positional arguments.

    Raises:
        UsageError: a setting of the environment or of ``ksearch.toml`` cannot be used.
    """
    options = command.options
    given: dict[str, Any] = {}
    try:
        for option, value in _assignments(arguments, options):
            if option.kind in MANY:
                value = (*given.get(option.name, ()), value)
            given[option.name] = value
    except _NotPlain:
        return None
    if not all(given.get(option.name) for option in options if option.kind is OptionKind.WORDS):
        return None
    values: dict[str, Any] = {option.name: option.default for option in options}
    settings = settings_of(command.name, options)
    if settings:
        settings = not_overridden(settings, options, arguments)
        values |= {name: setting.value for name, setting in settings.items()}
    return values | given


def is_word(argument: str) -> bool:
    """Return whether an argument is a positional one.

    Excluded words (`-포항`) and numbers below zero (`-5도`) count as positional.
    """
    if not argument.startswith("-") or argument == "-":
        return True
    return not argument[1].isascii() or argument[1].isdigit()


def _assignments(
    arguments: Sequence[str], options: Sequence[Option]
) -> Iterator[tuple[Option, object]]:
    by_flag = {flag: option for option in options for flag in option.flags}
    by_off_flag = {option.off: option for option in options if option.off}
    words = next((option for option in options if option.kind is OptionKind.WORDS), None)
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            for word in rest:
                yield _expected(words), _text(word)
        elif is_word(argument):
            yield _expected(words), _text(argument)
        elif argument in by_off_flag:
            yield by_off_flag[argument], False
        else:
            flag, equals, attached = argument.partition("=")
            option = _expected(by_flag.get(flag))
            if option.kind is OptionKind.FLAG:
                if equals:
                    raise _NotPlain
                yield option, True
            elif equals and flag.startswith("--"):
                yield option, _value(option, attached)
            elif equals:
                raise _NotPlain
            else:
                yield option, _value(option, _next_value(rest))


def _next_value(rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None or value.startswith("-"):
        raise _NotPlain
    return value


def _expected(option: Option | None) -> Option:
    if option is None:
        raise _NotPlain
    return option


def _value(option: Option, text: str) -> object:
    if option.kind is OptionKind.NUMBER:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise _NotPlain
        return int(text)
    if option.choices and text not in option.choices:
        raise _NotPlain
    return _text(text)


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:  # undecodable bytes, which typer refuses
        raise _NotPlain from None
    return text
