"""The collections that are measured on, all read into one shape."""

import csv
import gzip
import hashlib
import json
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, cast


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    body: str
    date: str = ""
    """ISO 8601, or nothing."""
    publisher: str = ""

    @property
    def text_bytes(self) -> int:
        return len(self.title.encode()) + len(self.body.encode())


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and where only one article may answer it, that article's id."""

    id: str
    text: str
    only: str | None = None


class Half(StrEnum):
    """Questions split in two by a hash of their ids.

    Weights are chosen on the one (`train`) and judged on the other (`check`).
    """

    BOTH = "both"
    TRAIN = "train"
    CHECK = "check"

    def holds(self, question_id: str) -> bool:
        if self is Half.BOTH:
            return True
        even = hashlib.blake2b(question_id.encode(), digest_size=1).digest()[0] % 2 == 0
        return even == (self is Half.TRAIN)


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles as a JSON-lines file that every peer reads, questions, and which article answers."""

    name: str
    source: Path
    questions: tuple[Question, ...]
    judgements: dict[str, dict[str, int]]

    @property
    def joined(self) -> Path:
        """The same articles with the title as the body's first line.

        Engines that add up the scores of fields rank better so than with a title field of its own.
        """
        place = self.source.with_suffix(".joined.jsonl")
        if not place.exists() or place.stat().st_mtime < self.source.stat().st_mtime:
            articles = read_documents(self.source)
            write_documents(
                (Document(one.id, "", _joined_text(one)) for one in articles),
                place,
            )
        return place

    def half(self, half: Half) -> "Collection":
        kept = tuple(question for question in self.questions if half.holds(question.id))
        judged = {q.id: self.judgements[q.id] for q in kept if q.id in self.judgements}
        return Collection(self.name, self.source, kept, judged)


def _joined_text(document: Document) -> str:
    """A document as one text: title, body, and a line with its paper and day."""
    lines = [document.title, document.body, document.publisher]
    if document.date:
        year, month, day = document.date[:10].split("-")
        lines.append(f"{year}년 {int(month)}월 {int(day)}일")
    return "\n".join(line for line in lines if line).strip()


def open_text(path: Path) -> IO[str]:
    """A text file, unpacked where its name ends in .xz or .gz."""
    openers = {".xz": lzma.open, ".gz": gzip.open}
    opener = cast("Any", openers.get(path.suffix, open))
    return cast("IO[str]", opener(path, "rt", encoding="utf-8"))


def read_documents(*paths: Path) -> Iterator[Document]:
    for path in paths:
        with open_text(path) as lines:
            for line in lines:
                fields = json.loads(line)
                names = ("title", "body", "date", "publisher")
                yield Document(fields["id"], *(fields.get(name) or "" for name in names))


def write_documents(documents: Iterable[Document], path: Path) -> Path:
    """Writes JSON lines, put in place only when whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("w", encoding="utf-8") as out:
        for document in documents:
            fields = {"id": document.id, "title": document.title, "body": document.body}
            if document.date or document.publisher:
                fields |= {"date": document.date, "publisher": document.publisher}
            out.write(json.dumps(fields, ensure_ascii=False) + "\n")
    return unfinished.replace(path)


def read_questions(path: Path) -> tuple[Question, ...]:
    """Lines of `id TAB text`."""
    with open_text(path) as lines:
        rows = (line.rstrip("\n").split("\t", 1) for line in lines if line.strip())
        return tuple(Question(identifier, text) for identifier, text in rows)


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """TREC qrels: `question 0 article relevance`."""
    judgements: dict[str, dict[str, int]] = {}
    with open_text(path) as lines:
        for line in lines:
            question, _, article, relevance = line.split()
            judgements.setdefault(question, {})[article] = int(relevance)
    return judgements


def headlines(data: Path, cache: Path) -> Collection:
    """News articles without their titles; each headline must find its own article.

    Articles have their date and paper: some headlines are of a series and differ by their days.
    """
    bodies = cache / "headlines-dated.jsonl"
    if not bodies.exists():
        news = read_documents(data / "news20k.jsonl.xz")
        write_documents(
            (Document(one.id, "", one.body, one.date, one.publisher) for one in news), bodies
        )
    return Collection(
        "headlines",
        bodies,
        read_questions(data / "news20k.queries.tsv"),
        read_judgements(data / "news20k.qrels.txt"),
    )


def news_dates(data: Path) -> dict[str, str]:
    """When each news article appeared (ISO 8601), by id."""
    with open_text(data / "news20k.jsonl.xz") as lines:
        rows = map(json.loads, lines)
        return {row["id"]: row.get("date") or "" for row in rows}


def korquad(data: Path, cache: Path) -> Collection:
    """KorQuAD 1.0 dev (Lim, Kim & Lee 2019): each question must find its Wikipedia paragraph.

    Identical paragraphs are one document, which has the title of the first page it is on.
    """
    pages = json.loads((data / "KorQuAD_v1.0_dev.json").read_text(encoding="utf-8"))["data"]
    documents: dict[str, Document] = {}
    questions: list[Question] = []
    judgements: dict[str, dict[str, int]] = {}
    for page in pages:
        for paragraph in page["paragraphs"]:
            text = paragraph["context"]
            new = Document(f"p{len(documents):04}", page["title"], text)
            document = documents.setdefault(text, new)
            for asked in paragraph["qas"]:
                questions.append(Question(asked["id"], " ".join(asked["question"].split())))
                judgements[asked["id"]] = {document.id: 1}
    source = cache / "korquad.jsonl"
    if not source.exists():
        write_documents(documents.values(), source)
    return Collection("korquad", source, tuple(questions), judgements)


def beir(folder: Path, cache: Path) -> Collection:
    """A BEIR-style folder (Thakur et al. 2021): corpus.jsonl, queries.jsonl and qrels.tsv."""
    source = cache / f"beir-{folder.name}.jsonl"
    with open_text(folder / "corpus.jsonl") as lines:
        rows = map(json.loads, lines)
        write_documents(
            (Document(row["_id"], row.get("title") or "", row["text"]) for row in rows), source
        )
    judgements = _beir_judgements(folder)
    with open_text(folder / "queries.jsonl") as lines:
        asked = (json.loads(line) for line in lines)
        questions = tuple(
            Question(row["_id"], " ".join(row["text"].split()))
            for row in asked
            if row["_id"] in judgements
        )
    return Collection(f"beir-{folder.name}", source, questions, judgements)


def _beir_judgements(folder: Path) -> dict[str, dict[str, int]]:
    places = [folder / "qrels.tsv", folder / "qrels" / "test.tsv", folder / "qrels" / "dev.tsv"]
    path = next((place for place in places if place.exists()), places[0])
    judgements: dict[str, dict[str, int]] = {}
    with open_text(path) as lines:
        rows = csv.reader(lines, delimiter="\t")
        for question, article, relevance in rows:
            if relevance.lstrip("-").isdigit():
                judgements.setdefault(question, {})[article] = int(relevance)
    return judgements
