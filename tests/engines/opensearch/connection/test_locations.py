"""Addresses of indexes on a cluster, and who signs in there; no cluster is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

import ksearch
from ksearch.engines.opensearch.connection.credentials import Credentials, credentials_for
from ksearch.engines.opensearch.connection.location import parse_location

FAR = "opensearch://search.example/articles"


def test_an_address_names_nodes_and_an_index() -> None:
    location = parse_location("opensearch://a.example,b.example:9201/articles?timeout=5&replicas=2")
    assert location.hosts == (("a.example", 9200), ("b.example", 9201))
    assert (location.index, location.timeout, location.replicas) == ("articles", 5.0, 2)
    assert str(location) == "opensearch://a.example:9200,b.example:9201/articles"


@pytest.mark.parametrize(
    ("address", "tls"),
    [
        (FAR, True),
        (f"{FAR}?tls=off", False),
        ("opensearch://127.0.0.1/a", False),
        ("opensearch://localhost:9200/a", False),
        ("opensearch://[::1]:9200/a", False),
        ("opensearch://localhost/a?tls=on", True),
        ("opensearch://localhost,search.example/a", True),
    ],
)
def test_only_this_machine_is_reached_without_tls(address: str, tls: bool) -> None:
    assert parse_location(address).tls is tls


@pytest.mark.parametrize(
    "address",
    [
        "opensearch://",
        "opensearch://h",
        "opensearch://h/",
        "opensearch://h/A",
        "opensearch://h/_a",
        "opensearch://h/a/b",
        "opensearch://h:x/a",
        "opensearch://h/a?tls=maybe",
        "opensearch://h/a?timeout=0",
        "opensearch://h/a?shards=none",
        "opensearch://h/a?color=red",
    ],
)
def test_what_is_no_address_is_said(address: str) -> None:
    with pytest.raises(ksearch.InvalidValue, match="not an address of an index on a cluster"):
        parse_location(address)


def test_a_password_in_an_address_is_refused() -> None:
    with pytest.raises(ksearch.InvalidValue, match="seen by others"):
        parse_location("opensearch://user:secret@search.example/articles")


def test_who_signs_in(tmp_path: Path) -> None:
    location = parse_location(FAR)
    netrc, file = tmp_path / "netrc", tmp_path / "password"
    netrc.write_text("machine search.example login kim password 등대\ndefault login x password y\n")
    netrc.chmod(0o600)
    file.write_text("섬\n", encoding="utf-8")
    none = {"NETRC": str(tmp_path / "none")}
    assert credentials_for(location, none) is None
    assert credentials_for(location, {"NETRC": str(netrc)}) == Credentials("kim", "등대")
    other = parse_location("opensearch://other.example/articles")
    assert credentials_for(other, {"NETRC": str(netrc)}) is None
    user = {"KSEARCH_OPENSEARCH_USER": "lee", "NETRC": str(netrc)}
    named = {**user, "KSEARCH_OPENSEARCH_PASSWORD": "축제"}
    assert credentials_for(location, named) == Credentials("lee", "축제")
    from_file = {**user, "KSEARCH_OPENSEARCH_PASSWORD_FILE": str(file)}
    assert credentials_for(location, from_file) == Credentials("lee", "섬")
    with pytest.raises(ksearch.InvalidValue, match="go together"):
        credentials_for(location, user)
    missing = {**user, "KSEARCH_OPENSEARCH_PASSWORD_FILE": str(tmp_path / "gone")}
    with pytest.raises(ksearch.InvalidValue, match="cannot be read"):
        credentials_for(location, missing)


def test_no_password_is_sent_in_the_clear(tmp_path: Path) -> None:
    signing = {
        "KSEARCH_OPENSEARCH_USER": "lee",
        "KSEARCH_OPENSEARCH_PASSWORD": "축제",
        "NETRC": str(tmp_path / "none"),
    }
    with pytest.raises(ksearch.EngineUnavailable, match="without encryption"):
        credentials_for(parse_location(f"{FAR}?tls=off"), signing)
    here = parse_location("opensearch://127.0.0.1/articles")
    assert credentials_for(here, signing) == Credentials("lee", "축제")


def test_without_the_extra_its_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opensearchpy", None)
    with pytest.raises(ksearch.MissingExtra, match=r"ksearch-ko\[opensearch\]"):
        ksearch.open("opensearch://127.0.0.1/articles")


def test_a_cluster_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ksearch.EngineUnavailable, match="cannot be reached"):
        ksearch.open("opensearch://127.0.0.1:9/articles")
