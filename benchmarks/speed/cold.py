"""`ksearch search` from the shell: a whole process for one query."""

import shutil
import sys

from benchmarks.datasets import read_questions
from benchmarks.processes import run
from benchmarks.speed.bench import Bench, say
from benchmarks.speed.corpora import Corpus
from benchmarks.speed.names import Name

_QUERIES = 5
_NEVER_SEEN = ("즈므렁거리던", "헤롱다리였다며", "빠르쾅스러운", "두구둥실댄다고", "낄룩퉁이라면")


def cold_searches(bench: Bench, corpus: Corpus) -> None:
    """Headlines as they stand, and with a word that no article holds."""
    peer = bench.ksearch
    if peer is None:
        return
    index = bench.index_of(corpus, peer)
    texts = [question.text for question in read_questions(corpus.questions)[:_QUERIES]]
    unknown = [f"{text} {word}" for text, word in zip(texts, _NEVER_SEEN, strict=False)]
    commands = [peer.command("search", text, index=index) for text in texts]
    # What no search can do without, in turns with the searches, as machines have moods.
    bare = [sys.executable, "-c", "import numpy"]
    grep = _grep(corpus, texts)
    run(commands[0], allowed=(0, 1))
    with_unknown = [peer.command("search", text, index=index) for text in unknown]
    runs, bare_runs = [], []
    for command in commands * bench.rounds:
        bare_runs.append(run(bare))
        runs.append(run(command, allowed=(0, 1)))
    runs_unknown = [
        run(command, allowed=(0, 1)) for _ in range(bench.rounds) for command in with_unknown
    ]
    figures = bench.figures
    if grep:
        ran = [run(command, allowed=(0, 1)).seconds for command in grep * bench.rounds]
        figures.add(Name.COLD_GREP, "ripgrep", "s", ran, "reads the compressed articles")
    figures.add(Name.COLD_NUMPY, "Python", "s", [ran.seconds for ran in bare_runs])
    figures.add(Name.COLD_KNOWN, peer.label, "s", [ran.seconds for ran in runs])
    memory = [ran.resident_bytes / 1e6 for ran in runs]
    figures.add(Name.COLD_KNOWN_MEMORY, peer.label, "MB", memory)
    figures.add(Name.COLD_NEW, peer.label, "s", [ran.seconds for ran in runs_unknown])
    say(f"{peer.label}: cold search {min(ran.seconds for ran in runs):.2f} s")


def _grep(corpus: Corpus, texts: list[str]) -> list[list[str]]:
    """The commands that look for the first word of each query, if ripgrep is installed."""
    program = shutil.which("rg")
    if program is None:
        return []
    options = [program, "--search-zip", "--count-matches", "--fixed-strings", "--"]
    return [[*options, text.split()[0], str(corpus.folder)] for text in texts]
