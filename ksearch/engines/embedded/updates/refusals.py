"""Failures to read sources, and notes about articles that were read incompletely."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import ksearch
from ksearch.engines.embedded.updates.gathering import UpdateInputs
from ksearch.model.reports import Refused
from ksearch.reading import PASSING, Refusal
from ksearch.storage.sources import SourceTable, UnreadableEntry


class Refusals:
    """Failures to read files: of earlier runs, and of this one.

    Attributes:
        new: failures that are new.
        notes: notes on articles that were read incompletely in this run.
    """

    def __init__(self, table: SourceTable, gathered: UpdateInputs) -> None:
        self._earlier = _by_file(table.unreadable)
        self._earlier_notes = _by_file(table.notes)
        self._newer_readers = table.readers != ksearch.__version__
        self._found: dict[str, list[UnreadableEntry]] = {}
        self._found_notes: dict[str, list[UnreadableEntry]] = {}
        self._places = [each for each in table.unreadable if not each.key]
        self._lacking: set[str] = set()
        self.new: list[Refused] = []
        self.notes: list[Refused] = []
        self._tried_again: list[Refused] = []
        for number, listing in gathered.listings.items():
            self._places = [each for each in self._places if each.source != number]
            for refusal in listing.refusals:
                self.new.append(Refused(refusal.where, refusal.reason))
                where, reason, hope = refusal.where, refusal.reason, refusal.hope
                self._places.append(UnreadableEntry("", number, where, reason, hope))

    def are_worth_a_try(self, key: str) -> bool:
        """Return whether a file that could not be read is worth another try."""
        earlier = self._earlier.get(key, ())
        return bool(earlier) and (self._newer_readers or any(each.hope for each in earlier))

    def is_hopeless(self, key: str) -> bool:
        """Return whether the extra for this file is known to be missing."""
        earlier = self._earlier.get(key, ())
        return bool(earlier) and all(each.hope in self._lacking for each in earlier)

    def take(self, source: int, key: str, refusals: Sequence[Refusal]) -> None:
        """Store the failures to read a file; none if all of it was read."""
        before = {each.where for each in self._earlier.get(key, ())}
        self._found[key] = _kept(source, key, (each for each in refusals if not each.note))
        self._found_notes[key] = _kept(source, key, (each for each in refusals if each.note))
        for each in refusals:
            refused = Refused(each.where, each.reason)
            if each.note:
                self.notes.append(refused)
                continue
            (self._tried_again if each.where in before else self.new).append(refused)
            if each.hope and each.hope != PASSING:
                self._lacking.add(each.hope)

    def still(self, keys: Collection[str]) -> Iterator[Refused]:
        """Yield earlier failures that persist, of files that still exist."""
        yield from self._tried_again
        for key, earlier in self._earlier.items():
            if key in keys and key not in self._found:
                yield from (Refused(each.where, each.reason) for each in earlier)

    def kept(self, keys: Collection[str]) -> list[UnreadableEntry]:
        """Return the failures of files that still exist."""
        return [*_of_files(self._earlier | self._found, keys), *self._places]

    def kept_notes(self, keys: Collection[str]) -> list[UnreadableEntry]:
        """Return the notes on incomplete articles of files that still exist."""
        return _of_files(self._earlier_notes | self._found_notes, keys)


def _by_file(rows: Sequence[UnreadableEntry]) -> dict[str, list[UnreadableEntry]]:
    by_file: dict[str, list[UnreadableEntry]] = {}
    for each in rows:
        if each.key:
            by_file.setdefault(each.key, []).append(each)
    return by_file


def _kept(source: int, key: str, refusals: Iterator[Refusal]) -> list[UnreadableEntry]:
    return [UnreadableEntry(key, source, each.where, each.reason, each.hope) for each in refusals]


def _of_files(
    by_file: Mapping[str, Sequence[UnreadableEntry]], keys: Collection[str]
) -> list[UnreadableEntry]:
    return [each for key, found in by_file.items() if key in keys for each in found]
