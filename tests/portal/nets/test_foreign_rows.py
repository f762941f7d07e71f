"""Every address with every row of city A, opened and sent to by everybody who has no part in it: never data, no change."""

from django.db import connection

from oboro.casework.roles import Role
from portal.factories import tenancy
from portal.nets.addresses import OWN, PROPOSERS, PUBLIC, ROWS, group_of, paths, patterns
from portal.nets.world import CANARIES, TELLING

CLOSED = {403, 404, 405}


class NoWrites:
    """Notes every statement that would change a table of the portal."""

    def __init__(self):
        self.seen = []

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) and '"portal_' in sql:
            self.seen.append(sql[:120])
        return execute(sql, params, many, context)


def told(answer):
    """The canary words of an answer that a browser would show."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [word for word in CANARIES if word.encode() in content]


def with_rows(world):
    """Every address that bears a row which is not published, filled with each of them."""
    for room, pattern in patterns():
        group = group_of(room, pattern.name)
        if group and pattern.name not in PROPOSERS:
            yield from paths(pattern, [*world.rows[group][:TELLING], *world.rows.get(f"old {group}", [])])


def test_every_address_is_in_the_nets():
    """A new address belongs into one of the tables of `nets/addresses.py`; one that is gone leaves them."""
    known = {pattern.name: group_of(room, pattern.name) for room, pattern in patterns()}
    assert {name for name, group in known.items() if group is None} == set()
    assert None not in known
    assert (set(PUBLIC) | OWN | set(PROPOSERS) | set(ROWS)) - set(known) == set()


def test_nobody_outside_finds_a_row_or_changes_one(world, outsiders):
    writes, wrong = NoWrites(), []
    found = list(with_rows(world))
    assert len(found) > 100
    with connection.execute_wrapper(writes):
        for path in found:
            for who, client in outsiders.items():
                answers = client.get(path), client.post(path)
                codes = {answer.status_code for answer in answers}
                if not codes <= CLOSED or codes == {405} or any(told(answer) for answer in answers):
                    wrong.append((who, path, sorted(codes)))
    assert wrong == []
    assert writes.seen == []


def test_nobody_without_an_account_gets_further_than_the_log_in(world, visitor):
    writes, wrong = NoWrites(), []
    with connection.execute_wrapper(writes):
        for path in with_rows(world):
            for answer in (visitor.get(path), visitor.post(path)):
                asked = answer.status_code == 302 and answer.url.startswith("/login/?")
                if not (asked or answer.status_code in CLOSED) or told(answer):
                    wrong.append((path, answer.status_code))
    assert wrong == []
    assert writes.seen == []


def test_pages_without_a_row_show_outsiders_nothing_of_city_a(world, outsiders, visitor):
    wrong = []
    for room, pattern in patterns():
        if group_of(room, pattern.name) == "":
            path = paths(pattern, [])[0]
            wrong += [(who, path) for who, client in {**outsiders, "nobody": visitor}.items() if told(client.get(path))]
    assert wrong == []


def test_programs_get_nothing_but_what_is_public_and_change_nothing(world, outsiders, visitor, signed_in):
    """Whoever asks, an own officer too: the addresses for programs cannot know."""
    own = signed_in(world.cast.coordinator)
    writes, wrong, seen = NoWrites(), [], 0
    with connection.execute_wrapper(writes):
        for room, pattern in patterns():
            if room != "oboro.portal.api.urls":
                continue
            group = group_of(room, pattern.name)
            hidden, public = (paths(pattern, world.rows[name]) if group else [] for name in (group, f"public {group}"))
            for path in [*hidden, *public, *(paths(pattern, []) if not group else [])]:
                for client in (*outsiders.values(), visitor, own):
                    answer, seen = client.get(path), seen + 1
                    changes = {client.generic(verb, path).status_code for verb in ("POST", "PUT", "PATCH", "DELETE")}
                    right = 404 if path in hidden else 200
                    if answer.status_code != right or told(answer) or answer.cookies or changes != {405}:
                        wrong.append((path, answer.status_code, changes))
    assert seen > 100
    assert wrong == []
    assert writes.seen == []


def test_only_a_proposer_begins_a_proposal(world, outsiders, visitor):
    writes = NoWrites()
    with connection.execute_wrapper(writes):
        for name, group in PROPOSERS.items():
            pattern = next(one for _, one in patterns() if one.name == name)
            for path in paths(pattern, world.rows[group]):
                offices = [client for who, client in outsiders.items() if who != "proposer"]
                assert {client.get(path).status_code for client in offices} <= CLOSED
                assert {client.post(path).status_code for client in offices} <= CLOSED
                assert {visitor.get(path).status_code, visitor.post(path).status_code} == {302}
                assert told(outsiders["proposer"].get(path)) == []
    assert writes.seen == []


def test_an_auditor_of_city_a_reads_and_changes_nothing(world, signed_in):
    client = signed_in(tenancy.officer(world.cast.body, "kansa", Role.AUDITOR))
    writes, seen = NoWrites(), 0
    with connection.execute_wrapper(writes):
        for path in with_rows(world):
            seen += client.get(path).status_code == 200
            client.post(path)
    assert seen > 10
    read = ('"portal_auditevent"', '"portal_chainhead"')  # reading a paper is itself recorded
    assert [sql for sql in writes.seen if not any(table in sql for table in read)] == []
