"""The filters that several commands take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ksearch.messages import Message
from ksearch.model.fields import TEXT_FIELDS

from ..guard import UsageError


def given(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters that were given, as arguments of `ksearch.Index.search`.

    Args:
        filters: a value for each of `options.FILTERS`.

    Raises:
        UsageError: ``--in`` names no field; typer does not support lists of choices.
    """
    for field in filters["fields"]:
        if field not in TEXT_FIELDS:
            raise UsageError(
                Message(
                    "--in takes {names}, and not “{field}”",
                    names=", ".join(TEXT_FIELDS),
                    field=field,
                )
            )
    named = {name: value for name, value in filters.items() if value not in (None, ())}
    for name in ("publisher", "author", "section"):
        if len(named.get(name, ())) == 1:
            (named[name],) = named[name]
    return named
