"""No page asks the database more often when there is more to show, and none asks too often."""

import pytest
from django.db import connection

from oboro.casework.roles import Role
from portal.factories import tenancy
from portal.nets.addresses import PROPOSERS, PUBLIC, group_of, paths, patterns

MOST = 40


@pytest.fixture
def readers(world, signed_in, visitor):
    """Officers who may do everything, the other side of the case, another proposer, and anybody."""
    roles = [role for role in Role if role is not Role.PROPOSER]
    boss, old = (tenancy.officer(one.body, f"{one.body.code}-boss", *roles) for one in (world.cast, world.old))
    other = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    people = {"officer": boss, "officer of 2017": old, "proposer": world.cast.proposer, "another": other}
    for reference, secret in world.secrets.items():
        visitor.post("/consultations/", {"reference": reference, "secret": secret})
    return {**{who: signed_in(user) for who, user in people.items()}, "visitor": visitor}


def asked(client, path):
    """What a page is answered with, and how many statements it sends to the database."""
    seen = []

    def note(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        code = client.get(path).status_code
    return code, len(seen)


def looked_at(world, readers):
    """Name, reader and path of everything that can be opened → the answer and the number of statements."""
    found = {}
    for room, pattern in patterns():
        group = group_of(room, pattern.name)
        rows = [row for name in (group, f"public {group}", f"old {group}") for row in world.rows.get(name, [])]
        everybody = pattern.name in (*PUBLIC, *PROPOSERS, "consultation")
        who = [*readers] if everybody else ["officer", "officer of 2017", "proposer"]
        found |= {(pattern.name, one, path): asked(readers[one], path) for path in paths(pattern, rows) for one in who}
    return found


def test_three_of_everything_cost_no_more_questions_than_one(world, readers):
    looked = looked_at(world, readers)
    one = {page: questions for page, (code, questions) in looked.items() if code == 200}
    world.grow()
    world.grow()
    three = {(name, who, path): asked(readers[who], path)[1] for name, who, path in one}
    assert {page: (one[page], three[page]) for page in one if three[page] != one[page]} == {}
    assert {page: questions for page, questions in three.items() if questions > MOST} == {}
    deeds = {name for (name, *_), (code, _) in looked.items() if code == 405}
    assert {name for name, *_ in looked} - {name for name, *_ in one} - deeds == set()
