"""The demo's visitor in a real Chromium: the same steps, and axe on every page in both widths."""

import urllib.parse
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from demo.visitor import Page

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}


class Inspector:
    """Looks at each page once in both widths: accessibility, sideways scrolling, requests to other hosts."""

    def __init__(self, base):
        self.base = base
        self.seen = set()
        self.faults = []
        self.strangers = set()

    def watch(self, page):
        page.on("request", lambda request: self._host(request.url))

    def look(self, page):
        kind = (urllib.parse.urlsplit(page.url).path, page.locator("h1").first.inner_text())
        if kind in self.seen:
            return
        self.seen.add(kind)
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            found = Axe().run(page).response["violations"]
            self.faults += [(kind[0], size["width"], one["id"], one["nodes"][0]["html"][:200]) for one in found]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                self.faults.append((kind[0], size["width"], "scrolls sideways", ""))

    def _host(self, url):
        if not url.startswith((self.base, "data:", "about:")):
            self.strangers.add(url)


class BrowserVisitor:
    """One person with one browser window; `get` and `press` as `demo.visitor.Visitor` has them."""

    def __init__(self, base, *, browser, inspector):
        self.base, self.inspector = base, inspector
        self.page = browser.new_context(locale="ja-JP", viewport=WIDE, accept_downloads=True).new_page()
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
