"""A cluster with TLS and users: who is not trusted, not known or not allowed is refused.

ksearch says so in one sentence, which never has a password in it.
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from clusters import Secured, remove_indexes

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")
pytest.importorskip("opensearchpy")

from opensearch_cluster.rest import Answer, Connection, NoAnswer

import ksearch
from ksearch import EngineUnavailable, cli

USER, PASSWORD = "KSEARCH_OPENSEARCH_USER", "KSEARCH_OPENSEARCH_PASSWORD"
ARTICLE = ksearch.Article(id="1", title="섬 도서관 개관식", body="책은 모두 기증받았다.")


class Visitor(NamedTuple):
    """Somebody with an account, as the environment says it.

    Attributes:
        secured: the cluster.
        patch: of the environment.
        location: of an index that is reached by TLS, with the authority's certificate.
    """

    secured: Secured
    patch: pytest.MonkeyPatch
    location: str

    def becomes(self, user: str, password: str = "") -> None:
        """Sign in as a user from now on, with the right password if none is given."""
        self.patch.setenv(USER, user)
        self.patch.setenv(PASSWORD, password or self.secured.passwords[user])

    def asked(self, path: str, method: str = "GET") -> Answer:
        """Ask the cluster itself, as the administrator."""
        return self.secured.cluster.ask(path, method, seconds=30)


@pytest.fixture
def visitor(
    secured_cluster: Secured,
    without_kiwi: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Visitor]:
    """Somebody without an account so far."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in (USER, PASSWORD):
        monkeypatch.delenv(name, raising=False)
    name = f"articles-{secrets.token_hex(4)}"
    [node] = secured_cluster.cluster.nodes.values()
    where = f"opensearch://127.0.0.1:{node.http_port}/{name}"
    options = f"?tls=on&ca={secured_cluster.ca}&shards=1&replicas=0"
    yield Visitor(secured_cluster, monkeypatch, where + options)
    remove_indexes(secured_cluster.cluster, name)


def refusal(location: str) -> str:
    """Return the sentence with which opening an index is refused."""
    with pytest.raises(EngineUnavailable) as refused:
        ksearch.open(location, create=True)
    text = str(refused.value)
    assert "\n" not in text
    return text


# The plugin itself


def test_the_node_checks_who_asks(secured_cluster: Secured) -> None:
    address = secured_cluster.cluster.addresses[0]
    with pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"):
        Connection(ssl.create_default_context()).ask(address, "/")
    with pytest.raises(NoAnswer):
        Connection().ask(address.replace("https", "http"), "/")
    trusting = ssl.create_default_context(cafile=str(secured_cluster.ca))
    for user, status in (("", 401), ("reader:wrong", 401)):
        assert Connection(trusting, user).ask(address, "/", seconds=30).status == status


# What ksearch says


def test_a_certificate_that_nobody_vouches_for_is_refused(visitor: Visitor) -> None:
    visitor.becomes("writer")
    text = refusal(visitor.location.partition("?")[0] + "?tls=on")
    assert "certificate" in text
    assert "is not trusted" in text


def test_a_node_with_tls_is_not_asked_without(visitor: Visitor) -> None:
    visitor.becomes("writer")
    text = refusal(visitor.location.partition("?")[0] + "?tls=off")
    assert "cannot be reached" in text
    assert visitor.secured.passwords["writer"] not in text


def test_a_wrong_password_is_said_to_be_and_not_repeated(visitor: Visitor) -> None:
    visitor.becomes("writer", "잘못된-암호")
    text = refusal(visitor.location)
    assert "does not know the user, or the password is wrong" in text
    assert "잘못된" not in text


def test_a_request_without_a_token_is_answered_with_how_to_sign_in(visitor: Visitor) -> None:
    text = refusal(visitor.location)
    assert USER in text
    assert "netrc" in text


def test_a_reader_searches_and_changes_nothing(visitor: Visitor) -> None:
    visitor.becomes("writer")
    with ksearch.open(visitor.location, create=True) as index, index.writer() as writer:
        writer.add(ARTICLE)
    visitor.becomes("reader")
    with ksearch.open(visitor.location) as index:
        found = index.search("도서관")
        assert [hit.id for hit in found] == ["1"]
        assert found[0].title_matches
        refuses = pytest.raises(EngineUnavailable, match="the user may not do this")
        with refuses as refused, index.writer() as writer:
            writer.add(replace(ARTICLE, id="2"))
        assert "\n" not in str(refused.value)
    with ksearch.open(visitor.location) as index:
        assert len(index) == index.search("도서관").total == 1


def test_a_reader_makes_no_index(visitor: Visitor) -> None:
    visitor.becomes("reader")
    assert "the user may not do this" in refusal(visitor.location)
    name = visitor.location.partition("?")[0].rpartition("/")[2]
    assert visitor.asked(f"/_cat/indices/{name}*?format=json").body == []


def test_netrc_signs_in(visitor: Visitor, tmp_path: Path) -> None:
    password = visitor.secured.passwords["writer"]
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login writer password {password}\n")
    (tmp_path / "netrc").chmod(0o600)
    with ksearch.open(visitor.location, create=True) as index:
        assert len(index) == 0


def test_the_command_says_it_in_one_line_and_ends_with_2(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor.becomes("reader", "잘못된-암호")
    assert cli.main(["search", "--index", visitor.location, "섬"]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert len(written.err.splitlines()) == 1
    assert "password is wrong" in written.err
