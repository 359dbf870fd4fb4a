"""Messages in files: stored with their templates, so that they can be translated when read."""

from __future__ import annotations

import re
from datetime import date, datetime
from string import Formatter
from typing import Any

from . import Message

#: Values that are kept as they are.
_PLAIN_TYPES = (str, int, float)
#: Formats of values that a stored template may have: decimals, grouping, a width of up to two
#: digits. A file must not be able to demand a number of a million digits.
_FORMAT = re.compile(r"#?\d{0,2},?(?:\.\d)?[a-zA-Z%]?|(?:%[a-zA-Z][-.:/ ]?)+")


def message_data(text: str) -> list[Any] | None:
    """Return the parts of a message as JSON values; None for other texts."""
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
    """Return the message of a text, made from its `message_data`.

    Files may be damaged or made by others: if the data are invalid or give another text, return the
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
        # If there is a singular, it gives the text.
        _check_fields(singular)
        one = values.get("count") == 1
        message = Message(singular if one else template, **values)
        message.template, message.singular = template, singular
    return message


def _value(data: Any) -> object:
    if isinstance(data, _PLAIN_TYPES):
        return data
    [(kind, value)] = data.items()
    if kind == "message":
        return _message(value)
    return {"date": date, "datetime": datetime}[kind].fromisoformat(value)


def _check_fields(template: str) -> None:
    """Raise ValueError for a template that does more than insert its values."""
    for _, name, spec, conversion in Formatter().parse(template):
        fine = name is None or (name.isidentifier() and _FORMAT.fullmatch(spec or ""))
        if not fine or conversion:
            raise ValueError(template)
