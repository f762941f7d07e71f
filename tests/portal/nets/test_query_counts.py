"""No page asks the database more often when there is more to show, and none asks too often."""

import pytest
from django.db import connection

from oboro.casework.roles import Role
from portal.factories import tenancy
from portal.nets.addresses import PROPOSERS, PUBLIC, group_of, paths, patterns

MOST = 40
# Pages that only the hearing of the 2017 scheme has, which city A does not know.
NOT_SHOWN = {"review-hearing", "review-opinion", "review-letter", "review-returned", "review-settle"}
# A file that exists only once its package was made; the tests of the review open it.
NOT_SHOWN |= {"review-package-file"}
# Letters of contracts that lapsed or were terminated, a file that was sent in, a consultation opened by its passphrase.
NOT_SHOWN |= {"contract-lapse-letter", "contract-termination-letter", "contract-payments-read", "consultation"}


@pytest.fixture
def readers(world, signed_in, visitor):
    """An officer who may do everything, the other side of the case, another proposer, and anybody."""
    boss = tenancy.officer(world.cast.body, "a-boss", *(role for role in Role if role is not Role.PROPOSER))
    other = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    people = {"officer": boss, "proposer": world.cast.proposer, "another": other}
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
        rows = [row for name in (group, f"public {group}") for row in world.rows.get(name, [])]
        who = [*readers] if pattern.name in (*PUBLIC, *PROPOSERS) else ["officer", "proposer"]
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
    assert {name for name, *_ in looked} - {name for name, *_ in one} - deeds == NOT_SHOWN
