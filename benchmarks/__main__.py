"""`python -m benchmarks speed|quality --data FOLDER`: measures ksearch beside its peers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import datasets, report
from benchmarks.datasets import Half
from benchmarks.mixed import mixed
from benchmarks.peers import PEER_NAMES, make_peer
from benchmarks.peers.protocol import Match, Peer, Workplace
from benchmarks.quality.run import (
    Part as QualityPart,
)
from benchmarks.quality.run import (
    Quality,
    claim,
    find_strings,
    mistype,
    numbers,
    rank,
    tables,
)
from benchmarks.quality.shelf import Shelf
from benchmarks.speed.bench import Bench
from benchmarks.speed.run import Part, run_speed

_HERE = Path(__file__).resolve().parent
ALL_PEERS = ",".join(name for name in PEER_NAMES if name != "bigrams")
"""Bigrams only rank: as an engine, they are bm25s once more."""
QUALITY_PEERS = ",".join(name for name in PEER_NAMES if name != "whoosh_kiwi")
"""Stock Whoosh ranks as the others on Kiwi's terms do, at half a second a query."""

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def _about() -> None:
    """Measures ksearch beside its peers."""


Data = Annotated[Path, typer.Option(help="Folder with the data sets.", exists=True)]
Peers = Annotated[str, typer.Option(help=f"Which, by commas: {', '.join(PEER_NAMES)}.")]
Cache = Annotated[Path, typer.Option(help="Where terms, jars and indexes are kept between runs.")]
Threads = Annotated[int, typer.Option(help="Threads a peer may use to build.", min=1)]
RunName = Annotated[str, typer.Option("--name", help="Name of the result.")]


@app.command()
def speed(
    data: Data,
    peers: Peers = ALL_PEERS,
    rounds: Annotated[int, typer.Option(help="Rounds of every measurement.", min=1)] = 3,
    parts: Annotated[str, typer.Option(help=f"Which, by commas: {', '.join(Part)}.")] = ",".join(
        Part
    ),
    sample: Annotated[
        int | None, typer.Option(help="Only the first articles of each set (to try things out).")
    ] = None,
    kiwi_sample: Annotated[int, typer.Option(help="Articles for Kiwi's own time.")] = 4000,
    cache: Cache = _HERE / ".cache",
    threads: Threads = 2,
    name: RunName = "speed",
) -> None:
    """Measures building, adding, querying, cold starts and sizes."""
    chosen, skipped = _peers(peers, Workplace(cache.resolve(), threads))
    wanted = frozenset(Part(part) for part in parts.split(","))
    bench = Bench(chosen, cache.resolve() / "speed", rounds, kiwi_sample)
    corpus, targets = run_speed(bench, data, wanted, sample)
    result = report.Result(
        name=name,
        settings={
            "articles": corpus.articles,
            "text_bytes": corpus.text_bytes,
            "rounds": rounds,
            "threads": threads,
            "parts": ",".join(part for part in Part if part in wanted),
        },
        versions=report.versions_of(chosen),
        skipped=[*skipped, *bench.broken],
        tables=[report.target_table(targets), report.figure_table(bench.figures)],
        numbers={
            "targets": report.targets_as_dicts(targets),
            "figures": [figure.as_dict() for figure in bench.figures.all],
        },
    )
    _finish(result)


@app.command()
def quality(
    data: Annotated[
        Path | None, typer.Option(help="Folder with the data sets.", exists=True)
    ] = None,
    beir: Annotated[
        list[Path] | None, typer.Option(help="A BEIR-style folder, measured instead.", exists=True)
    ] = None,
    peers: Peers = QUALITY_PEERS,
    parts: Annotated[
        str, typer.Option(help=f"Which, by commas: {', '.join(QualityPart)}.")
    ] = ",".join(QualityPart),
    collections: Annotated[str, typer.Option(help="korquad, headlines, mixed.")] = (
        "korquad,headlines,mixed"
    ),
    half: Annotated[Half, typer.Option(help="Questions to measure on.")] = Half.BOTH,
    match: Annotated[Match, typer.Option(help="ksearch's mode when ranking.")] = Match.DEFAULT,
    samples: Annotated[int, typer.Option(help="Samples of each kind of string.", min=1)] = 3000,
    reuse: Annotated[bool, typer.Option(help="Keep ksearch's index of an earlier run.")] = False,
    cache: Cache = _HERE / ".cache",
    threads: Threads = 2,
    name: RunName = "quality",
) -> None:
    """Measures ranking, finding of strings, what becomes of mistyped words, and what hits claim."""
    cache = cache.resolve()
    chosen, skipped = _peers(peers, Workplace(cache, threads))
    wanted = frozenset(QualityPart(part) for part in parts.split(","))
    measured = Quality()
    shelf = Shelf(cache / "quality", reuse)
    for collection in _collections(data, beir or [], collections, cache):
        if QualityPart.RANKING in wanted:
            rank(measured, shelf, chosen, collection, half, match)
        if QualityPart.STRINGS in wanted and not beir:
            find_strings(measured, shelf, chosen, collection, samples)
        if QualityPart.MISTYPING in wanted and not beir:
            mistype(measured, shelf, chosen, collection, samples)
        if QualityPart.CLAIMS in wanted and collection.name == "headlines" and data is not None:
            claim(measured, shelf, chosen, collection, datasets.news_dates(data))
    targets = measured.targets()
    result = report.Result(
        name=name,
        settings={"half": half, "ksearch_match": match, "samples": samples},
        versions=report.versions_of(chosen),
        skipped=skipped,
        tables=[report.target_table(targets), *tables(measured)],
        numbers={"targets": report.targets_as_dicts(targets), **numbers(measured)},
    )
    _finish(result)


