"""The article sets of the speed runs, laid out as folders that a person would index."""

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.datasets import Document, Question, read_documents, read_questions, write_documents

_SEED = 20
_ADDED = 10
_QUESTIONS = 1000


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of articles, questions about them, and articles that can be added to them."""

    name: str
    folder: Path
    text_bytes: int
    articles: int
    questions: Path
    added_known: Path
    """Ten articles made of sentences that the set holds already."""
    added_new: Path
    """Ten articles of another kind of text."""

    @property
    def sources(self) -> list[Path]:
        return sorted(self.folder.iterdir())


def news(data: Path, work: Path, sample: int | None) -> Corpus:
    """The news articles with their titles; the headlines are the questions."""
    files = [data / "news20k.jsonl.xz"]
    others = read_documents(data / "law_articles.jsonl.xz")
    questions = read_questions(data / "news20k.queries.tsv")
    return _lay_out("news", files, questions, others, work, sample)


def statutes_and_reviews(data: Path, work: Path, sample: int | None) -> Corpus:
    """Statute articles and film reviews; titles of the ones and whole reviews are the questions."""
    files = [data / "law_articles.jsonl.xz", data / "nsmc_reviews.jsonl.xz"]
    others = read_documents(data / "news20k.jsonl.xz")
    chance = random.Random(_SEED)
    questions: list[Question] = []
    for file in files:
        texts = [document.title or document.body for document in read_documents(file)]
        for number, text in enumerate(chance.sample(texts, _QUESTIONS // 2)):
            questions.append(Question(f"{file.name[:3]}{number:03}", " ".join(text.split())))
    return _lay_out("statutes-reviews", files, questions, others, work, sample)


def _lay_out(
    name: str,
    files: Sequence[Path],
    questions: Sequence[Question],
    others: Iterator[Document],
    work: Path,
    sample: int | None,
) -> Corpus:
    folder = work / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files:
        if sample is None:
            shutil.copy(file, folder / file.name)
        else:
            write_documents(islice(read_documents(file), sample), folder / f"{file.name[:6]}.jsonl")
    asked = work / f"{name}.queries.tsv"
    asked.write_text("".join(f"{q.id}\t{q.text}\n" for q in questions if q.text), encoding="utf-8")
    laid = sorted(folder.iterdir())
    bytes_and_articles = [document.text_bytes for document in read_documents(*laid)]
    known = _recombined(list(islice(read_documents(laid[0]), 400)))
    new = (Document(f"added-{d.id}", d.title, d.body) for d in islice(others, _ADDED))
    return Corpus(
        name=name,
        folder=folder,
        text_bytes=sum(bytes_and_articles),
        articles=len(bytes_and_articles),
        questions=asked,
        added_known=write_documents(known, work / f"{name}.known.jsonl"),
        added_new=write_documents(new, work / f"{name}.new.jsonl"),
    )


def _recombined(documents: Sequence[Document]) -> Iterator[Document]:
    """Articles whose every line occurs in one of `documents`, about as long as those."""
    chance = random.Random(_SEED)
    lines = [line for document in documents for line in document.body.splitlines() if line]
    per_article = max(1, len(lines) // len(documents))
    for number in range(_ADDED):
        title = chance.choice(documents).title
        yield Document(f"known-{number}", title, "\n".join(chance.sample(lines, per_article)))


def few(questions: Path, count: int) -> Path:
    """A file of the first of some questions."""
    first = questions.with_suffix(f".{count}.tsv")
    lines = questions.read_text(encoding="utf-8").splitlines(keepends=True)
    first.write_text("".join(lines[:count]), encoding="utf-8")
    return first
