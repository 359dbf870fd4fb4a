"""Filters of a walk: ``.ksearchignore`` files, and include and exclude globs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..model import Unreadable
from ..opening import open_file

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".ksearchignore"
#: Bytes that are read of an ignore file.
_MAX_IGNORE_BYTES = 1 << 20


class Globs:
    """The include and exclude globs, in ``.gitignore`` syntax, against keys."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        self._include = _spec(include) if include else None
        self._exclude = _spec(exclude) if exclude else None

    def __bool__(self) -> bool:
        return self._include is not None or self._exclude is not None

    def admit(self, key: str) -> bool:
        """Return whether a file is wanted."""
        if self._exclude is not None and self._exclude.match_file(key):
            return False
        return self._include is None or self._include.match_file(key)


class IgnoreFiles:
    """The ignore files from a source's top down to one folder; the deepest matching rule wins."""

    __slots__ = ("_specs",)

    def __init__(self, specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()) -> None:
        self._specs = specs

    def __bool__(self) -> bool:
        return bool(self._specs)

    def joined_by(self, path: Path, folder_key: str) -> IgnoreFiles:
        """Return these files, and the one at `path` if it exists and can be read."""
        try:
            with open_file(str(path)) as file:
                lines = file.read(_MAX_IGNORE_BYTES).decode("utf-8-sig", "replace").splitlines()
        except (OSError, Unreadable):
            return self
        return IgnoreFiles((*self._specs, (folder_key, _spec(lines))))

    def hides(self, key: str) -> bool:
        """Return whether a file, or a folder (its key ends in ``/``), is ignored."""
        for folder_key, spec in reversed(self._specs):
            verdict = spec.check_file(key[len(folder_key) :]).include
            if verdict is not None:
                return verdict
        return False


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)
