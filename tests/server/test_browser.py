"""The page in a real browser, as people use it: typing, ticking, dragging, reading, keys."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import HOSTILE

import ksearch

if TYPE_CHECKING:
    from conftest import Running
    from playwright.sync_api import Browser, Page

pytest.importorskip("playwright.sync_api", reason="needs playwright")
from playwright.sync_api import expect

#: Milliseconds that a loaded machine may need.
_PATIENCE = 20_000
expect.set_options(timeout=_PATIENCE)


@pytest.fixture(params=[1280, 360], ids=["wide", "narrow"])
def width(request: pytest.FixtureRequest) -> int:
    """The width of the window."""
    value: int = request.param
    return value


@pytest.fixture
def page(browser: Browser, server: Running, width: int) -> Iterator[Page]:
    """The page as its address brings it; it may report no error, and load nothing else."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: wrong.append(asked.url) if not asked.url.startswith(server.address) else None,
    )
    page.goto(server.address)
    yield page
    assert [each for each in wrong if "404" not in each] == []
    context.close()


def ids(page: Page) -> list[str]:
    return [node.get_attribute("data-id") or "" for node in page.locator("#hits > li").all()]


def search(page: Page, query: str) -> None:
    page.fill("#q", query)
    page.press("#q", "Enter")
    expect(page.locator("#hits > li").first).to_be_visible()


def test_typing_finds_without_a_button(page: Page) -> None:
    page.locator("#q").press_sequentially("배추 창고", delay=20)
    expect(page.locator("#status")).to_have_text("1–20 of 60 articles")
    assert "배추" in page.locator("#hits mark").all_inner_texts()


def test_a_suggestion_is_taken_with_the_arrows(page: Page) -> None:
    page.locator("#q").press_sequentially("ㄷㅅㄱ", delay=20)
    expect(page.locator("#suggestions li").first).to_have_text("도서관")
    page.keyboard.press("ArrowDown")
    assert page.locator("#q").get_attribute("aria-activedescendant") == "suggestion-0"
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("도서관")
    expect(page.locator("#hits > li")).to_have_count(1)
    expect(page.locator("#suggestions")).to_be_hidden()


def test_a_slip_is_answered_with_what_was_meant(page: Page) -> None:
    page.fill("#q", "도서곤")
    page.press("#q", "Enter")
    expect(page.locator("#correction a")).to_have_text("도서관")
    page.click("#correction a")
    expect(page.locator("#q")).to_have_value("도서관")


def open_filters(page: Page) -> None:
    if not page.locator("#match").is_visible():
        page.click("#narrow summary")


def test_several_papers_can_be_ticked_and_back_unticks_them(page: Page) -> None:
    search(page, "배추")
    open_filters(page)
    page.get_by_label("산골신문").check()
    expect(page.locator("#status")).to_have_text("1–20 of 30 articles")
    page.get_by_label("갯벌일보").check()
    expect(page.locator("#status")).to_have_text("1–20 of 60 articles")
    assert page.url.count("publisher=") == 2
    page.go_back()
    expect(page.locator("#status")).to_have_text("1–20 of 30 articles")
    expect(page.get_by_label("갯벌일보")).not_to_be_checked()
    page.click("#clear-filters")
    expect(page.locator("#status")).to_have_text("1–20 of 60 articles")


def test_dragging_over_the_bars_narrows_the_dates(page: Page) -> None:
    search(page, "배추")
    expect(page.locator("#bars .column")).to_have_count(12)
    page.locator("#bars").scroll_into_view_if_needed()
    box = page.locator("#bars").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 1.5 / 12, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 3.5 / 12, middle, steps=4)
    expect(page.locator("#period")).to_contain_text("2025-02 – 2025-04")
    page.mouse.up()
    expect(page.locator("#status")).to_have_text("1–15 of 15 articles")
    open_filters(page)
    expect(page.locator("#since")).to_have_value("2025-02-01")
    expect(page.locator("#until")).to_have_value("2025-04-30")
    page.click("#clear-dates")
    expect(page.locator("#status")).to_have_text("1–20 of 60 articles")


def test_reading_by_keyboard_alone(page: Page) -> None:
    search(page, "도서관")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#article h2")).to_contain_text("작은 섬 도서관 개관식 🎉")
    expect(page.locator("#article mark")).to_have_count(3)
    page.keyboard.press("n")
    expect(page.locator("#place")).to_have_text("match 1 of 3")
    page.keyboard.press("N")
    expect(page.locator("#place")).to_have_text("match 3 of 3")
    expect(page.locator("#article mark.now")).to_have_text("도서관")
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_keys_work_with_a_korean_layout(page: Page) -> None:
    search(page, "배추")
    page.keyboard.press("Escape")
    page.evaluate(
        "dispatchEvent(new KeyboardEvent('keydown', {key: 'ㅓ', code: 'KeyJ', bubbles: true}))"
    )
    page.locator("body").evaluate(
        "body => body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'ㅓ', code: 'KeyJ', bubbles: true}))"
    )
    expect(page.locator("#hits > li[aria-current=true]")).to_have_count(1)


