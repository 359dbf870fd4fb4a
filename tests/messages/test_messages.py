"""Messages: English for programs, translated where they are printed."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch import InvalidValue, messages
from ksearch.messages import Message, counted, translate
from ksearch.messages.catalogue import Catalogue
from ksearch.messages.languages import language_of_environment

VARIABLES = ("KSEARCH_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class Reversed(Catalogue):
    """A language whose texts are the English ones in brackets."""

    def __init__(self) -> None:
        super().__init__("xx")

    def text(self, template: str, singular: str | None = None, count: int = 0) -> str:
        return f"[{template}]"


@pytest.fixture
def brackets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(messages, "_in_use", ("xx", Reversed()))
        yield


def test_a_message_is_its_english_text() -> None:
    message = Message("“{name}” has {size:,} bytes", name="기사.txt", size=12_345)
    assert message == "“기사.txt” has 12,345 bytes"
    assert {message: 1}["“기사.txt” has 12,345 bytes"] == 1


def test_braces_in_a_text_without_values_are_its_own() -> None:
    assert Message("a template such as {title}") == "a template such as {title}"


@pytest.mark.usefixtures("brackets")
def test_an_error_can_be_translated_where_it_is_printed() -> None:
    error = InvalidValue(Message("{name} is no date", name="어제쯤"))
    assert str(error) == "어제쯤 is no date"
    assert translate(str(error)) == "[어제쯤 is no date]"


@pytest.mark.usefixtures("brackets")
def test_messages_inside_of_messages_are_translated_with_them() -> None:
    inner = InvalidValue(Message("it is empty"))
    assert translate(Message("{file}: {why}", file="a.txt", why=inner)) == "[a.txt: [it is empty]]"
    assert translate(Message.joined(", ", [Message("{n} {{}}", n=1), "b"])) == "[[1 {}], b]"


@pytest.mark.usefixtures("brackets")
def test_a_number_chooses_the_text() -> None:
    one, two = (counted("{count} hit", "{count} hits", count) for count in (1, 2))
    assert (one, two) == ("1 hit", "2 hits")
    assert translate(one) == "[1 hits]"


@pytest.mark.usefixtures("brackets")
def test_other_texts_are_printed_as_they_are() -> None:
    assert translate("plain {text}") == "plain {text}"


def test_a_message_survives_the_way_to_another_process() -> None:
    message = Message("{path}: {count:,} of {why}", path=Path("a"), count=np.int64(1234), why="b")
    again = pickle.loads(pickle.dumps(counted("{count} hit", "{count} hits", 3, other=message)))
    assert (again, again.template, again.singular) == ("3 hits", "{count} hits", "{count} hit")
    assert again.values == {"count": 3, "other": "a: 1,234 of b"}
    assert again.values["other"].values["count"] == 1234


@given(st.text())
def test_any_value_can_stand_in_a_message(value: str) -> None:
    assert Message("“{value}” (이)", value=value) == f"“{value}” (이)"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:ko:en"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LANGUAGE": "en:ko"}, "en"),
        ({"LANG": "C", "LANGUAGE": "ko"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "KSEARCH_LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "KSEARCH_LANG": "ko"}, "ko"),
        ({"LC_ALL": "C", "KSEARCH_LANG": "ko_KR"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "KSEARCH_LANG": "xx"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "KSEARCH_LANG": ""}, "ko"),
    ],
)
def test_the_language_is_that_of_the_environment(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of_environment() == language


@pytest.mark.parametrize(
    ("encoding", "language"), [("ascii", "en"), ("latin-1", "en"), ("euc-kr", "ko")]
)
def test_korean_is_spoken_only_where_its_letters_can_be_shown(
    encoding: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Output:
        pass

    monkeypatch.setenv("KSEARCH_LANG", "ko")
    output = Output()
    output.encoding = encoding  # type: ignore[attr-defined]
    monkeypatch.setattr("sys.stdout", output)
    assert language_of_environment() == language
