"""Who may ask, and what browsers may do with the answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from serving import TOKEN, client_of

import ksearch
from ksearch.server.running import checked
from ksearch.server.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1:8970", "localhost", "LOCALHOST:80", "[::1]:8970"])
def test_own_names_are_answered(built: Path, host: str) -> None:
    with client_of(Settings(str(built))) as client:
        assert client.get("/api/search?q=배추", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "a:b:c"])
def test_another_name_is_refused(built: Path, host: str) -> None:
    with client_of(Settings(str(built))) as client:
        for path in ("/", "/api/search?q=배추", "/static/app.js", "/healthz"):
            assert client.get(path, headers={"Host": host}).status_code == 421


def test_a_further_name_may_be_given(built: Path) -> None:
    with client_of(Settings(str(built), hosts=("news.example",))) as client:
        answer = client.get("/api/search?q=배추", headers={"Host": "news.example"})
        assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/search?q=배추", "/static/app.js", "/api/nothing"])
def test_every_answer_says_what_a_browser_may_do(built: Path, path: str) -> None:
    with client_of(Settings(str(built))) as client:
        headers = client.get(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_with_a_token_nothing_is_answered_without_it(built: Path) -> None:
    with client_of(Settings(str(built), token=TOKEN)) as client:
        for path in ("/api/search?q=배추", "/openapi.json", "/metrics"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        for given in ("", "Bearer", "Bearer 아니다", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
            headers = {"Authorization": given.encode()}
            assert client.get("/api/search?q=배추", headers=headers).status_code == 401
        headers = {"Authorization": f"Bearer {TOKEN}".encode()}
        assert client.get("/api/search?q=배추", headers=headers).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_browser_signs_in_once(built: Path) -> None:
    with client_of(Settings(str(built), token=TOKEN)) as client:
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.url.path == "/sign-in"
        assert client.post("/sign-in", data={"token": "틀림"}).status_code == 401
        signed = client.post("/sign-in", data={"token": TOKEN}, follow_redirects=False)
        cookie = signed.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert TOKEN not in cookie
        assert client.get("/api/search?q=배추").status_code == 200


def test_other_machines_need_a_token(built: Path) -> None:
    with pytest.raises(ksearch.InvalidValue, match="needs a token"):
        checked(Settings(str(built), host="0.0.0.0"))
    with pytest.raises(ksearch.InvalidValue, match="needs a token"):
        checked(Settings(str(built), writable=True))
    assert checked(Settings(str(built), host="0.0.0.0", token=TOKEN))
    assert checked(Settings(str(built), host="127.1.2.3"))


def test_there_must_be_an_index(tmp_path: Path) -> None:
    with pytest.raises(ksearch.IndexNotFound):
        checked(Settings(str(tmp_path / "없음")))
