"""Frozen data classes that are cheap to define, for modules that a cold search imports.

A dataclass generates and compiles the source of its methods, which takes most of a millisecond per
class, and a search imports thirty of them. Records share their methods.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar, Self, dataclass_transform


class _DataclassFields:
    """Descriptor that makes the functions of `dataclasses` work with records."""

    def __get__(self, record: object, owner: type[Record]) -> dict[str, Any]:
        from dataclasses import fields, make_dataclass

        made = make_dataclass(owner.__name__, [(name, Any) for name in owner.__match_args__])
        return {field.name: field for field in fields(made)}


@dataclass_transform(frozen_default=True)
class Record:
    """Base of records: a subclass declares its fields by annotations, optionally with defaults.

    It has the features of ``@dataclass(frozen=True)`` (comparison, hash, patterns of ``match``, and
    ``dataclasses.replace``), except for default factories and ``__post_init__``.

    Args:
        eq: false to compare by identity, as for records with arrays.
        hidden: fields that are left out of comparisons and of ``repr``.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    __dataclass_fields__: ClassVar[Any] = _DataclassFields()
    #: Returns the key of comparisons: a tuple, or the value of a single field.
    _compared: ClassVar[Any] = attrgetter("__match_args__")
    #: The defaults of the last fields.
    _defaults: ClassVar[tuple[Any, ...]] = ()

    def __init_subclass__(cls, *, eq: bool = True, hidden: tuple[str, ...] = ()) -> None:
        inherited = cls.__match_args__
        own = [
            name
            for name, kind in cls.__annotations__.items()
            if name not in inherited and not str(kind).startswith("ClassVar")
        ]
        cls.__match_args__ = (*inherited, *own)  # type: ignore[misc]
        compared = [name for name in cls.__match_args__ if name not in hidden]
        if compared:
            cls._compared = attrgetter(*compared)
        given = [hasattr(cls, name) for name in cls.__match_args__]
        first = len(given) - given[::-1].index(False) if False in given else 0
        cls._defaults = tuple(getattr(cls, name) for name in cls.__match_args__[first:])
        if not eq:
            cls.__eq__ = object.__eq__  # type: ignore[method-assign]
            cls.__hash__ = object.__hash__  # type: ignore[method-assign]

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self.__match_args__
        lacking = len(fields) - len(values)
        if named or not 0 <= lacking <= len(self._defaults):
            values = self._completed(values, named)
        elif lacking:
            values += self._defaults[-lacking:]
        self.__dict__.update(zip(fields, values, strict=True))

    def _completed(self, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """Return the values of all fields: by position, by name, or by default."""
        kind, fields = type(self), self.__match_args__
        rest = fields[len(values) :]
        strange = [name for name in named if name not in rest]
        missing = [name for name in rest if name not in named and not hasattr(kind, name)]
        if len(values) > len(fields) or strange or missing:
            what = f"lacks {missing}" if missing else f"cannot take {strange or values}"
            raise TypeError(f"{kind.__name__} {what}; its fields are {', '.join(fields)}")
        return (*values, *(named[n] if n in named else getattr(kind, n) for n in rest))

    def changed(self, **changes: Any) -> Self:
        """Return a record with other values of some fields (`dataclasses.replace`)."""
        values = {name: getattr(self, name) for name in self.__match_args__}
        return type(self)(**{**values, **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed: it is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be removed: it is frozen")

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        return bool(self._compared(self) == self._compared(other))

    def __hash__(self) -> int:
        return hash(self._compared(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({shown})"
