"""Messages in files: kept with their templates, so that they are read in any language."""

from __future__ import annotations

import re
from datetime import date, datetime
from string import Formatter
from typing import Any

from . import Message

#: Values that are kept as they are.
_PLAIN = (str, int, float)
#: Formats of values that a kept template may have: signs after the point, grouping, a width of one
#: or two digits. What a file says must not ask for a number of a million digits.
_FORMAT = re.compile(r"#?\d{0,2},?(?:\.\d)?[a-zA-Z%]?|(?:%[a-zA-Z][-.:/ ]?)+")


def message_data(text: str) -> list[Any] | None:
    """Return what a message is made of, as JSON has it; None for other texts."""
    if not isinstance(text, Message):
        return None
    values = {name: _value_data(value) for name, value in text.values.items()}
    return [text.template, text.singular, values]


def _value_data(value: object) -> object:
    if isinstance(value, Message):
        return {"message": message_data(value)}
    if isinstance(value, date):
        return {type(value).__name__: value.isoformat()}
    return value


def message_from(text: str, data: object) -> str:
    """Return the message that a text was, of what `message_data` gave for it.

    Files may be damaged or made by others: what gives another text, or is not a message, is the
    text alone.
    """
    try:
        message = _message(data)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return text
    return message if message == text else text


def _message(data: Any) -> Message:
    template, singular, kept = data
    values = {str(name): _value(value) for name, value in kept.items()}
    if values:
        _check_fields(template)
    message = Message(template, **values)
    if singular is not None:
        # The template for one thing gives the text where there is one.
        _check_fields(singular)
        one = values.get("count") == 1
        message = Message(singular if one else template, **values)
        message.template, message.singular = template, singular
    return message


def _value(data: Any) -> object:
    if isinstance(data, _PLAIN):
        return data
    [(kind, value)] = data.items()
    if kind == "message":
        return _message(value)
    return {"date": date, "datetime": datetime}[kind].fromisoformat(value)


def _check_fields(template: str) -> None:
    """Raise ValueError for a template that does more than put its values in."""
    for _, name, spec, conversion in Formatter().parse(template):
        fine = name is None or (name.isidentifier() and _FORMAT.fullmatch(spec or ""))
        if not fine or conversion:
            raise ValueError(template)
