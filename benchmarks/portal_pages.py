"""Which pages of a loaded portal are asked, by whom, and how long each takes.

Pages are asked through Django's test client, so a figure holds everything but the network.
"""

import os
import platform
import statistics
import time
from functools import partial
from pathlib import Path

PLACE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "benchmarks-portal.md"
SLOW = 1000  # ms; what somebody waits longer for is a defect

SEARCHES = {
    "no word": "",
    "two characters, common (台帳)": "q=台帳",
    "two characters, rarer (戸籍)": "q=戸籍",
    "two characters across a border (本台)": "q=本台",
    "one character (犬)": "q=犬",
    "a long word (避難行動要支援者)": "q=避難行動要支援者",
    "two words (介護 滞納)": "q=介護 滞納",
    "any of two common words (介護 滞納)": "q=介護 滞納&match=any",
    "any of two rare words (図書館利用者台帳 墓地使用者名簿)": "q=図書館利用者台帳 墓地使用者名簿&match=any",
    "ten words, any (氏名 … 学年)": "q=氏名 住所 税額 備考 本籍 国籍 続柄 性別 学年 世帯主&match=any",
    "a word that is nowhere": "q=宇宙飛行士",
    "any of two words that are nowhere": "q=宇宙飛行士 潜水艦長&match=any",
    "pairs that are everywhere, the word nowhere": "q=名簿台帳申請",
    "only what is offered": "q=税額&offered=on",
    "one body, one word": "q=台帳&body={code}",
    "one body, a rare word": "q=避難行動要支援者&body={code}",
    "one body, any of two words": "q=介護 墓地使用者&match=any&body={code}",
    "one body, a word that is nowhere": "q=宇宙飛行士&body={code}",
    "one body, no word": "body={code}",
    "by name": "name=滞納整理",
    "by section": "section=図書館",
    "by section, any of two": "section=図書館 水道課&match=any",
    "by purpose and items": "purpose=徴収&items=口座",
    "by items in one body": "items=口座情報&body={code}",
    "manual files": "kind=manual&q=学校",
    "page 50": "q=氏名&page=50",
}
PUBLIC = {
    "the front page": "/",
    "an entry": "/register/{entry}/",
    "a version": "/register/{entry}/versions/1/",
    "the register of a body": "/register/books/{code}/",
    "the last page of a register": "/register/books/{code}/?page=250",
    "the calls": "/calls/",
    "one call": "/calls/{call}/",
    "the questions": "/faq/",
    "the questions, a word": "/faq/?q=細かく",
    "asking without a file": "/consultations/new/",
}
OFFICER = {
    "what to do next": "/tasks/",
    "the board": "/desk/",
    "this week as CSV": "/tasks/week.csv",
    "the proposals": "/proposals/",
    "one case": "/proposals/{case}/",
    "the case of the desk": "/desk/cases/{case}/",
    "the reviews": "/reviews/",
    "one review": "/reviews/{case}/",
    "the contracts": "/contracts/",
    "one contract": "/contracts/{contracted}/",
    "making and provision": "/provisions/",
    "the uses": "/uses/",
    "the own register": "/office/register/",
    "the yearly look": "/office/register/review/",
    "one own entry": "/office/register/{entry}/",
    "the own calls": "/office/calls/",
    "a new call": "/office/calls/new/",
    "the consultations": "/office/consultations/",
    "the complaints": "/office/complaints/",
    "the record": "/audit/",
    "the own rules": "/own-rules/",
    "keeping of records": "/office/custody/",
}
PROPOSER = {
    "what to do next": "/tasks/",
    "the proposals": "/proposals/",
    "one case": "/proposals/{own}/",
    "information already made": "/proposals/made/",
    "a draft under a call": "/proposals/start/{call}/{offered}/",
    "the contracts": "/contracts/",
}
PROGRAM = {
    "the document": "/api/openapi.json",
    "the bodies": "/api/v1/bodies",
    "a body": "/api/v1/bodies/{code}",
    "the register of a body": "/api/v1/bodies/{code}/register",
    "its editions": "/api/v1/bodies/{code}/editions",
    "100 rows of an edition": "/api/v1/bodies/{code}/editions/1/rows?per_page=100",
    "the last rows of an edition": "/api/v1/bodies/{code}/editions/1/rows?per_page=100&page=50",
    "entries, no word": "/api/v1/entries",
    "entries, a common word": "/api/v1/entries?q=台帳",
    "entries, any of two words": "/api/v1/entries?q=介護 滞納&match=any",
    "entries of a body": "/api/v1/entries?body={code}&q=台帳",
    "an entry": "/api/v1/entries/{entry}",
    "a version": "/api/v1/entries/{entry}/versions/1",
    "the calls": "/api/v1/calls",
    "the open calls": "/api/v1/calls?status=open",
    "one call": "/api/v1/calls/{call}",
    "the questions": "/api/v1/faq",
    "made information": "/api/v1/made",
    "made information of a body": "/api/v1/made?body={code}",
}


