"""The line that says how far a long step has come."""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch import Progress
from ksearch.cli import progress
from ksearch.cli.progress import progress_bar, share_bar, status
from ksearch.messages import use_language
from ksearch.render.terminal.width import display_width


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    @property
    def drawings(self) -> list[str]:
        """What the line said, drawing by drawing."""
        return [each.strip("\n") for each in re.split("\r\x1b\\[K", self.getvalue())]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    stream = Terminal()
    # pytest puts streams of its own in the place of the system's when the test begins.
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(progress, "_NOTICEABLE", 0.02)
    monkeypatch.setattr(progress, "_REDRAW_SECONDS", 0.01)
    monkeypatch.setenv("COLUMNS", "80")
    return stream


def until(said: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not said():
        assert time.monotonic() < ends
        time.sleep(0.005)


def test_a_wait_says_for_what_and_is_wiped_out(terminal: Terminal) -> None:
    with status("Loading the analyser"):
        until(lambda: "Loading the analyser … 0 s" in terminal.drawings)
    assert terminal.drawings[-1] == ""


def test_a_short_wait_says_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_NOTICEABLE", 60)
    with share_bar("Checking") as tell:
        assert tell is not None
        tell(0.5)
    assert terminal.getvalue() == ""


def test_a_share_is_a_bar_with_the_time_that_is_left(terminal: Terminal) -> None:
    with share_bar("Checking") as tell:
        assert tell is not None
        tell(0.5)
        until(lambda: "50%" in terminal.getvalue())
    [*_, bar, wiped] = terminal.drawings
    assert re.fullmatch(r"Checking (━+)(─+)  50%  00:00", bar)
    assert 0 <= bar.count("─") - bar.count("━") <= 1
    assert wiped == ""


def test_an_update_looks_for_files_and_then_reads_them(terminal: Terminal) -> None:
    with progress_bar() as show:
        assert show is not None
        until(lambda: "Looking for files … 0 s" in terminal.drawings)
        show(Progress("reading", 1200, 600, 1000))
    assert re.search(r"^Reading   ━+─+  60%.*1,200 articles", terminal.drawings[-1])
    assert terminal.getvalue().endswith("\n")


def test_a_step_without_progress_shows_its_seconds(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_STANDING_STILL", 0.05)
    with progress_bar() as show:
        assert show is not None
        show(Progress("analysing", 12, 1000, 1000))
        until(lambda: terminal.drawings[-1].endswith(" s"))
    assert re.search(r"^Analysing ━+ 100%  12 articles, .*  0 s$", terminal.drawings[-1])


def test_on_a_narrow_terminal_the_bar_goes_before_what_is_said_beside_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    with progress_bar() as show:
        assert show is not None
        show(Progress("reading", 1200, 600, 1000))
    assert re.search(r"^Reading   ━+─+  60%  00:00$", terminal.drawings[-1])


def test_nothing_is_said_where_stderr_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar() as show, share_bar("Checking") as tell, status("Waiting"):
        assert show is None
        assert tell is None


@given(
    st.sampled_from(["en", "ko"]),
    st.sampled_from(["reading", "analysing", "writing", "stopping"]),
    st.floats(0, 1),
    st.integers(1, 200),
    st.floats(0, 1e5),
)
def test_no_line_is_wider_than_the_terminal(
    language: str, stage: str, share: float, columns: int, seconds: float
) -> None:
    use_language(language)
    try:
        label = progress.translate(progress._STAGE_LABELS[stage])
        info = progress.tr("{count:,} articles, {rate:,.0f}/s", count=12345, rate=678.0)
        for shown in (share, None):
            state = progress._State(label, shown, info)
            line = progress._drawn(state, seconds, seconds / 2, columns)
            assert display_width(line) <= columns
    finally:
        use_language(None)
