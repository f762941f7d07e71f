"""What all rooms share: one real Chromium for the whole run."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright

# How long an example takes says how busy the machine is; speed stands in benchmarks/.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Quiet, and without a sandbox because continuous integration runs as root.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def chromium(request, one_chromium):
    """The browser of the run; the windows a test opened are closed before the server they speak to."""
    if "live_server" in request.fixturenames:
        request.getfixturevalue("live_server")  # set up before, so torn down after
    yield one_chromium
    for window in one_chromium.contexts:
        window.close()


@pytest.fixture(scope="session")
def one_chromium():
    """A browser; Playwright allows one event loop in a thread, so it is made once."""
    path = os.environ.get("OBORO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("no Chromium: `python3 dev.py test` finds or installs one, `--quick` leaves these tests out")
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


# A file stays with one worker, so the longest begin first; else the suite waits for the last of them alone.
LONGEST = ("tests/portal/test_postgresql.py", "tests/portal/browser/test_every_page.py", "tests/journeys/")


def pytest_collection_modifyitems(items):
    """Put the longest files first; the order inside a file stays."""
    places = {name: place for place, name in enumerate(LONGEST)}

    def place(item):
        path = item.path.as_posix()
        return next((number for name, number in places.items() if name in path), len(LONGEST))

    items.sort(key=place)
