"""The speed run from beginning to end."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from benchmarks.figures import Target
from benchmarks.processes import ProgramFailedError
from benchmarks.speed import corpora
from benchmarks.speed.adding import additions
from benchmarks.speed.answering import whole_answers
from benchmarks.speed.bench import Bench, say
from benchmarks.speed.big import big_set
from benchmarks.speed.building import first_builds, warm_rebuilds
from benchmarks.speed.cold import cold_searches
from benchmarks.speed.corpora import Corpus
from benchmarks.speed.kiwi_alone import kiwi_alone, kiwi_load
from benchmarks.speed.names import Name
from benchmarks.speed.querying import resolved, whole_searches
from benchmarks.speed.targets import targets


class Part(StrEnum):
    """Parts of the run, in its order; all but `build` and `big` need the indexes of `build`."""

    KIWI = "kiwi"
    BUILD = "build"
    REBUILD = "rebuild"
    QUERY = "query"
    ANSWER = "answer"
    COLD = "cold"
    ADD = "add"
    BIG = "big"


def run_speed(
    bench: Bench, data: Path, parts: frozenset[Part], sample: int | None
) -> tuple[Corpus, list[Target]]:
    """Measures the wanted parts into `bench.figures` and holds them against the targets."""
    news = corpora.news(data, bench.work, sample)
    steps: dict[Part, Callable[[], None]] = {
        Part.KIWI: lambda: _kiwi(bench, news),
        Part.BUILD: lambda: first_builds(bench, news),
        Part.REBUILD: lambda: warm_rebuilds(bench, news),
        Part.QUERY: lambda: _queries(bench, news),
        Part.ANSWER: lambda: whole_answers(bench, news),
        Part.COLD: lambda: cold_searches(bench, news),
        Part.ADD: lambda: _additions(bench, news),
        Part.BIG: lambda: big_set(bench, corpora.statutes_and_reviews(data, bench.work, sample)),
    }
    for part, step in steps.items():
        if part in parts:
            say(f"— {part}")
            try:
                step()
            except ProgramFailedError as failed:
                say(str(failed))
                bench.broken.append(f"Part '{part}' broke off: a measured program failed.")
    return news, targets(bench.figures, news.text_bytes / 1e6)


def _kiwi(bench: Bench, news: Corpus) -> None:
    kiwi_load(bench)
    kiwi_alone(bench, news)


def _queries(bench: Bench, news: Corpus) -> None:
    resolved(bench, news, Name.RESOLVED_P50, Name.RESOLVED_P99)
    whole_searches(bench, news, "time_text", Name.TEXT_P50, Name.TEXT_P99)
    whole_searches(bench, news, "time_snippets", Name.SNIPPETS_P50, Name.SNIPPETS_P99)


def _additions(bench: Bench, news: Corpus) -> None:
    able = [peer for peer in bench.peers if peer.can_add]
    additions(bench, news, able, Name.ADD_KNOWN, Name.ADD_NEW)
