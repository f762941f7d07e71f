"""Every page that anybody is shown, wide and narrow: axe finds nothing, nothing scrolls sideways, no other host."""

import pytest

from oboro.casework.roles import Role
from portal.browser.conftest import Reader
from portal.factories import tenancy
from portal.nets.addresses import PUBLIC, group_of, paths, patterns

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shown(world, clients):
    """Reader and path of each page, once a reader and address: the first of its rows that is shown."""
    for room, pattern in patterns():
        group = group_of(room, pattern.name)
        rows = [row for name in (f"public {group}", group) for row in world.rows.get(name, [])]
        for who, client in clients.items():
            if who == "visitor" and pattern.name not in PUBLIC:
                continue
            for path in paths(pattern, rows):
                answer = client.get(path)
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    yield who, pattern.name, path
                    break


def test_no_page_has_a_fault(world, chromium, live_server, signed_in, visitor):
    boss = tenancy.officer(world.cast.body, "a-boss", *(role for role in Role if role is not Role.PROPOSER))
    people = {"proposer": world.cast.proposer, "officer": boss}
    clients = {**{who: signed_in(user) for who, user in people.items()}, "visitor": visitor}
    pages = list(shown(world, clients))
    faults = {}
    for who in clients:
        reader = Reader(chromium, live_server.url, 1280)
        if who != "visitor":
            reader.log_in(people[who].username)
        for owner, name, path in pages:
            if owner == who:
                wide = reader.faults(path, name=f"{who}-{name}")
                reader.resize(320)
                if found := wide + reader.faults(name=f"{who}-{name}"):
                    faults[who, path] = found
                    reader.console.clear()
                reader.resize(1280)
        reader.page.context.close()
    assert faults == {}
    assert len(pages) > 70
