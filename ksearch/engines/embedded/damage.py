"""Reports errors that a damaged index causes as `IndexCorrupt`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from ksearch.arrays import CONFUSED
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt, IndexNotFound, KSearchError

if TYPE_CHECKING:
    from ksearch.model.article import Article
    from ksearch.storage.writing.bulk_writer import BulkWriter

Parameters = ParamSpec("Parameters")
Outcome = TypeVar("Outcome")


@contextmanager
def damage_named(folder: Path) -> Iterator[None]:
    """Raise `IndexCorrupt` in place of an error that is due to a damaged index.

    Checksums detect damaged bytes, but not arrays that were inconsistent when written. The whole
    index is checked for damage only after an error.
    """
    try:
        yield
    except KSearchError:
        raise
    except CONFUSED as error:
        _raise_if_damaged(folder, error)
        raise


def _raise_if_damaged(folder: Path, error: BaseException) -> None:
    problems = _problems(folder)
    if problems:
        raise IndexCorrupt(
            Message(
                "the index in “{folder}” is damaged ({problems}); run `ksearch check "
                "--repair`, or `ksearch rebuild`",
                folder=folder,
                problems=problems[0],
            )
        ) from error


def _problems(folder: Path) -> tuple[str, ...]:
    from ksearch.engines.embedded.inspecting import check_of

    try:
        return check_of(folder).problems
    except IndexNotFound:  # nothing was committed yet, so nothing is damaged
        return ()
    except KSearchError as error:
        return (str(error),)


def naming_damage(
    folder_of: Callable[[Any], Path],
) -> Callable[[Callable[Parameters, Outcome]], Callable[Parameters, Outcome]]:
    """Return a decorator of methods that read an index; see `damage_named`.

    Args:
        folder_of: gives the index's folder of the object whose method it is.
    """

    def decorate(method: Callable[Parameters, Outcome]) -> Callable[Parameters, Outcome]:
        @wraps(method)
        def guarded(*arguments: Parameters.args, **options: Parameters.kwargs) -> Outcome:
            # A context manager would take longer than reading an attribute of a hit.
            try:
                return method(*arguments, **options)
            except KSearchError:
                raise
            except CONFUSED as error:
                _raise_if_damaged(folder_of(arguments[0]), error)
                raise

        return guarded

    return decorate


class DamageNamingWriter:
    """A writer whose methods raise `IndexCorrupt` if an error is due to a damaged index.

    Errors of the caller between these calls are not affected.
    """

    def __init__(self, writer: BulkWriter, folder: Path) -> None:
        self._writer = writer
        self._folder = folder

    def add(self, article: Article) -> str:
        """Add an article, see `BulkWriter.add`."""
        with damage_named(self._folder):
            return self._writer.add(article)

    def delete(self, article_id: str) -> bool:
        """Delete an article, see `BulkWriter.delete`."""
        with damage_named(self._folder):
            return self._writer.delete(article_id)
