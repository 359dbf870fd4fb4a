"""Messages that an index keeps are read in the reader's language, and never do more than that."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.messages import Message, counted, translate, use_language
from ksearch.messages.kept import message_data, message_from

MESSAGES = [
    Message("disappeared before it could be read"),
    Message("line {number} {error}", number=7, error=Message("is empty")),
    Message("{share:.1%} of {size:,} bytes (first {byte:#04x})", share=0.25, size=9999, byte=7),
    Message("dated {when:%Y-%m-%d}", when=date(2025, 2, 3)),
    Message("at {when}", when=datetime(2025, 2, 3, 4, 5, tzinfo=UTC)),
    Message("{text}", text="{not.a.field}"),
    Message("no {braces} without values"),
    counted("{count:,} article", "{count:,} articles", 1),
    counted("{count:,} article", "{count:,} articles", 1200),
]


def kept(text: str, data: object) -> str:
    """Return a text after its data have been written and read."""
    return message_from(str.__str__(text), json.loads(json.dumps(data)))


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_the_same_after_it_was_kept(message: Message) -> None:
    back = kept(message, message_data(message))
    assert isinstance(back, Message)
    assert back == message
    assert (back.template, back.singular) == (message.template, message.singular)
    assert back.values == message.values


def test_a_message_that_was_kept_is_translated() -> None:
    message = Message(
        "line {number} {error}", number=3, error=Message("disappeared before it could be read")
    )
    use_language("ko")
    try:
        assert translate(kept(message, message_data(message))) == translate(message)
        assert translate(message) != message
    finally:
        use_language(None)


def test_other_texts_have_no_data_and_stay_as_they_are() -> None:
    assert message_data("깨졌다") is None
    assert type(kept("깨졌다", None)) is str


@pytest.mark.parametrize(
    "data",
    [
        ["{a.__class__}", None, {"a": "text"}],
        ["{a!r}", None, {"a": "text"}],
        ["{a[0]}", None, {"a": "text"}],
        ["{a:999999999}", None, {"a": 1}],
        ["{a:{b}}", None, {"a": 1, "b": 5}],
        ["{count}", "{count.__class__}", {"count": 1}],
        ["another text", None, {}],
        ["{a}", None, {"a": {"date": "never"}}],
        ["{a}", None, {"a": {"file": "/etc/passwd"}}],
        ["{", None, {"a": 1}],
        "text",
        [],
        {"template": "text"},
        7,
    ],
)
def test_data_that_are_no_message_leave_the_text_alone(data: object) -> None:
    assert type(kept("text", data)) is str
    assert kept("text", data) == "text"


@given(st.recursive(st.none() | st.integers() | st.text(), lambda e: st.lists(e, max_size=3)))
def test_no_content_of_a_file_raises(data: object) -> None:
    assert kept("text", data) == "text"


@given(st.text(max_size=20), st.text("{}a.!:[]0, ", max_size=12))
def test_no_template_of_a_file_raises(value: str, template: str) -> None:
    assert kept("text", [template, None, {"a": value}]) == "text"
