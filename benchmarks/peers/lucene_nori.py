"""Lucene with its Korean analyser nori, in a JVM of its own."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.datasets import Question
from benchmarks.peers import jvm
from benchmarks.peers.protocol import Found, Match, Peer
from benchmarks.processes import run

_HEAP = "-Xmx2g"


class LuceneNori(Peer):
    name = "lucene_nori"
    label = "Lucene nori"
    can_highlight = True

    def obstacle(self) -> str | None:
        return jvm.obstacle()

    def versions(self) -> dict[str, str]:
        return {"lucene": str(jvm.lucene_version()), "java": str(jvm.java_version())}

    def command(self, *arguments: str | Path) -> list[str]:
        """The program with its arguments, as a process to be run and measured."""
        class_path = jvm.class_path(self.workplace.cache)
        return ["java", _HEAP, "-cp", class_path, "NoriPeer", *map(str, arguments)]

    def build_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        return self.command("build", index, str(self.workplace.threads), *sources)

    def add_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        return self.command("add", index, *sources)

    def highlighting_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        """With offsets in the postings, which spares the highlighter a second analysis."""
        return self.command("build-offsets", index, str(self.workplace.threads), *sources)

    def time_answers(
        self, index: Path, questions: Sequence[Question], limit: int, rounds: int
    ) -> list[list[float]]:
        return self._times("answer", index, questions, str(limit), str(rounds))

    def search(
        self, index: Path, questions: Sequence[Question], match: Match, limit: int
    ) -> Iterator[Found]:
        mode = "all" if match is Match.ALL else "any"
        with tempfile.TemporaryDirectory() as folder:
            asked, answered = Path(folder, "questions.tsv"), Path(folder, "found.tsv")
            _write(questions, asked)
            run(self.command("search", index, asked, answered, mode, str(limit)))
            with answered.open(encoding="utf-8") as lines:
                yield from map(_read, lines)

    def time_resolved(
        self, index: Path, questions: Sequence[Question], limit: int, warm: int, rounds: int
    ) -> list[list[float]]:
        return self._times("time", index, questions, str(limit), str(warm), str(rounds))

    def _times(
        self, command: str, index: Path, questions: Sequence[Question], *how: str
    ) -> list[list[float]]:
        with tempfile.TemporaryDirectory() as folder:
            asked, answered = Path(folder, "questions.tsv"), Path(folder, "times.csv")
            _write(questions, asked)
            run(self.command(command, index, asked, answered, *how))
            lines = answered.read_text(encoding="utf-8").splitlines()
        return [[int(taken) / 1e6 for taken in line.split(",")] for line in lines]


def _write(questions: Sequence[Question], path: Path) -> None:
    rows = (
        [question.id, " ".join(question.text.split()), *([question.only] if question.only else [])]
        for question in questions
    )
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


def _read(line: str) -> Found:
    question, total, *hits = line.rstrip("\n").split("\t")
    pairs = (hit.rpartition("=") for hit in hits)
    return Found(
        question, int(total), tuple((article, float(score)) for article, _, score in pairs)
    )
