"""Collections read into one shape."""

import json
import lzma
from pathlib import Path

from benchmarks.datasets import (
    Collection,
    Document,
    Half,
    Question,
    beir,
    korquad,
    read_documents,
    write_documents,
)
from benchmarks.mixed import mixed


def test_documents_are_written_and_read_back(tmp_path: Path) -> None:
    documents = [
        Document("1", "대설 특보", "산간에 눈이 쌓였다.\n길이 막혔다."),
        Document("2", "", "끝"),
    ]
    assert list(read_documents(write_documents(documents, tmp_path / "a.jsonl"))) == documents


def test_packed_lines_are_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"id": "1", "body": "안개가 끼었다."}) + "\n")
    assert list(read_documents(path)) == [Document("1", "", "안개가 끼었다.")]


def test_halves_share_no_question_and_lose_none() -> None:
    questions = tuple(Question(f"q{number}", "물음") for number in range(200))
    judged = {question.id: {"1": 1} for question in questions}
    whole = Collection("c", Path("none"), questions, judged)
    train, check = whole.half(Half.TRAIN), whole.half(Half.CHECK)
    assert set(train.questions).isdisjoint(check.questions)
    assert set(train.questions) | set(check.questions) == set(questions)
    assert min(len(train.questions), len(check.questions)) > 60
    assert set(train.judgements) == {question.id for question in train.questions}


def test_identical_paragraphs_are_one_document(tmp_path: Path) -> None:
    paragraph = {"context": "속초는 바닷가 도시다."}
    pages = [
        {"title": "속초시", "paragraphs": [paragraph | {"qas": [_asked("q1")]}]},
        {"title": "강원", "paragraphs": [paragraph | {"qas": [_asked("q2")]}]},
    ]
    text = json.dumps({"data": pages}, ensure_ascii=False)
    (tmp_path / "KorQuAD_v1.0_dev.json").write_text(text, encoding="utf-8")
    collection = korquad(tmp_path, tmp_path / "cache")
    documents = list(read_documents(collection.source))
    assert documents == [Document("p0000", "속초시", "속초는 바닷가 도시다.")]
    assert collection.judgements == {"q1": {"p0000": 1}, "q2": {"p0000": 1}}


def test_titles_become_the_first_line_for_engines_that_add_up_fields(tmp_path: Path) -> None:
    source = write_documents([Document("1", "속초시", "바닷가 도시다.")], tmp_path / "c.jsonl")
    joined = Collection("c", source, (), {}).joined
    assert list(read_documents(joined)) == [Document("1", "", "속초시\n바닷가 도시다.")]


def test_date_and_paper_become_the_last_lines(tmp_path: Path) -> None:
    dated = Document("1", "", "바닷가 도시다.", "2025-03-04T09:00:00+09:00", "갯벌일보")
    source = write_documents([dated], tmp_path / "c.jsonl")
    assert list(read_documents(source)) == [dated]
    (joined,) = read_documents(Collection("c", source, (), {}).joined)
    assert joined.body == "바닷가 도시다.\n갯벌일보\n2025년 3월 4일"


def test_the_mixed_collection_asks_what_one_article_answers(tmp_path: Path) -> None:
    sentence = "등대지기는 안개가 짙은 밤마다 종을 치며 배를 섬으로 이끌었다고 한다."
    _packed(tmp_path / "news20k.jsonl.xz", [("1", "안개 속의 종", sentence), ("2", "", sentence)])
    _packed(tmp_path / "law_articles.jsonl.xz", [("3", "등대법 제1조", sentence)])
    _packed(tmp_path / "nsmc_reviews.jsonl.xz", [("4", "", sentence)])
    pages = [
        {
            "title": t,
            "paragraphs": [
                {"context": f"{t}은 {n}번째다.", "qas": [_asked(f"{t}{n}")]} for n in range(5)
            ],
        }
        for t in ("속초", "강릉")
    ]
    text = json.dumps({"data": pages}, ensure_ascii=False)
    (tmp_path / "KorQuAD_v1.0_dev.json").write_text(text, encoding="utf-8")
    collection = mixed(tmp_path, tmp_path / "cache")
    documents = {one.id: one for one in read_documents(collection.source)}
    assert {"n1", "n2", "l3", "r4"} < set(documents)
    assert all(one.id[0] == "k" for one in documents.values() if "번째다" in one.body)
    assert all(next(iter(judged)) in documents for judged in collection.judgements.values())
    for question in collection.questions:
        (answer,) = collection.judgements[question.id]
        if answer[0] == "r":
            assert set(question.text.split()) <= set(documents[answer].body.rstrip(".").split())
        elif answer[0] in "nl" and question.text in ("안개 속의 종", "등대법 제1조"):
            assert not documents[answer].title


def _packed(path: Path, rows: list[tuple[str, str, str]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as out:
        for name, title, body in rows:
            row = {"id": name, "title": title, "body": body}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def test_a_beir_folder(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "귤", "text": "제주에서 난다."}\n', encoding="utf-8"
    )
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "귤의  산지"}\n{"_id": "q2", "text": "답이 없는 물음"}\n',
        encoding="utf-8",
    )
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\n", encoding="utf-8")
    collection = beir(folder, tmp_path)
    assert collection.questions == (Question("q1", "귤의 산지"),)
    assert collection.judgements == {"q1": {"d1": 2}}
    assert list(read_documents(collection.source)) == [Document("d1", "귤", "제주에서 난다.")]


def _asked(identifier: str) -> dict[str, object]:
    return {"id": identifier, "question": "속초는 어디인가?", "answers": []}
