"""A run's dated result: raw numbers as JSON, tables as Markdown."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures, Target
from benchmarks.machine import this_machine
from benchmarks.peers.protocol import Peer

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Result:
    """`tables` holds finished Markdown, `numbers` everything that it was made from."""

    name: str
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    skipped: Sequence[str]
    tables: Sequence[str]
    numbers: Mapping[str, Any]


def versions_of(peers: Iterable[Peer]) -> dict[str, str]:
    return {name: version for peer in peers for name, version in peer.versions().items()}


def write(result: Result, folder: Path = RESULTS) -> Path:
    """Writes DATE-NAME.json and DATE-NAME.md, and returns the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    today = datetime.now(tz=UTC).date().isoformat()
    machine = this_machine()
    page = folder / f"{today}-{result.name}.md"
    facts = {
        "name": result.name,
        "date": today,
        "machine": machine.as_dict(),
        "versions": dict(sorted(result.versions.items())),
        "settings": dict(result.settings),
        "skipped": list(result.skipped),
        **result.numbers,
    }
    page.with_suffix(".json").write_text(
        json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    versions = ", ".join(f"{name} {version}" for name, version in sorted(result.versions.items()))
    head = [
        f"# {result.name}, {today}",
        f"{machine.cores} cores ({machine.processor}), {machine.memory_gib} GiB, "
        f"{machine.system}, Python {machine.python}",
        versions,
        ", ".join(f"{name}: {value}" for name, value in result.settings.items()),
        *result.skipped,
    ]
    page.write_text("\n\n".join([*head, *result.tables]) + "\n", encoding="utf-8")
    return page


def figure_table(figures: Figures) -> str:
    """A row for each figure and peer: the least of the rounds, and their median."""
    rows = [
        (
            figure.name,
            figure.peer,
            _number(figure.least),
            _number(figure.median),
            figure.unit,
            len(figure.values),
            figure.note,
        )
        for name in figures.names()
        for figure in figures.all
        if figure.name == name
    ]
    return table(("figure", "peer", "least", "median", "unit", "rounds", "note"), rows)


def target_table(targets: Sequence[Target]) -> str:
    verdicts = {True: "reached", False: "**not reached**", None: "open"}
    rows = [(t.name, t.wanted, t.measured, verdicts[t.reached]) for t in targets]
    return table(("figure", "to reach", "measured", ""), rows)


def targets_as_dicts(targets: Sequence[Target]) -> list[dict[str, Any]]:
    return [asdict(target) for target in targets]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _number(value: float) -> str:
    return f"{value:,.1f}" if value >= 100 else f"{value:.3g}"
