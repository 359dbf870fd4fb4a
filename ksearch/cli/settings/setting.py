"""Configured values of options, and the check that an option accepts them."""

from __future__ import annotations

from typing import NamedTuple

from ksearch.messages import Message

from ..options.option import Option, OptionKind


class Setting(NamedTuple):
    """A value that replaces an option's default.

    Attributes:
        value: of the type of the option's kind.
        origin: a variable of the environment, or a file with the number of the line.
    """

    value: object
    origin: str


def fits(option: Option, value: object) -> bool:
    """Return whether an option accepts a value of the right type."""
    if option.choices:
        values = value if isinstance(value, tuple) else (value,)
        return all(each in option.choices for each in values)
    return option.least is None or (isinstance(value, int | float) and value >= option.least)


def taken_by(option: Option) -> str:
    """Return a description of the values that an option accepts."""
    if option.choices:
        return ", ".join(option.choices)
    if option.kind is OptionKind.FLAG:
        return Message("true or false")
    if option.kind not in (OptionKind.NUMBER, OptionKind.SECONDS):
        return Message("a text")
    whole = option.kind is OptionKind.NUMBER
    if option.least is None:
        return Message("a whole number") if whole else Message("a number")
    least = f"{option.least:g}"
    if whole:
        return Message("a whole number of {least} or more", least=least)
    return Message("a number of {least} or more", least=least)
