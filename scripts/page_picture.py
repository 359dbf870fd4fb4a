"""Takes the pictures of the page in ``docs/pictures``: `python scripts/page_picture.py`.

They show the articles of ``corpus/`` in Chromium, 1280 and 360 pixels wide.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
_QUERY = "포항 4차 산업혁명"
#: Name, width and height of each picture.
_SIZES = (("page-wide", 1280, 800), ("page-narrow", 360, 740))


def main() -> None:
    """Build an index of the corpus, serve it, and photograph the page."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        run = [sys.executable, "-m", "ksearch"]
        subprocess.run([*run, "index", str(ROOT / "corpus"), "--index", index], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*run, "serve", "--index", index, "--port", str(port)])
        try:
            _wait_for(port)
            _photograph(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int) -> None:
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def _photograph(address: str) -> None:
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, width, height in _SIZES:
            view = {"width": width, "height": height}
            page = browser.new_page(viewport=view, locale="ko-KR")
            page.goto(address)
            page.fill("#q", _QUERY)
            page.press("#q", "Enter")
            page.wait_for_selector("#hits > li")
            page.keyboard.press("Escape")
            if width > height:
                page.click("#hits > li h2 a")
                page.wait_for_selector("#article mark")
            page.wait_for_timeout(500)
            page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
