"""Measured figures and what they are to be held against."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one peer, measured once a round; the least of the rounds counts.

    Times only ever grow by what else the machine does, so the least is nearest to the truth; the
    median is reported beside it.
    """

    name: str
    peer: str
    unit: str
    values: tuple[float, ...]
    note: str = ""

    @property
    def least(self) -> float:
        return min(self.values)

    @property
    def median(self) -> float:
        return median(self.values)

    def as_dict(self) -> dict[str, Any]:
        return {
            "figure": self.name,
            "peer": self.peer,
            "unit": self.unit,
            "least": self.least,
            "median": self.median,
            "values": list(self.values),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to reach: `reached` is None where something it needs was not measured."""

    name: str
    measured: str
    wanted: str
    reached: bool | None


@dataclass(slots=True)
class Figures:
    """Everything that a run has measured so far."""

    all: list[Figure] = field(default_factory=list)

    def add(self, name: str, peer: str, unit: str, values: Sequence[float], note: str = "") -> None:
        self.all.append(Figure(name, peer, unit, tuple(values), note))

    def least(self, name: str, peer: str) -> float | None:
        """The figure's least value, or None where it was not measured."""
        found = (figure for figure in self.all if (figure.name, figure.peer) == (name, peer))
        figure = next(found, None)
        return None if figure is None else figure.least

    def names(self) -> list[str]:
        return list(dict.fromkeys(figure.name for figure in self.all))


def percentile(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(np.asarray(values), percent))


def at_most(
    name: str, measured: float | None, limit: float | None, unit: str, wanted: str
) -> Target:
    """A target that holds when `measured` is at most `limit`."""
    if measured is None or limit is None:
        return Target(name, "not measured", wanted, None)
    return Target(name, f"{measured:,.3g} {unit} (limit {limit:,.3g})", wanted, measured <= limit)


def at_least(
    name: str, measured: float | None, limit: float | None, unit: str, wanted: str
) -> Target:
    """A target that holds when `measured` is at least `limit`."""
    if measured is None or limit is None:
        return Target(name, "not measured", wanted, None)
    return Target(name, f"{measured:.4g} {unit} (limit {limit:.4g})", wanted, measured >= limit)
