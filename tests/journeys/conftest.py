"""A database that is emptied after a journey, which the audit triggers would refuse; windows for whoever walks in."""

import pytest

from journeys.in_browser import Inspector
from journeys.person import Person
from oboro.portal.audit import protection


@pytest.fixture
def transactional_db(transactional_db):
    yield transactional_db
    protection.lift()


SEEN = set()  # the pages that the journeys of this run looked at


class Town:
    """The site while a journey runs: a window for each person, and what was wrong with the pages they saw."""

    def __init__(self, base, browser):
        self.base, self.browser, self.inspector = base, browser, Inspector(base, seen=SEEN)

    def enter(self, user=None):
        """Somebody at the first page, logged in when they have an account."""
        person = Person(self.base, browser=self.browser, inspector=self.inspector)
        return person.log_in(user) if user else person

    def is_without_fault(self):
        """No page that was walked has a fault, and no page asked another host."""
        assert self.inspector.faults == []
        assert self.inspector.strangers == set()


@pytest.fixture
def town(transactional_db, live_server, chromium, settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT, settings.KEYS = tmp_path / "files", tmp_path / "keys"
    return Town(live_server.url, chromium)
