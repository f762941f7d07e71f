"""A person at a browser window who gets about by what stands on the page."""

import re

from journeys.in_browser import BrowserVisitor
from portal.factories.tenancy import PASSWORD


class Person(BrowserVisitor):
    """Somebody who knows one address, the first page, and from there only follows links and presses buttons."""

    def __init__(self, base, *, browser, inspector):
        super().__init__(base, browser=browser, inspector=inspector)
        self.now = self.get("/")

    def log_in(self, user):
        """Over the link in the head of the page."""
        self.follow("ログイン", within="header")
        page = self.do("ログイン", {"username": user.username, "password": PASSWORD})
        assert "ログアウト" in page.text
        return self

    def follow(self, words, *, within="main", nth=0):
        """Click the first link in sight that holds these words, or a later one."""
        link = self.page.locator(f"{within} a:visible", has_text=words).nth(nth)
        assert link.count(), f"no link 「{words}」 in {within} of {self.page.url}: {self.now.said}"
        with self.page.expect_navigation() as moved:
            link.click()
        self.now = self._arrived(moved.value)
        return self.now

    def menu(self, words):
        """A page of the menu, by its whole name."""
        return self.follow(re.compile(f"^{words}$"), within=".site-nav")

    def do(self, button, values=None, files=None):
        """Fill the form of this button as the page shows it, and press it; the page must not find fault with it."""
        self.refused(button, values, files)
        assert not self.wrong, f"{self.now.url} refuses 「{button}」: {self.wrong}"
        return self.now

    def refused(self, button, values=None, files=None):
        """The same, and what the page finds fault with."""
        self.now = self.press(self.now, button, values, files)
        return self.wrong

    @property
    def wrong(self):
        """The lines of the error summary, or what a page of refusal says."""
        found = self.now.tree.xpath("//*[@id='error-summary']//li | //main[.//*[@role='alert']]//*[@role='alert']//p")
        return [" ".join(line.text_content().split()) for line in found]

    def reload(self):
        """The same page again, as somebody does who waits for another."""
        self.now = self._arrived(self.page.reload())
        return self.now

    def save(self, words):
        """The file behind a link or a button that answers with one."""
        with self.page.expect_download() as arriving:
            self.page.locator("main :is(a, button):visible", has_text=words).first.click()
        return arriving.value.path()

    def sees(self, *words):
        """Whether the page says all of this; else it is shown what it says instead."""
        for one in words:
            assert one in self.now.text, f"「{one}」 is not on {self.page.url}: {self.now.text}"
        return self
