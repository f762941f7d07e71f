"""Every page that anybody is shown, wide and narrow: axe finds nothing, nothing scrolls sideways, no other host."""

import pytest

from oboro.casework.roles import Role
from portal.browser.conftest import Reader
from portal.factories import tenancy
from portal.nets.addresses import PUBLIC, group_of, paths, patterns

OF_2017 = "officer of 2017"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shown(world, clients):
    """Reader and path of each page, once a reader and address: the first of its rows that is shown.

    The officer of 2017 is shown only what the other officer is not.
    """
    seen = set()
    for room, pattern in patterns():
        group = group_of(room, pattern.name)
        rows = [row for name in (f"public {group}", group, f"old {group}") for row in world.rows.get(name, [])]
        for who, client in clients.items():
            if who == "visitor" and pattern.name not in (*PUBLIC, "consultation"):
                continue
            if who == OF_2017 and pattern.name in seen:
                continue
            for path in paths(pattern, rows):
                answer = client.get(path)
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    seen |= {pattern.name} if who == "officer" else set()
                    yield who, pattern.name, path
                    break


def test_no_page_has_a_fault(world, chromium, live_server, signed_in, visitor):
    roles = [role for role in Role if role is not Role.PROPOSER]
    boss, old = (tenancy.officer(one.body, f"{one.body.code}-boss", *roles) for one in (world.cast, world.old))
    people = {"proposer": world.cast.proposer, "officer": boss, OF_2017: old}
    clients = {**{who: signed_in(user) for who, user in people.items()}, "visitor": visitor}
    ((reference, secret),) = world.secrets.items()
    visitor.post("/consultations/", {"reference": reference, "secret": secret})
    pages = list(shown(world, clients))
    faults = {}
    for who in clients:
        reader = Reader(chromium, live_server.url)
        if who != "visitor":
            reader.log_in(people[who].username)
        else:
            reader.open_consultation(reference, secret)
        for owner, name, path in pages:
            if owner == who and (found := reader.faults(path, name=f"{who}-{name}")):
                faults[who, path] = found
                reader.console.clear()
        reader.page.context.close()
    assert faults == {}
    names = {name for _, name, _ in pages}
    assert len(names) > 110
    assert {"consultation", "review-hearing", "review-opinion", "review-returned", "review-settle"} <= names
