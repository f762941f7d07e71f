"""A real Chromium over a real server on loopback, with axe at hand. Set OBORO_SHOTS to a folder to keep pictures."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.factories.tenancy import PASSWORD

SHOTS = os.environ.get("OBORO_SHOTS")


class Reader:
    """One person at one browser window, who notices every fault of a page."""

    def __init__(self, browser, base, width):
        self.width, self.base = width, base
        self.page = browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP").new_page()
        self.elsewhere, self.console = [], []
        self.page.on("request", lambda r: r.url.startswith(base) or self.elsewhere.append(r.url))
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.console.append(m.text))

    def resize(self, width):
        """Another window, the same page."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": 900})

    def log_in(self, username):
        self.page.goto(f"{self.base}/login/")
        self.page.get_by_label("利用者名").fill(username)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.page.get_by_role("button", name="ログイン").click()

    def open_consultation(self, reference, secret):
        """Enter the number and the secret that were shown when it was asked."""
        self.page.goto(f"{self.base}/consultations/")
        self.page.get_by_label("受付番号").fill(reference)
        self.page.get_by_label("合い言葉").fill(secret)
        self.page.get_by_role("button", name="読む").click()
        self.page.wait_for_url("**/consultations/S*/")

    def faults(self, path=None, *, name=None):
        """What is wrong with a page: axe, sideways scrolling, other hosts, refused scripts or styles."""
        if path is not None:
            self.page.goto(self.base + path)
        if SHOTS:
            shot = (name or path or "page").strip("/").replace("/", "_") or "home"
            self.page.screenshot(path=Path(SHOTS) / f"{shot}-{self.width}.png", full_page=True)
        found = [f"{v['id']}: {[n['html'] for n in v['nodes']]}" for v in self._axe()]
        # The engine reports styles it sets itself; only ours would name a file of this site.
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"scrolls sideways by {wide} px"] if wide > 0 else []
        return found + self.elsewhere + self.console

    def _axe(self):
        return Axe().run(self.page).response["violations"]


@pytest.fixture(params=[1280, 320], ids=["wide", "narrow"])
def reader(request, chromium, live_server):
    person = Reader(chromium, live_server.url, request.param)
    yield person
    person.page.context.close()
