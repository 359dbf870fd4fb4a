"""The language that the environment asks for."""

from __future__ import annotations

import os
import sys

#: Environment variable that sets the language, regardless of the locale.
LANGUAGE_VARIABLE = "KSEARCH_LANG"
#: The language of the texts, and those with a translation.
LANGUAGES = ("en", "ko")
#: Variables of POSIX with the language of programs, by priority.
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
#: Letters that the output's encoding must have for a language to be used.
_NEEDED_LETTERS = {"ko": "가힣"}


def language_of_environment(configured: str | None = None) -> str:
    """Return the language for the terminal: of `KSEARCH_LANG`, as configured, or of the locale.

    It is English if there is no translation, or if the output's encoding does not have the letters.
    """
    own = os.environ.get(LANGUAGE_VARIABLE) or configured
    wanted = _known(own) if own else _of_locale()
    return wanted if wanted and _can_be_shown(wanted) else "en"


def _of_locale() -> str | None:
    locale = next(filter(None, map(os.environ.get, _LOCALES)), "C")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return None
    # As in GNU gettext: a list of languages in order of preference.
    preferred = os.environ.get("LANGUAGE") or locale
    return next(filter(None, map(_known, preferred.split(":"))), None)


def _known(locale: str) -> str | None:
    """Return the language of a locale, ``ko`` of ``ko_KR.UTF-8``, if it is one of `LANGUAGES`."""
    for sign in ".@_-":
        locale = locale.partition(sign)[0]
    return locale.lower() if locale.lower() in LANGUAGES else None


def _can_be_shown(language: str) -> bool:
    for stream in (sys.stdout, sys.stderr):
        try:
            _NEEDED_LETTERS.get(language, "").encode(getattr(stream, "encoding", None) or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return False
    return True
