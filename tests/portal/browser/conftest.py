"""A real Chromium over a real server on loopback, with axe at hand. Set OBORO_SHOTS to a folder to keep pictures."""

import os
from pathlib import Path

import pytest

from axe import violations
from portal.factories.tenancy import PASSWORD

SHOTS = os.environ.get("OBORO_SHOTS")
WIDE, NARROW = 1280, 320


class Reader:
    """One person at one browser window, who notices every fault of a page."""

    def __init__(self, browser, base, width=WIDE):
        self.base = base
        self.page = browser.new_context(locale="ja-JP", reduced_motion="reduce").new_page()
        self.resize(width)
        self.elsewhere, self.console = [], []
        self.page.on("request", lambda r: r.url.startswith(base) or self.elsewhere.append(r.url))
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.console.append(m.text))

    def resize(self, width):
        """Another window, the same page."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def press(self, name):
        """Press a button and wait for the page that answers; a look before it came would see neither page."""
        self._moved_by("button", name)

    def follow(self, name):
        """The same with a link."""
        self._moved_by("link", name)

    def _moved_by(self, role, name):
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).click()

    def log_in(self, username):
        self.page.goto(f"{self.base}/login/")
        self.page.get_by_label("利用者名").fill(username)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.press("ログイン")

    def open_consultation(self, reference, secret):
        """Enter the number and the secret that were shown when it was asked."""
        self.page.goto(f"{self.base}/consultations/")
        self.page.get_by_label("受付番号").fill(reference)
        self.page.get_by_label("合い言葉").fill(secret)
        self.press("読む")
        self.page.wait_for_url("**/consultations/S*/")

    def faults(self, path=None, *, name=None):
        """What is wrong with a page, wide and then narrow: axe, sideways scrolling, other hosts, refused scripts."""
        if path is not None:
            self.page.goto(self.base + path)
        shot = (name or path or "page").strip("/").replace("/", "_") or "home"
        found = [fault for width in (WIDE, NARROW) for fault in self._faults_at(width, shot)]
        # The engine reports styles it sets itself; only ours would name a file of this site.
        return found + self.elsewhere + self.console

    def _faults_at(self, width, shot):
        self.resize(width)
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{shot}-{width}.png", full_page=True)
        found = [f"{width} px, {v['id']}: {[n['html'] for n in v['nodes']]}" for v in violations(self.page)]
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return found + ([f"{width} px scrolls sideways by {over} px"] if over > 0 else [])


@pytest.fixture
def reader(chromium, live_server):
    """Somebody at a narrow window, as on a telephone; the journeys walk in wide ones."""
    person = Reader(chromium, live_server.url, NARROW)
    yield person
    person.page.context.close()
