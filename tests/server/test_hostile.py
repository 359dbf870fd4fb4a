"""Texts that would be scripts, links or layout elsewhere are never more than text here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from serving import listening

import ksearch
from ksearch.server.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("playwright.sync_api", reason="needs playwright")
from playwright.sync_api import expect

_RUN = "window.ran=1"
#: Each is the text of every field of an article, and a query.
HOSTILE = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"</title><script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"--></script><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<img src=x onerror=\"{_RUN}\">",
    f"\"><img src=x onerror={_RUN}>",
    f"'><img src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<body onload={_RUN}>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<iframe src=\"javascript:parent.{_RUN}\"></iframe>",
    f"<object data=\"javascript:{_RUN}\"></object>",
    f"<embed src=\"javascript:{_RUN}\">",
    f"<a href=\"javascript:{_RUN}\">누르기</a>",
    f"<form action=\"javascript:{_RUN}\"><button>누르기</button></form>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<marquee onstart={_RUN}>",
    f"<math><mtext><script>{_RUN}</script></mtext></math>",
    f"<template><script>{_RUN}</script></template>",
    f"<noscript><p title=\"</noscript><img src=x onerror={_RUN}>\">",
    f"<style>@import 'javascript:{_RUN}';</style>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//elsewhere.example/a.css>",
    "<base href=//elsewhere.example/>",
    "<meta http-equiv=refresh content='0;url=//elsewhere.example'>",
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f" javascript:{_RUN}",
    f"java\tscript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f"vbscript:{_RUN}",
    f"https://x.example/\"onmouseover=\"{_RUN}",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"&#60;script&#62;{_RUN}&#60;/script&#62;",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"${{{_RUN}}}",
    f"\u202e<script>{_RUN}</script>\u202c",
    f"<scr\u0000ipt>{_RUN}</scr\u0000ipt>",
    f"\u2028{_RUN}\u2029",
    "가" * 3000,
    "W" * 3000,
    "가\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 50,
)  # fmt: skip
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over an article for each of `HOSTILE`."""
    folder = tmp_path_factory.mktemp("악성") / "index"
    with ksearch.create(folder) as index, index.writer() as writer:
        for number, text in enumerate(HOSTILE):
            writer.add(
                ksearch.Article(
                    id=f"{number}/{text[:200]}".replace("\0", ""),
                    title=f"악성{number}번 {text}",
                    lead=f"요약 {text}",
                    body=f"본문 {text}\n{text}",
                    author=text[:100],
                    publisher=text[:100],
                    section=text[:100],
                    url=text[:500],
                    path=text[:100],
                )
            )
    with listening(Settings(str(folder))) as address:
        yield address


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that counts what it loads from elsewhere, and what its scripts trip over."""
    page = browser.new_page(viewport={"width": 400, "height": 800}, locale="en-US")
    page.set_default_timeout(20_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on(
        "request",
        lambda asked: wrong.append(asked.url) if not asked.url.startswith(address) else None,
    )
    yield page
    assert wrong == []
    page.close()


def harmless(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    inside = "main :is(script, style, img, iframe, object, embed, base, meta, link, video, audio)"
    assert page.locator(inside).count() == 0
    for link in page.locator("main a").all():
        assert (link.get_attribute("href") or "?").startswith(("?", "/", "https://", "http://"))
    assert page.evaluate(_WIDE) <= 0


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_an_article_is_text(page: Page, address: str, number: int) -> None:
    page.goto(f"{address}/?q={quote(f'악성{number}번')}")
    first = page.locator(f"#hits > li[data-id^='{number}/']")
    expect(first).to_be_visible(timeout=20_000)
    harmless(page)
    first.locator("h2 a").click()
    expect(page.locator("#article h2")).to_contain_text(f"악성{number}번", timeout=20_000)
    harmless(page)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_query_is_text(page: Page, address: str, number: int) -> None:
    text = HOSTILE[number].replace("\0", "")
    page.goto(f"{address}/?q={quote(text)}&id={quote(text[:50])}&since={quote(text[:30])}")
    said = page.locator("#status:not(:empty), #refusal:not([hidden])")
    expect(said.first).to_be_visible(timeout=20_000)
    harmless(page)


def test_there_are_enough() -> None:
    assert len(HOSTILE) == 50


def test_no_file_of_the_page_asks_elsewhere(address: str) -> None:
    for file in (Path(ksearch.__file__).parent / "server" / "static").iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text.replace('"http://', "")
        assert "//elsewhere" not in text
