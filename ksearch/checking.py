"""Checks the types of the façade's arguments; a wrong one raises an error with one sentence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ksearch.messages import Message
from ksearch.model.errors import InvalidValue, UnknownField, WriterClosed
from ksearch.model.fields import KEYWORD_FIELDS, TEXT_FIELDS

if TYPE_CHECKING:
    from ksearch.engines.protocol import Writer
    from ksearch.model.article import Article
    from ksearch.reading import ReadOptions

_TEXTS = ("id", *TEXT_FIELDS)


def text(name: str, value: str) -> str:
    """Return a text; raises `InvalidValue` for other types."""
    if not isinstance(value, str):
        raise InvalidValue(
            Message("{name} must be a text (str), not {value}", name=name, value=repr(value))
        )
    return value


def optional_text(name: str, value: str | None) -> str | None:
    """Return a text or None; raises `InvalidValue` if it is neither."""
    return None if value is None else text(name, value)


def flag(name: str, value: bool) -> bool:
    """Return a bool; raises `InvalidValue` for other types."""
    if not isinstance(value, bool):
        raise InvalidValue(
            Message("{name} must be True or False, not {value}", name=name, value=repr(value))
        )
    return value


def at_least(name: str, value: int, least: int) -> int:
    """Return an int; raises `InvalidValue` for other types, or if it is too small."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidValue(
            Message(
                "{name} must be a whole number of at least {least}, not {value}",
                name=name,
                least=least,
                value=repr(value),
            )
        )
    return value


def checked_seconds(name: str, value: float) -> float:
    """Return a number of seconds; raises `InvalidValue` for other types, or if it is negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise InvalidValue(
            Message(
                "{name} must be a number of seconds of at least 0, not {value}",
                name=name,
                value=repr(value),
            )
        )
    return float(value)


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words; raises `InvalidValue` for others."""
    if value not in allowed:
        raise InvalidValue(
            Message(
                "{name} must be one of {names}, not {value}",
                name=name,
                names=", ".join(allowed),
                value=repr(value),
            )
        )
    return value


def several_of(name: str, value: Sequence[str] | str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return distinct allowed words; raises `InvalidValue` if one of them is not allowed."""
    return tuple(dict.fromkeys(one_of(name, each, allowed) for each in names(name, value)))


def names(name: str, value: Sequence[str] | str | None) -> tuple[str, ...]:
    """Return names as a tuple; raises `InvalidValue` if one of them is not a text."""
    if value is None or isinstance(value, str):
        return () if value is None else (value,)
    if not isinstance(value, Sequence | set | frozenset) or isinstance(value, bytes):
        raise InvalidValue(
            Message(
                "{name} must be a text (str) or several, not {value}", name=name, value=repr(value)
            )
        )
    return tuple(text(name, each) for each in value)


def text_fields(fields: Sequence[str] | str | None) -> tuple[str, ...]:
    """Return names of text fields.

    Raises:
        UnknownField: articles have no text field of that name.
        InvalidValue: it is neither a name nor several.
    """
    if fields is None or isinstance(fields, str):
        names: tuple[str, ...] = () if fields is None else (fields,)
    elif isinstance(fields, Sequence | set | frozenset):
        names = tuple(text(Message("a field"), name) for name in fields)
    else:
        raise InvalidValue(
            Message("fields must be names of text fields, not {fields}", fields=repr(fields))
        )
    for name in names:
        if name not in TEXT_FIELDS:
            raise UnknownField(
                Message("articles have no text field “{name}”; use title, lead or body", name=name)
            )
    return names


def location(value: str | os.PathLike[str]) -> str:
    """Return the path of an index or a source; raises `InvalidValue` for anything else.

    An empty one is refused: it would mean the current folder, and comes from a shell variable that
    is not set.
    """
    if not isinstance(value, str | os.PathLike) or not os.fsdecode(value):
        raise InvalidValue(
            Message("the index must be the path of a folder, not {value}", value=repr(value))
        )
    return os.fsdecode(value)


def paths(name: str, value: Any) -> list[str] | None:
    """Return one path or several as texts, or None; raises `InvalidValue` if it is neither."""
    several = [value] if isinstance(value, str | os.PathLike) else value
    if several is None:
        return None
    try:
        found = [os.fsdecode(path) for path in several]
    except TypeError as error:
        raise InvalidValue(
            Message("{name} must be a path or several, not {value}", name=name, value=repr(value))
        ) from error
    if not all(found):
        raise InvalidValue(
            Message("{name} must be a path or several, not an empty text", name=name)
        )
    return found


def checked_read_options(value: object) -> ReadOptions | None:
    """Return options of reading, or None.

    Raises:
        InvalidValue: it is neither; an object with other attributes would be ignored.
    """
    if value is None:
        return None
    from ksearch.reading import ReadOptions

    if not isinstance(value, ReadOptions):
        raise InvalidValue(
            Message("options must be a ksearch.reading.ReadOptions, not {value}", value=repr(value))
        )
    return value


class CheckedWriter:
    """The writer of one ``with`` block; checks its arguments, and refuses calls after the block."""

    def __init__(self, writer: Writer) -> None:
        self._writer: Writer | None = writer

    def add(self, article: Article) -> str:
        """Add an article, replacing the one with the same id.

        Returns ``"added"``, ``"changed"`` or ``"unchanged"``.

        Raises:
            InvalidValue: it is not an article, or a field has a wrong type.
            WriterClosed: the block has ended.
        """
        writer = self._open()
        _check_article(article)
        return writer.add(article)

    def delete(self, article_id: str) -> bool:
        """Delete an article; returns whether there was one.

        Raises:
            InvalidValue: the id is not a text.
            WriterClosed: the block has ended.
        """
        return self._open().delete(text(Message("an article's id"), article_id))

    def end(self) -> None:
        """Refuse further calls."""
        self._writer = None

    def _open(self) -> Writer:
        if self._writer is None:
            raise WriterClosed(
                Message(
                    "the block of this writer has ended, and nothing was changed; open "
                    "another with index.writer()"
                )
            )
        return self._writer


def _check_article(article: Article) -> None:
    from ksearch.model.article import Article as ArticleClass

    if not isinstance(article, ArticleClass):
        raise InvalidValue(
            Message("a writer adds a ksearch.Article, not {article}", article=repr(article))
        )
    for name in _TEXTS:
        if not isinstance(getattr(article, name), str):
            text(Message("an article's {name}", name=name), getattr(article, name))
    for name in (*KEYWORD_FIELDS, "path"):
        optional_text(Message("an article's {name}", name=name), getattr(article, name, None))
    published = article.date
    if published is not None and (
        not isinstance(published, datetime)
        or published != published  # pandas' NaT is a datetime that does not equal itself
    ):
        raise InvalidValue(
            Message(
                "an article's date must be a datetime or None, not {published}",
                published=repr(published),
            )
        )