def report(rounds: int, *, write: bool) -> None:
    """A line a page: median, the 95th of a hundred, the first answer, and how often it asks the database."""
    rows, places, before = [], _places(), os.getloadavg()[0]
    parts = {
        "The catalogue, for everybody": (None, {name: f"/register/?{query}" for name, query in SEARCHES.items()}),
        "Other pages for everybody": (None, PUBLIC),
        "An officer": ("officer", OFFICER),
        "A proposer": ("proposer", PROPOSER),
        "Programs": (None, PROGRAM),
    }
    for part, (who, pages) in parts.items():
        client = _client(who)
        print(f"\n{part}", flush=True)
        rows.append((part, [_measured(client, name, path.format(**places), rounds) for name, path in pages.items()]))
    if write:
        PLACE.write_text(_page(rows, rounds, before), encoding="utf-8")


def _places() -> dict[str, object]:
    """What fills the addresses: rows of the body whose officer is asked for."""
    from benchmarks import portal_cases
    from oboro.portal.calls.models import CallFile
    from oboro.portal.proposals.models import Proposal
    from oboro.portal.register.models import Listing
    from oboro.portal.tenancy.models import User

    officer, proposer = (User.objects.get(username=name) for name in (portal_cases.OFFICER, portal_cases.PROPOSER))
    cases = Proposal.objects.filter(organisation=officer.organisation).order_by("pk")
    file = CallFile.objects.filter(call__organisation=officer.organisation).order_by("pk").first()
    return {
        "code": officer.organisation.code,
        "entry": Listing.objects.filter(organisation=officer.organisation).order_by("number").first().entry_id,
        "call": file.call_id,
        "offered": file.entry_id,
        "case": cases.filter(status="under_review").first().pk,
        "contracted": cases.filter(status="contracted").first().pk,
        "own": Proposal.objects.filter(party=proposer.party, status="contracted").first().pk,
    }


def _client(who: str | None):
    from django.test import Client

    from benchmarks import portal_cases
    from oboro.portal.tenancy.models import User

    client = Client(headers={"host": "127.0.0.1"})
    if who:
        name = portal_cases.OFFICER if who == "officer" else portal_cases.PROPOSER
        client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _measured(client, name: str, path: str, rounds: int) -> tuple:
    from django.db import connection

    asked = []
    with connection.execute_wrapper(partial(_note, asked)):
        first, size = _timed(client, path)
    times = sorted(_timed(client, path)[0] for _ in range(rounds))
    median, late = statistics.median(times), times[max(0, -(-len(times) * 95 // 100) - 1)]
    print(
        f"  {name:55} median {median:5.0f}  p95 {late:5.0f}  first {first:5.0f} ms  {len(asked):3} queries,"
        f" the slowest {max(asked, default=0):.0f} ms  {size / 1000:.0f} kB{'  SLOW' if median > SLOW else ''}",
        flush=True,
    )
    return name, times[0], median, late, len(asked)


def _note(asked: list[float], execute, *call):
    began = time.perf_counter()
    try:
        return execute(*call)
    finally:
        asked.append((time.perf_counter() - began) * 1000)


def _timed(client, path: str) -> tuple[float, int]:
    began = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        print(f"{path} answered {answer.status_code}")
    return taken, len(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def _counts() -> dict[str, str]:
    from django.apps import apps
    from django.db import connection

    told = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database())), current_setting('server_version')")
        told["size"], told["server"] = (text.split(" (")[0] for text in cursor.fetchone())
    for name in ("Organisation", "Listing", "Proposal", "AuditEvent", "Call", "Faq"):
        told[name] = f"{apps.get_model('portal', name).objects.count():,}"
    return told


INTRO = """# How fast the portal answers

    python -m benchmarks.portal_load --bodies 500 --entries 5000 --write

The program starts a PostgreSQL of its own ({server}, its settings untouched), fills it and asks for pages through
Django's test client: a figure holds the view, its questions to the database and the template, and no network. With
`--folder` a second run only measures. This page is printed by it.

{Organisation} bodies; {Listing} entries in the catalogue; {Proposal} proposals with their papers, reviews, notices
and contracts; {AuditEvent} events of the record; {Call} calls; {Faq} questions; {size} in all. Machine: {cores}
virtual cores ({machine}), shared with other work while this ran (load average {before:.1f} at its beginning,
{after:.1f} at its end). {rounds} rounds a page after one that is not counted; milliseconds; p95 is the 95th of a
hundred. The quickest round is nearest to what the machine does when nobody else works on it. Questions are those to the
database.
"""
OUTRO = """What the bodies keep is much alike from body to body in this data, as it is in life, and made from word
lists in the program; words that no list holds are as rare as they can be, so their figures are the best
case of the index. The cases of a body are copies of twenty that the portal's actions walked to where
cases stand; more than half of them still run. All bodies have a call open on the same day, which the
front page lists without parts.
"""


def _page(rows: list[tuple], rounds: int, before: float) -> str:
    facts = {"cores": os.cpu_count(), "machine": platform.machine(), "before": before, "after": os.getloadavg()[0]}
    lines = [INTRO.format(**_counts(), **facts, rounds=rounds)]
    for part, measured in rows:
        lines += [f"## {part}\n", "| page | quickest | median | p95 | questions |", "|---|---|---|---|---|"]
        lines += [f"| {one[0]} | {one[1]:.0f} | {one[2]:.0f} | {one[3]:.0f} | {one[4]} |" for one in measured]
        lines.append("")
    return "\n".join([*lines, OUTRO])
