"""JSON lines: an article a line, whatever else is between."""

from __future__ import annotations

import gzip
import json
import lzma
from datetime import datetime
from pathlib import Path

import pytest

from ksearch.model.article import Article
from ksearch.reading import Limits, Read, ReadOptions, Refusal, read_file, walk
from ksearch.reading.dates import KOREAN_TIME

ROW = {
    "id": "a1",
    "title": "등대지기의 하루",
    "lead": "새벽 네 시에 불을 끈다.",
    "body": "등대는 백 년을 서 있었다.\n바다는 조용했다.",
    "date": "2024-05-01T08:00:00+09:00",
    "author": "노을",
    "publisher": "섬신문",
    "section": "사회",
    "url": "https://seom.example/1",
}


def read(path: Path, data: bytes | str, options: ReadOptions | None = None) -> list[Read]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_file(walk([path]).files[0], options))


def articles(items: list[Read]) -> list[Article]:
    return [item for item in items if isinstance(item, Article)]


def refusals(items: list[Read]) -> list[Refusal]:
    return [item for item in items if isinstance(item, Refusal)]


def test_all_fields_of_a_line(tmp_path: Path) -> None:
    assert read(tmp_path / "a.jsonl", json.dumps(ROW, ensure_ascii=False)) == [
        Article(
            id="a1",
            title="등대지기의 하루",
            lead="새벽 네 시에 불을 끈다.",
            body="등대는 백 년을 서 있었다.\n바다는 조용했다.",
            date=datetime(2024, 5, 1, 8, tzinfo=KOREAN_TIME),
            author="노을",
            publisher="섬신문",
            section="사회",
            url="https://seom.example/1",
            path="a.jsonl",
        )
    ]


@pytest.mark.parametrize("name", ["body", "text", "content", "본문", "Body"])
def test_the_body_goes_by_several_names(tmp_path: Path, name: str) -> None:
    [article] = articles(read(tmp_path / "a.jsonl", json.dumps({"title": "섬", name: "파도"})))
    assert article.body == "파도"


def test_a_source_is_a_publisher(tmp_path: Path) -> None:
    [article] = articles(read(tmp_path / "a.jsonl", '{"title": "섬", "source": "섬신문"}'))
    assert article.publisher == "섬신문"


def test_a_line_without_an_id_is_named_by_its_number(tmp_path: Path) -> None:
    items = read(tmp_path / "feed.jsonl", '{"title": "가"}\n\n{"title": "나", "id": null}\n')
    assert [article.id for article in articles(items)] == ["feed.jsonl:1", "feed.jsonl:3"]


def test_a_number_is_an_id_too(tmp_path: Path) -> None:
    assert articles(read(tmp_path / "a.jsonl", '{"id": 7, "title": "가"}'))[0].id == "7"


def test_a_broken_line_is_named_and_the_rest_read(tmp_path: Path) -> None:
    items = read(
        tmp_path / "feed.jsonl",
        '{"title": "가"}\n{"title": \n["나"]\n{"date": "2024-01-01"}\n{"title": "다"}\n',
    )
    assert [article.title for article in articles(items)] == ["가", "다"]
    assert [refusal.where for refusal in refusals(items)] == [
        "feed.jsonl:2",
        "feed.jsonl:3",
        "feed.jsonl:4",
    ]
    assert refusals(items)[0].reason.startswith("line 2 is not JSON: ")
    assert refusals(items)[2].reason == "line 4 holds neither a title nor a body"


def test_authors_in_an_array_are_joined(tmp_path: Path) -> None:
    line = '{"title": "가", "author": ["노을", {"name": "바다"}]}'
    assert articles(read(tmp_path / "a.jsonl", line))[0].author == "노을, 바다"


def test_invalid_dates_are_reported_once_for_the_file(tmp_path: Path) -> None:
    items = read(tmp_path / "a.jsonl", '{"title": "가", "date": "언젠가"}\n' * 3)
    assert len(articles(items)) == 3
    assert refusals(items) == [
        Refusal("a.jsonl:1", "3 articles have no date, because the given ones are invalid")
    ]


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_compressed_lines(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".gz" else lzma.compress
    data = "".join(f'{{"title": "기사 {n}"}}\n' for n in range(5000)).encode()
    items = read(tmp_path / f"a.jsonl{suffix}", pack(data))
    assert [article.title for article in articles(items)][-1] == "기사 4999"
    assert refusals(items) == []


def test_a_file_cut_short_inside_its_compression_yields_what_came_before(tmp_path: Path) -> None:
    lines = "".join(f'{{"title": "기사 {n}", "id": "{n * 7919}"}}\n' for n in range(60_000))
    items = read(tmp_path / "a.jsonl.gz", gzip.compress(lines.encode())[:-2000])
    assert len(articles(items)) > 1000
    assert "cut short or damaged" in refusals(items)[-1].reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    line = json.dumps(ROW, ensure_ascii=False) + "\r\n"
    items = read(tmp_path / "a.jsonl", (line * 3).encode(encoding))
    assert [article.title for article in articles(items)] == ["등대지기의 하루"] * 3


def test_a_line_with_broken_bytes_is_read_and_reported(tmp_path: Path) -> None:
    good = '{"title": "멀쩡한 줄"}\n'.encode()
    items = read(tmp_path / "a.jsonl", good + b'{"title": "\xea\xb0 "}\n' + good)
    assert len(articles(items)) == 3
    assert [refusal.where for refusal in refusals(items)] == ["a.jsonl:2"]


def test_a_line_longer_than_the_limit_is_skipped_and_never_held(tmp_path: Path) -> None:
    options = ReadOptions(limits=Limits(line_bytes=1000))
    long = '{"title": "' + "긴" * 2_000_000 + '"}'
    items = read(tmp_path / "a.jsonl", f'{{"title": "앞"}}\n{long}\n{{"title": "뒤"}}\n', options)
    assert [article.title for article in articles(items)] == ["앞", "뒤"]
    assert [article.id for article in articles(items)] == ["a.jsonl:1", "a.jsonl:3"]
    [refusal] = refusals(items)
    assert refusal.where == "a.jsonl:2"
    assert "longer than 1000 bytes" in refusal.reason


def test_text_is_kept_to_the_character_but_for_control_characters(tmp_path: Path) -> None:
    row = {
        "title": "NFD: 한글",
        "body": "ＦＵＬＬ\u3000①\r\n두\u0000 줄\u2028셋 \ud83d\ude00\ufeff",
    }
    [article] = articles(read(tmp_path / "a.jsonl", json.dumps(row)))
    assert article.title == "NFD: 한글"
    assert article.body == "ＦＵＬＬ\u3000①\n두 줄\n셋 😀"


def test_columns_can_be_named(tmp_path: Path) -> None:
    options = ReadOptions(columns={"title": "머리", "body": "몸"})
    [article] = articles(read(tmp_path / "a.jsonl", '{"머리": "섬", "몸": "파도"}', options))
    assert (article.title, article.body) == ("섬", "파도")


def test_json_nested_too_deeply_is_a_broken_line(tmp_path: Path) -> None:
    items = read(tmp_path / "a.jsonl", '{"title": ' + "[" * 100_000 + '\n{"title": "뒤"}\n')
    assert [article.title for article in articles(items)] == ["뒤"]
    assert [refusal.where for refusal in refusals(items)] == ["a.jsonl:1"]
