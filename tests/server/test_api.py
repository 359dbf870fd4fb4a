"""The API: what it answers, and what it refuses."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from python_calamine import CalamineWorkbook
from serving import TOKEN, client_of

import ksearch
from ksearch.render.schema import search_schema
from ksearch.server.settings import Settings

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_search_answers_with_the_json_of_the_command_line(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "고랭지 배추", "limit": 3})
    assert answer.status_code == 200
    data = answer.json()
    jsonschema.validate(data, search_schema())
    assert (data["total"], len(data["hits"])) == (60, 3)


def test_a_page_is_what_the_embedded_call_gives(client: TestClient, built: Path) -> None:
    options: dict[str, Any] = {"limit": 7, "offset": 7, "sort": "newest", "publisher": "갯벌일보"}
    answer = client.get("/api/search", params={"q": "배추 창고", **options})
    with ksearch.open(built) as index:
        hits = index.search("배추 창고", **options)
    assert [hit["id"] for hit in answer.json()["hits"]] == [hit.id for hit in hits]


def test_the_same_request_is_not_searched_for_twice(client: TestClient) -> None:
    first, second = (client.get("/api/search?q=배추 창고").json() for _ in range(2))
    assert first == second  # with the milliseconds that the first one took
    fresh = client.get("/api/search?q=배추 창고", headers={"Cache-Control": "no-cache"}).json()
    assert fresh["took_ms"] != first["took_ms"]
    assert {**fresh, "took_ms": 0} == {**first, "took_ms": 0}


def test_filters_may_be_repeated(client: TestClient) -> None:
    both = client.get("/api/search?q=배추&section=사회&section=경제").json()
    one = client.get("/api/search?q=배추&section=사회").json()
    assert (both["total"], one["total"]) == (40, 20)


def test_facets_beside_a_list_count_everything_that_matches(client: TestClient) -> None:
    facets = client.get("/api/search?q=배추&facets=true&limit=1").json()["facets"]
    assert facets["publisher"]["values"] == [
        {"value": "갯벌일보", "articles": 30},
        {"value": "산골신문", "articles": 30},
    ]
    counts = client.get("/api/facets?q=배추&by=section").json()["facets"]
    assert {value["value"]: value["articles"] for value in counts["section"]["values"]} == {
        "사회": 20, "경제": 20, "문화": 20,
    }  # fmt: skip


def test_a_trend_counts_by_month(client: TestClient) -> None:
    trend = client.get("/api/trend?q=배추&by=month").json()
    assert trend["periods"][0] == "2025-01"
    assert trend["series"][0]["hits"] == [5] * 12


def test_suggestions_know_initials(client: TestClient) -> None:
    assert "도서관" in client.get("/api/suggest?q=ㄷㅅㄱ").json()["suggestions"]
    assert client.get("/api/suggest?q=").json()["suggestions"] == []


def test_an_article_comes_with_the_spans_that_match(client: TestClient) -> None:
    data = client.get("/api/articles/섬/도서관.txt", params={"q": "도서관"}).json()
    for field in ("title", "lead", "body"):
        assert [data[field][slice(*span)] for span in data["matches"][field]] == ["도서관"]
    assert "matches" not in client.get("/api/articles/섬/도서관.txt").json()


def test_similar_articles_leave_the_article_out(client: TestClient) -> None:
    hits = client.get("/api/articles/배추/03.txt/similar?limit=5").json()["hits"]
    assert "배추/03.txt" not in [hit["id"] for hit in hits]


def test_related_words(client: TestClient) -> None:
    assert client.get("/api/related?q=도서관").json()["total"] == 1


def test_a_table_holds_every_match(client: TestClient) -> None:
    answer = client.get("/api/export?q=배추&column=id&column=title&sort=oldest")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 60
    assert rows[0] == {"id": "배추/00.txt", "title": "고랭지 배추 0번째 소식"}
    book = client.get("/api/export?q=배추&format=xlsx")
    sheet = CalamineWorkbook.from_object(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 61


def test_an_unchanged_index_is_not_answered_for_twice(client: TestClient) -> None:
    tag = client.get("/api/search?q=배추").headers["etag"]
    again = client.get("/api/search?q=배추", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/api/search?q=", 400, "no word"),
        ("/api/search?q=배추&limit=many", 400, "whole number"),
        ("/api/search?q=배추&limit=5000", 400, "1 to 200"),
        ("/api/search?q=배추&offset=1000000", 400, "0 to 100,000"),
        ("/api/search?q=배추&sort=best", 400, "relevance, newest, oldest"),
        ("/api/search?q=배추&since=어제쯤", 400, "어제쯤"),
        ("/api/search?q=배추&sicne=2025", 400, "no parameter “sicne”"),
        ("/api/search?q=배추&field=author", 400, "title, lead, body"),
        ("/api/trend", 400, "“q” is missing"),
        ("/api/export?q=배추&column=시", 400, "no column"),
        ("/api/articles/없음", 404, "없음"),
        ("/api/articles/배추/03.txt/file", 404, "not there"),
        ("/api/nothing", 404, "/api/nothing"),
        (f"/api/search?q={'b' * 4001}", 414, "4,000 characters"),
    ],
)
def test_a_refusal_is_one_sentence(
    client: TestClient, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem["detail"]


def test_a_browser_reads_why_in_its_own_language(client: TestClient) -> None:
    korean = client.get("/api/search?q=", headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"})
    english = client.get("/api/search?q=")
    assert "찾을 단어가 없습니다" in korean.json()["detail"]
    assert "no word" in english.json()["detail"]


def test_another_method_is_refused(client: TestClient) -> None:
    assert client.post("/api/search").status_code == 405
    assert client.delete("/api/articles/배추/03.txt").status_code in (404, 405)


def test_the_document_describes_every_address(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path in document["paths"]:
        address = path.replace("{id}", "배추/03.txt")
        answer = client.get(address, params={"q": "배추"} if "articles" not in path else {})
        assert answer.status_code in (200, 404), address
    search = document["paths"]["/api/search"]["get"]
    assert {"q", "publisher", "facets"} <= {each["name"] for each in search["parameters"]}


# Files


def test_a_file_is_handed_out_only_below_a_source(tmp_path: Path) -> None:
    source = tmp_path / "기사"
    source.mkdir()
    (source / "소식.txt").write_text("새 다리 개통\n\n다리가 놓였다.", encoding="utf-8")
    (tmp_path / "비밀.txt").write_text("비밀", encoding="utf-8")
    (source / "이음.txt").symlink_to(tmp_path / "비밀.txt")
    folder = tmp_path / "index"
    ksearch.update(folder, source)
    ksearch.add(folder, [{"id": "밖", "title": "밖의 글", "path": "../비밀.txt"}])
    ksearch.add(folder, [{"id": "이음", "title": "이은 글", "path": "이음.txt"}])
    with client_of(Settings(str(folder))) as client:
        answer = client.get("/api/articles/소식.txt/file")
        assert answer.text.startswith("새 다리 개통")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert client.get("/api/articles/밖/file").status_code == 404
        assert client.get("/api/articles/이음/file").status_code == 404


# Changes


@pytest.fixture
def writable(folder: Path) -> Settings:
    return Settings(str(folder), token=TOKEN, writable=True)


def test_articles_are_added_and_deleted_with_the_token(writable: Settings) -> None:
    bearing = {"Authorization": f"Bearer {TOKEN}"}
    with client_of(writable, headers=bearing) as client:
        assert client.get("/api/search?q=등대&match=all").json()["total"] == 0
        added = client.post("/api/articles", json=[{"id": "새", "title": "등대 불빛"}])
        assert added.json()["added"] == 1
        assert client.get("/api/search?q=등대&match=all").json()["total"] == 1
        assert client.delete("/api/articles/새").status_code == 204
        assert client.get("/api/search?q=등대&match=all").json()["total"] == 0
        assert client.delete("/api/articles/새").status_code == 404
        assert client.post("/api/articles", content=b"{").status_code == 400
        assert client.post("/api/articles", json=[1]).status_code == 400


def test_without_the_token_nothing_is_changed(writable: Settings) -> None:
    with client_of(writable) as client:
        assert client.post("/api/articles", json={"title": "등대"}).status_code == 401
        client.post("/sign-in", data={"token": TOKEN})
        assert client.get("/api/search?q=배추").status_code == 200
        # The cookie of a browser is enough to read, and not to write: another site may use it.
        assert client.post("/api/articles", json={"title": "등대"}).status_code == 401
        assert client.delete("/api/articles/배추/03.txt").status_code == 401


def test_a_server_for_reading_takes_no_changes(folder: Path) -> None:
    with client_of(Settings(str(folder), token=TOKEN)) as client:
        bearing = {"Authorization": f"Bearer {TOKEN}"}
        answer = client.post("/api/articles", json={"title": "등대"}, headers=bearing)
        assert answer.status_code in (404, 405)
