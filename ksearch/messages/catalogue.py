"""The texts of one language, and formatting values into them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .particles import attach_particles

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "ksearch"
FOLDER = Path(__file__).parent.parent / "locale"


class Catalogue:
    """Translates messages to one language; the file is read when the first one is translated."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._texts: NullTranslations | None = None

    def text(self, template: str, singular: str | None = None, count: int = 0) -> str:
        """Return the template in this language, or in English if it is not translated.

        Args:
            template: in English; the plural, if there is a singular.
            singular: the template for one thing, of a text that depends on a number.
            count: the number.
        """
        if not template:  # the key of the file's header in gettext
            return template
        if singular is None:
            return self._loaded().gettext(template)
        return self._loaded().ngettext(singular, template, count)

    def filled(self, template: str, values: Mapping[str, object]) -> str:
        """Return a translated template with its values in it."""
        return attach_particles(template, values) if values else template

    def _loaded(self) -> NullTranslations:
        if self._texts is None:
            # `gettext.translation` would import `locale` to find the file, which takes longer than
            # reading it.
            from gettext import GNUTranslations, NullTranslations

            path = FOLDER / self._language / "LC_MESSAGES" / f"{DOMAIN}.mo"
            try:
                with path.open("rb") as file:
                    self._texts = GNUTranslations(file)
            except OSError:
                self._texts = NullTranslations()
        return self._texts
