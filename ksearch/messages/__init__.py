"""Texts for people, in English and in the language of the user.

A `Message` is English text that keeps its template and its values, so that it can be raised, kept
in reports and sent between processes, and be translated where it is printed. Data for programs
(JSON, CSV, reasons in an index) thus stay in English. `tr` and `tr_count` mark texts that are
printed at once. ``scripts/catalogue.py`` collects all marked texts in ``ksearch/locale``.
"""

from __future__ import annotations

from functools import cache
from operator import index
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .catalogue import Catalogue

__all__ = [
    "Message",
    "counted",
    "language",
    "tr",
    "tr_count",
    "translate",
    "translated_to",
    "use_language",
]


class Message(str):
    """An English text that can be translated when it is printed.

    To programs it is the English text, an ordinary ``str``. Values that are messages themselves
    are translated with it.

    Args:
        template: the text; with values, its placeholders are those of `str.format`.
        values: the values of the placeholders, by name: texts, numbers and dates are kept; others
            are converted to text, so that a message can be sent to another process.
    """

    template: str
    values: Mapping[str, Any]
    #: The singular of a text that depends on a number; it is the key in the catalogue.
    singular: str | None = None

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Make the message, with its text in English."""
        plain = {name: _plain(value) for name, value in values.items()}
        message = super().__new__(cls, template.format(**plain) if plain else template)
        message.template = template
        message.values = plain
        return message

    def __str__(self) -> Message:
        """Return the message itself: ``str(error)`` of an error with a message can be translated.

        Use ``str.__str__`` for an ordinary ``str``.
        """
        return self

    @staticmethod
    def joined(separator: str, parts: Iterable[str]) -> Message:
        """Return several texts as one, each of which is translated with it."""
        values = {f"part{number}": part for number, part in enumerate(parts)}
        fixed = separator.replace("{", "{{").replace("}", "}}")
        return Message(fixed.join(f"{{{name}}}" for name in values), **values)


def _plain(value: Any) -> object:
    if isinstance(value, str | int | float) or hasattr(value, "strftime"):
        return value
    # It may be an integer of numpy; isinstance of the protocol would take 15 µs, most of the time
    # of a refusal.
    return index(value) if hasattr(type(value), "__index__") else str(value)


def counted(one: str, many: str, count: int, /, **values: object) -> Message:
    """Return the message for a number of things; the templates call the number ``{count}``.

    Args:
        one: the template for one thing.
        many: the template for any other number.
        count: the number.
        values: other values of the template, by name.
    """
    message = Message(one if count == 1 else many, count=count, **values)
    message.template, message.singular = many, one
    return message


def translate(text: str) -> str:
    """Return a message in the language of the person; other texts as they are."""
    return _translated(text, _catalogue()) if isinstance(text, Message) else text


def translated_to(language: str, text: str) -> str:
    """Return a message in a language, ``en`` or ``ko``; other texts as they are."""
    return _translated(text, _catalogue_of(language)) if isinstance(text, Message) else text


def _translated(message: Message, catalogue: Catalogue | None) -> str:
    if catalogue is None:
        return str.__str__(message)
    template = catalogue.text(message.template, message.singular, message.values.get("count", 0))
    values = {
        name: _translated(value, catalogue) if isinstance(value, Message) else value
        for name, value in message.values.items()
    }
    return catalogue.filled(template, values)


def tr(template: str, /, **values: object) -> str:
    """Return the translation of a text that is printed at once; see `Message`."""
    return translate(Message(template, **values))


def tr_count(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the translation of a text that depends on a number; see `counted`."""
    return translate(counted(one, many, count, **values))


#: The language in use and its catalogue; None before the first text is printed.
_in_use: tuple[str, Catalogue | None] | None = None


def language() -> str:
    """Return the language that texts are printed in: ``en`` or ``ko``."""
    if _in_use is None:
        from .languages import language_of_environment

        use_language(language_of_environment())
    assert _in_use is not None
    return _in_use[0]


def use_language(name: str | None) -> None:
    """Print texts in a language from now on; None for that of the environment."""
    global _in_use
    if name is None:
        _in_use = None
        return
    _in_use = name, _catalogue_of(name)


@cache
def _catalogue_of(name: str) -> Catalogue | None:
    """Return the catalogue of a language; None for English, which needs none."""
    if name == "en":
        return None
    from .catalogue import Catalogue

    return Catalogue(name)


def _catalogue() -> Catalogue | None:
    if _in_use is None:
        language()
    assert _in_use is not None
    return _in_use[1]
