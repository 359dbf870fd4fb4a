"""Reading options of a source, as they are stored in the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ksearch.reading import Limits, ReadOptions
from ksearch.storage.sources import Source

#: Options that decide whether a file is read, but not how.
_CHOOSING = ("include", "exclude", "limits")


def kept_options(options: ReadOptions) -> dict[str, Any]:
    """Return the options that differ from the defaults, as JSON values."""
    kept = _differing(options, ReadOptions())
    if "limits" in kept:
        kept["limits"] = _differing(options.limits, Limits())
    return {name: _plain(value) for name, value in kept.items()}


def options_of(source: Source) -> ReadOptions:
    """Return the reading options of a source; unknown ones of newer versions are ignored."""
    known = {each.name for each in fields(ReadOptions)}
    given = {name: value for name, value in source.options.items() if name in known}
    limits = given.pop("limits", {})
    bounds = {each.name for each in fields(Limits)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    values["limits"] = Limits(**{name: value for name, value in limits.items() if name in bounds})
    return ReadOptions(**values)


def changed_options(source: Source, options: ReadOptions) -> Source:
    """Return a source with other options.

    If only limits are given, the other options are kept, and the reverse.
    """
    given = kept_options(options)
    if set(given) == {"limits"}:
        return source._replace(options={**source.options, **given})
    if given and "limits" in source.options:
        given = {"limits": source.options["limits"], **given}
    return source._replace(options=given)


def reads_alike(one: Source, other: Source) -> bool:
    """Return whether two sources read a file to the same articles."""
    return _reading(one.options) == _reading(other.options)


def _reading(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in _CHOOSING}


def _differing(given: Any, default: Any) -> dict[str, Any]:
    values = ((each.name, getattr(given, each.name)) for each in fields(default))
    return {name: value for name, value in values if value != getattr(default, name)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