def test_back_closes_an_article_and_an_address_opens_it(page: Page, server: Running) -> None:
    search(page, "배추 창고")
    first = ids(page)[0]
    page.locator("#hits h2 a").first.click()
    expect(page.locator("#reader")).to_be_visible()
    sent = page.url
    page.go_back()
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator("#hits > li").first).to_be_visible()
    page.goto(sent)
    expect(page.locator("#article h2")).to_be_visible()
    assert ids(page)[0] == first
    assert page.locator("#similar li").count() >= 0


def test_pages_turn_and_the_order_changes(page: Page) -> None:
    search(page, "배추")
    first = ids(page)
    page.click("#next")
    expect(page.locator("#status")).to_have_text("21–40 of 60 articles")
    assert not set(first) & set(ids(page))
    page.select_option("#sort", "newest")
    expect(page.locator("#status")).to_have_text("1–20 of 60 articles")
    dates = [text[:40] for text in page.locator("#hits .meta").all_inner_texts()]
    assert "2025-12" in dates[0]


def test_the_list_is_taken_along(page: Page, tmp_path: Path) -> None:
    search(page, "배추")
    page.click("#export summary")
    with page.expect_download() as started:
        page.click("#export-csv")
    file = tmp_path / "table.csv"
    started.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as table:
        assert len(list(csv.DictReader(table))) == 60


def test_an_input_method_composes_without_being_disturbed(page: Page) -> None:
    """Syllables grow while they are typed; Enter ends a syllable before it ends a query."""
    field = page.locator("#q")
    field.focus()
    session = page.context.new_cdp_session(page)
    for part in ("ㄷ", "도", "돗"):
        session.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": 1, "selectionEnd": 1}
        )
    expect(page.locator("#suggestions li").first).to_be_visible()
    field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent("
        "'keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(field).to_have_value("돗")
    session.send("Input.insertText", {"text": "도서관"})
    expect(page.locator("#hits > li")).to_have_count(1)
    expect(field).to_have_value("도서관")


def test_what_is_indexed_meanwhile_is_found(page: Page, server: Running) -> None:
    search(page, "도서관")
    ksearch.add(server.folder, [{"id": "새", "title": "새 도서관", "body": "문을 열었다."}])
    time.sleep(0.6)  # as long as the server goes without looking
    page.fill("#q", "새 도서관")
    expect(page.locator("#hits > li[data-id=새]")).to_be_visible()


@pytest.mark.parametrize("query", ["악성", HOSTILE, f"악성 {HOSTILE}"])
def test_a_hostile_article_is_text_and_nothing_else(page: Page, query: str) -> None:
    page.fill("#q", query)
    page.press("#q", "Enter")
    expect(page.locator("#hits > li").first).to_be_visible()
    page.locator("#hits > li", has_text="악성").locator("h2 a").first.click()
    expect(page.locator("#article h2")).to_contain_text(HOSTILE)
    assert page.evaluate("window.ran") is None
    assert page.locator("main script, main img, #article a[href^='javascript']").count() == 0
    for link in page.locator("a").all():
        assert not re.match("javascript", link.get_attribute("href") or "", re.IGNORECASE)
    assert "\u202e" not in page.locator("body").inner_text()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0


def test_the_page_is_accessible(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for step in ("begin", "list", "article"):
        if step == "list":
            search(page, "배추 창고")
            page.keyboard.press("Escape")
            expect(page.locator("#bars .column")).to_have_count(12)
            open_filters(page)
        if step == "article":
            page.locator("#hits h2 a").first.click()
            expect(page.locator("#article h2")).to_be_visible()
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["ko-KR", "en-US", "de-DE"])
def test_the_page_speaks_the_language_of_the_browser(
    browser: Browser, server: Running, language: str
) -> None:
    context = browser.new_context(locale=language)
    page = context.new_page()
    page.goto(f"{server.address}/?q=도서관")
    expected = "기사 1건 중 1–1" if language == "ko-KR" else "1–1 of 1 articles"
    expect(page.locator("#status")).to_have_text(expected)
    assert page.locator("html").get_attribute("lang") == ("ko" if language == "ko-KR" else "en")
    context.close()


def test_the_page_is_light(server: Running, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(server.address, wait_until="networkidle")
    assert 0 < sum(sizes) <= 100_000
    context.close()
