"""Where a request comes from: a proxy is believed only when the site says so, and only for what it added itself."""

import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.test import RequestFactory

from oboro.portal.consultations.limits import SECRETS_TRIED
from oboro.portal.tenancy.origin import place_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("trusted", "told", "place"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "nonsense", "10.0.0.1"),
        (1, "203.0.113.9,", "10.0.0.1"),
    ],
)
def test_only_what_a_trusted_proxy_added_counts(settings, trusted, told, place):
    settings.TRUSTED_PROXIES = trusted
    headers = {"x-forwarded-for": told} if told else {}
    assert place_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)) == place


def guess(visitor, come_from):
    """The answer to a wrong secret, sent from an address through one proxy."""
    typed = {"reference": "X-1", "secret": "y"}
    return visitor.post("/consultations/", typed, headers={"x-forwarded-for": come_from}).status_code


def test_one_who_guesses_does_not_stop_the_others_behind_the_same_proxy(db, visitor, settings):
    settings.TRUSTED_PROXIES = 1
    for _ in range(SECRETS_TRIED):
        assert guess(visitor, "203.0.113.9") == 200
    assert guess(visitor, "203.0.113.9") == 409
    assert guess(visitor, "192.0.2.1, 203.0.113.9") == 409
    assert guess(visitor, "203.0.113.10") == 200


def test_without_a_trusted_proxy_a_written_address_frees_nobody(db, visitor):
    for number in range(SECRETS_TRIED):
        assert guess(visitor, f"203.0.113.{number}") == 200
    assert guess(visitor, "203.0.113.99") == 409


def test_a_number_that_no_row_can_have_is_not_found(db, visitor):
    answers = [visitor.get(f"/{page}/{number}/") for page in ("register", "calls") for number in (10**25, "9" * 5000)]
    assert [answer.status_code for answer in answers] == [404] * 4


# ---- the server as it is started, behind a proxy that speaks HTTPS ----


@pytest.fixture
def served(tmp_path, monkeypatch):
    """The address of a portal started by its command, which believes one proxy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name, value in {"OBORO_HOME": tmp_path, "OBORO_HTTPS": "1", "OBORO_PROXIES": "1"}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("OBORO_DATABASE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    manage = [sys.executable, "-m", "oboro.portal.manage"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], cwd=tmp_path, check=True)
    server = subprocess.Popen([*manage, "serve", "--port", str(port)], cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def ask(url, *, data=None, headers):
    """Status, heads and content of an answer, once the server is up."""
    for _ in range(300):
        try:
            with urlopen(Request(url, data, headers)) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()
        except URLError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def test_behind_a_proxy_with_https_a_form_is_taken_and_each_address_counts_for_itself(served):
    page, through = f"{served}/consultations/", {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    _, heads, content = ask(page, headers=through)
    kept = heads["Set-Cookie"].partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', content)[1]
    typed = urlencode({"csrfmiddlewaretoken": token, "reference": "X-1", "secret": "y"}).encode()
    sent = {**through, "Cookie": kept, "Origin": served.replace("http:", "https:"), "Referer": page}
    codes = [ask(page, data=typed, headers=sent)[0] for _ in range(SECRETS_TRIED + 1)]
    assert codes == [200] * SECRETS_TRIED + [409]
    assert ask(page, data=typed, headers={**sent, "X-Forwarded-For": "203.0.113.10"})[0] == 200
