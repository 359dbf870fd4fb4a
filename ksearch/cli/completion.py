"""Shell completion of values.

Names, ids and words of the index. It is called while somebody types, so on any error nothing is
offered and nothing is printed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

import ksearch

from .last_search import last_search
from .options.option import Command, Option
from .settings.lookup import settings_of

#: Completions, each with a short description.
Offers = Iterable[tuple[str, str]]

#: Most completions; a terminal cannot show more.
_MAX_OFFERS = 100
#: Most names of a field that are searched, the most frequent first.
_MOST_NAMES = 100_000
#: Variable that the completion scripts of shells set; bash inserts a completion unescaped.
_SHELL_VARIABLE = "_KSEARCH_COMPLETE"


def completer_of(command: Command, option: Option) -> Callable[[Any, str], list[tuple[str, str]]]:
    """Return the completer of an option's value, which gets typer's context and the beginning."""

    def complete(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
        try:
            return list(_offers(command, option, ctx, incomplete))
        except Exception:  # a traceback in the middle of a command line helps nobody
            return []

    return complete


def _offers(command: Command, option: Option, ctx: Any, incomplete: str) -> Offers:
    if option.choices:
        return [(choice, "") for choice in option.choices]
    folder = _folder(command, ctx)
    with ksearch.open(folder) as index:
        offered = VALUE_COMPLETIONS[option.completion or ""](index, folder, incomplete)
        fitting = (offer for offer in offered if offer[0].startswith(incomplete))
        return [(_as_typed(value), about) for value, about in islice(fitting, _MAX_OFFERS)]


def _folder(command: Command, ctx: Any) -> str:
    source = ctx.get_parameter_source("index")
    if source is not None and source.name == "COMMANDLINE":
        return str(ctx.params["index"])
    settings = settings_of(command.name, command.options)
    [option] = [option for option in command.options if option.name == "index"]
    return str(settings["index"].value if "index" in settings else option.default)


def _as_typed(value: str) -> str:
    if os.environ.get(_SHELL_VARIABLE) != "complete_bash":
        return value
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", value)


def _names(field: str) -> Callable[[ksearch.Index, str, str], Offers]:
    def names(index: ksearch.Index, _: str, __: str) -> Iterator[tuple[str, str]]:
        for name, count in index.facets("*", by=(field,))[field].top(_MOST_NAMES):
            yield name, f"{count:,}"

    return names


def _ids(index: ksearch.Index, _: str, incomplete: str) -> Iterator[tuple[str, str]]:
    if not incomplete:  # there are too many words
        return
    pattern = re.sub(r"[^\w/.-]", "?", incomplete)  # a sign could be syntax in a query
    for hit in index.scan(f"id:{pattern}*"):
        yield hit.id, hit.title


def _hits(index: ksearch.Index, folder: str, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the hits of the last search by their numbers and ids, and other ids."""
    last = last_search(folder)
    first, ids = (last.first, last.ids) if last is not None else (1, ())
    for rank, article_id in enumerate(ids, first):
        try:
            title = index.get(article_id).title
        except ksearch.ArticleNotFound:
            continue
        yield str(rank), title
        if incomplete:
            yield article_id, title
    yield from (offer for offer in _ids(index, folder, incomplete) if offer[0] not in ids)


def _words(index: ksearch.Index, _: str, incomplete: str) -> Iterator[tuple[str, str]]:
    for word in index.suggest(incomplete, limit=_MAX_OFFERS) if incomplete else ():
        yield word, ""


#: Completers of values, by `Option.completion`. Files and folders are left to the shell.
VALUE_COMPLETIONS: Mapping[str, Callable[[ksearch.Index, str, str], Offers]] = MappingProxyType(
    {
        "publisher": _names("publisher"),
        "author": _names("author"),
        "section": _names("section"),
        "id": _ids,
        "hit": _hits,
        "word": _words,
    }
)