@app.command()
def serving(
    index: Annotated[Path, typer.Option(help="The index to serve.", exists=True)],
    data: Data,
    clients: Annotated[int, typer.Option(help="Clients at once.", min=1)] = 50,
    seconds: Annotated[float, typer.Option(help="How long they ask.", min=1)] = 60.0,
    rounds: Annotated[int, typer.Option(help="Rounds of every measurement.", min=1)] = 1,
    cache: Cache = _HERE / ".cache",
    name: RunName = "serving",
) -> None:
    """Measures a server: what the wire adds, many clients at once, the page in a browser."""
    from benchmarks.serving.run import measure

    asked = [question.text for question in datasets.headlines(data, cache.resolve()).questions]
    figures = measure(index, asked, clients, seconds, rounds)
    _finish(
        report.Result(
            name=name,
            settings={"clients": clients, "seconds": seconds, "rounds": rounds},
            versions={},
            skipped=[],
            tables=[report.figure_table(figures)],
            numbers={"figures": [figure.as_dict() for figure in figures.all]},
        )
    )


@app.command()
def cluster(
    index: Annotated[Path, typer.Option(help="The folder of an index.", exists=True)],
    location: Annotated[str, typer.Option(help="Where it is copied: opensearch://…/NAME.")],
    rounds: Annotated[int, typer.Option(help="Rounds of the searches.", min=1)] = 3,
    data: Annotated[
        Path | None, typer.Option(help="Data sets, to compare ranking there and in a folder.")
    ] = None,
    collections: Annotated[str, typer.Option(help="Which of them.")] = "korquad,headlines",
    questions: Annotated[int, typer.Option(help="Questions of each.", min=1)] = 300,
    cache: Cache = _HERE / ".cache",
    name: RunName = "cluster",
) -> None:
    """Measures what an article costs on an OpenSearch cluster, and whether it ranks the same."""
    from benchmarks.cluster import measure
    from benchmarks.cluster_quality import Quality

    quality = (
        Quality(data, cache.resolve() / "cluster", collections.split(","), questions)
        if data
        else None
    )
    _finish(measure(index, location, rounds, name, quality))


def _collections(
    data: Path | None, beir: Sequence[Path], names: str, cache: Path
) -> list[datasets.Collection]:
    if beir:
        return [datasets.beir(folder, cache) for folder in beir]
    if data is None:
        raise typer.BadParameter("name the folder of data sets (--data) or a BEIR one (--beir)")
    readers = {"korquad": datasets.korquad, "headlines": datasets.headlines, "mixed": mixed}
    unknown = [name for name in names.split(",") if name not in readers]
    if unknown:
        raise typer.BadParameter(f"no collection is called {unknown[0]}; there are {list(readers)}")
    return [readers[name](data, cache) for name in names.split(",")]


def _peers(names: str, workplace: Workplace) -> tuple[list[Peer], list[str]]:
    """The peers that can run here, and a sentence for each that cannot."""
    unknown = [name for name in names.split(",") if name not in PEER_NAMES]
    if unknown:
        raise typer.BadParameter(
            f"no peer is called {unknown[0]}; there are {', '.join(PEER_NAMES)}"
        )
    asked = [make_peer(name, workplace) for name in names.split(",")]
    obstacles = {peer.name: peer.obstacle() for peer in asked}
    skipped = [said for said in obstacles.values() if said is not None]
    for said in skipped:
        typer.echo(said, err=True)
    return [peer for peer in asked if obstacles[peer.name] is None], skipped


def _finish(result: report.Result) -> None:
    page = report.write(result)
    typer.echo(page.read_text(encoding="utf-8"))
    typer.echo(f"Written to benchmarks/results/{page.name} and .json")


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
