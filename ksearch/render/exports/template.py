"""A line for each hit by a template: ``{date} {title}``."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ksearch import Hit, InvalidValue
from ksearch.messages import Message
from ksearch.render.exports.columns import ALL_COLUMNS, GetArticle, hit_rows
from ksearch.render.words import moment

_ESCAPE_SEQUENCES = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}


class Template:
    """The template of the text for each hit.

    Args:
        text: fields of `columns.COLUMNS` in braces, each with a format of Python's if need be
            (``{date:%Y-%m}``, ``{title:.20}``); ``{{`` is a brace, ``\\n`` and ``\\t`` are a line's
            end and a tab.

    Raises:
        InvalidValue: a hit has no such field, or the template cannot be read.
    """

    def __init__(self, text: str) -> None:
        try:
            self._pieces = list(string.Formatter().parse(_unescaped(text)))
        except ValueError as error:
            raise InvalidValue(
                Message("the template cannot be read: {error}", error=error)
            ) from error
        names = (name for _, name, _, _ in self._pieces if name is not None)
        self.columns = tuple(dict.fromkeys(names))
        for name in self.columns:
            if name not in ALL_COLUMNS:
                raise InvalidValue(
                    Message(
                        "a template has no field “{name}”; it may have {names}",
                        name=name,
                        names=", ".join(ALL_COLUMNS),
                    )
                )

    def lines(self, hits: Iterable[Hit], get: GetArticle) -> Iterator[str]:
        """Yield the text of each hit.

        Raises:
            InvalidValue: the value of a field cannot be written in the format that was asked for.
        """
        for row in hit_rows(hits, self.columns, get):
            yield "".join(
                literal + ("" if name is None else _formatted(name, row[name], form or ""))
                for literal, name, form, _ in self._pieces
            )


def _formatted(name: str, value: Any, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and not form:
        return moment(value)
    try:
        return format(value, form)
    except ValueError as error:
        raise InvalidValue(
            Message(
                "“{form}” is not a format for {name}: {error}", form=form, name=name, error=error
            )
        ) from error


def _unescaped(text: str) -> str:
    return re.sub(r"\\[nt\\]", lambda match: _ESCAPE_SEQUENCES[match[0]], text)
