"""Contextual Kiwi by itself: how long it takes to load, and to analyse the whole set.

A sample of evenly spaced articles is analysed and the time extrapolated by bytes of text.
"""

import json
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.datasets import read_documents
from benchmarks.processes import run
from benchmarks.speed.bench import Bench, say
from benchmarks.speed.corpora import Corpus
from benchmarks.speed.names import Name


def kiwi_alone(bench: Bench, corpus: Corpus) -> None:
    threads = max(peer.workplace.threads for peer in bench.peers)
    job = [*map(str, corpus.sources), str(bench.kiwi_sample), str(threads)]
    measured = json.loads(run([sys.executable, "-m", __name__, *job]).output)
    whole = measured["seconds"] * corpus.text_bytes / measured["text_bytes"]
    note = f"{measured['articles']:,} articles in {measured['seconds']:.1f} s, extrapolated"
    bench.figures.add(Name.KIWI_ALONE, "Kiwi", "s", [whole], note)
    say(f"Kiwi alone: {whole:.0f} s ({note})")


def kiwi_load(bench: Bench) -> None:
    """Import, model and first sentence, each time in a process of its own."""
    program = (
        "from time import perf_counter as now; start = now();"
        "from benchmarks.kiwi_terms import load_kiwi; load_kiwi(); print(now() - start)"
    )
    values = [float(run([sys.executable, "-c", program]).output) for _ in range(bench.rounds)]
    bench.figures.add(Name.KIWI_LOAD, "Kiwi", "s", values)
    say(f"Kiwi loads in {min(values):.2f} s")


def _measure(sources: list[Path], sample: int, threads: int) -> dict[str, float]:
    from benchmarks.kiwi_terms import load_kiwi

    articles = list(read_documents(*sources))
    chosen = articles[:: max(1, len(articles) // sample)][:sample]
    kiwi = load_kiwi(threads)
    start = perf_counter()
    for _ in kiwi.tokenize([f"{article.title}\n{article.body}" for article in chosen]):
        pass
    seconds = perf_counter() - start
    text_bytes = sum(article.text_bytes for article in chosen)
    return {"seconds": seconds, "articles": len(chosen), "text_bytes": text_bytes}


if __name__ == "__main__":
    *files, sample_size, thread_count = sys.argv[1:]
    print(json.dumps(_measure([Path(file) for file in files], int(sample_size), int(thread_count))))
