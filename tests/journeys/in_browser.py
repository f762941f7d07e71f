"""The demo's visitor in a real Chromium: the same steps, and axe on every page in both widths.

Set OBORO_SHOTS to a folder to keep a picture of every page in both widths.
"""

import os
import re
import urllib.parse
from pathlib import Path

from demo.visitor import Page

from axe import violations

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
SHOTS = os.environ.get("OBORO_SHOTS")
WAYS = "[...document.querySelectorAll('main :is(a, button, summary)')].map(e => e.textContent.trim())"


class Inspector:
    """Looks at each page once in both widths: accessibility, sideways scrolling, requests to other hosts.

    A page is another page when its address, its heading or what can be done on it differs, numbers aside. Journeys that
    share `seen` share their steps as well: a page that one of them looked at is the same in the next.
    """

    def __init__(self, base, *, seen=None):
        self.base = base
        self.seen = set() if seen is None else seen
        self.faults = []
        self.strangers = set()

    def watch(self, page):
        page.on("request", lambda request: self._host(request.url))

    def look(self, page):
        path = urllib.parse.urlsplit(page.url).path
        kind = (_kind(path), _kind(page.locator("h1").first.inner_text()), *sorted(map(_kind, page.evaluate(WAYS))))
        if kind in self.seen:
            return
        self.seen.add(kind)
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            broken = violations(page)
            self.faults += [(path, size["width"], one["id"], one["nodes"][0]["html"][:200]) for one in broken]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                self.faults.append((path, size["width"], "scrolls sideways", ""))
            if SHOTS:
                name = f"{len(self.seen):03}{path.strip('/').replace('/', '_') or 'home'}-{size['width']}.png"
                page.screenshot(path=Path(SHOTS) / name, full_page=True)

    def _host(self, url):
        if not url.startswith((self.base, "data:", "about:")):
            self.strangers.add(url)


def _kind(words):
    return re.sub(r"\d+", "0", " ".join(words.split()))


class BrowserVisitor:
    """One person with one browser window; `get` and `press` as `demo.visitor.Visitor` has them."""

    def __init__(self, base, *, browser, inspector):
        self.base, self.inspector = base, inspector
        # Gliding to each box would take longer than the page itself.
        still = {"locale": "ja-JP", "accept_downloads": True, "reduced_motion": "reduce"}
        self.page = browser.new_context(viewport=WIDE, **still).new_page()
        inspector.watch(self.page)

    def get(self, path):
        target = urllib.parse.urljoin(self.base, path)
        return self._arrived(self.page.goto(target))

    def fetch(self, shown, button):
        self._be_at(shown)
        with self.page.expect_download() as arriving:
            self.page.locator("button", has_text=button).first.click()
        return Path(arriving.value.path()).read_bytes()

    def read(self, path):
        return self.page.request.get(urllib.parse.urljoin(self.base, path)).body()

    def press(self, shown, button, values=None, files=None):
        self._be_at(shown)
        form = self.page.locator("form", has=self.page.locator("button", has_text=button)).first
        form.evaluate(
            "f => { for (let d = f.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
        )
        for key, value in (values or {}).items():
            self._fill(form, key, value)
        for key, path in (files or {}).items():
            form.locator(f'[name="{key}"]').set_input_files(path)
        with self.page.expect_navigation() as moved:
            form.locator("button", has_text=button).first.click()
        return self._arrived(moved.value)

    def _be_at(self, shown):
        if self.page.url != shown.url:
            self.page.goto(shown.url)

    def _fill(self, form, key, value):
        field = form.locator(f'[name="{key}"]')
        kind = field.first.evaluate("e => e.type || e.tagName")
        if kind in {"radio", "checkbox"}:
            for one in [value] if isinstance(value, str) else value:
                chosen = form.locator(f'[name="{key}"][value="{one}"]')
                (chosen if chosen.count() else field).first.check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)

    def _arrived(self, response):
        self.inspector.look(self.page)
        content = self.page.content().encode()
        return Page(self.page.url, response.status, content, {})
