"""A cluster with TLS and users: who is not trusted, not known or not allowed is refused."""

from __future__ import annotations

import ssl

import pytest
from clusters import Secured

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")

from opensearch_cluster.rest import Answer, Connection, NoAnswer


def asked(secured: Secured, user: str, path: str, method: str = "GET") -> Answer:
    """Ask as a user; the node's certificate is checked."""
    context = ssl.create_default_context(cafile=str(secured.ca))
    body = {"제목": "산불"} if method == "PUT" else None
    address = secured.cluster.addresses[0]
    return Connection(context, user).ask(address, path, method, body, seconds=30)


@pytest.fixture
def users(secured_cluster: Secured) -> dict[str, str]:
    """The users with their passwords, as they are sent."""
    return {name: f"{name}:{password}" for name, password in secured_cluster.passwords.items()}


def test_a_certificate_that_nobody_vouches_for_is_refused(secured_cluster: Secured) -> None:
    stranger = Connection(ssl.create_default_context())
    with pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"):
        stranger.ask(secured_cluster.cluster.addresses[0], "/")


def test_without_tls_there_is_no_answer(secured_cluster: Secured) -> None:
    address = secured_cluster.cluster.addresses[0].replace("https", "http")
    with pytest.raises(NoAnswer):
        Connection().ask(address, "/")


def test_who_is_not_known_is_refused(secured_cluster: Secured) -> None:
    assert asked(secured_cluster, "", "/").status == 401
    assert asked(secured_cluster, "reader:wrong", "/").status == 401


def test_a_reader_reads_and_changes_nothing(
    secured_cluster: Secured, users: dict[str, str]
) -> None:
    where = "/산불/_doc/1?refresh=true"
    assert asked(secured_cluster, users["reader"], where, "PUT").status == 403
    assert asked(secured_cluster, users["writer"], where, "PUT").status == 201
    assert asked(secured_cluster, users["reader"], "/산불/_count").body["count"] == 1
    assert asked(secured_cluster, users["reader"], "/산불", "DELETE").status == 403
    assert asked(secured_cluster, users["writer"], "/산불", "DELETE").status == 200
